import { describe, expect, it } from 'vitest';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { expectSuccess, type MakeAccount, type OnceRun, useWorld } from './world.ts';

/** Row 14, and what a cycle costs: counted in requests, which are exact. */
export function describeVolume(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, imbox, feed } = setup;
  const PAGE = 4_096;
  const budget = (senders: number, listed: number, moved: number): number =>
    senders + 20 + Math.ceil(listed / PAGE) + Math.ceil(moved / PAGE);

  describe('the work a cycle costs', () => {
    it('nothing to do: one request', async ({ annotate }) => {
      const { once } = world();

      const run = await once();

      expectSuccess(run);
      await annotate(costOf(run));
      expect(run.cycleRequests).toHaveLength(1);
    });

    it('50 senders with 20 mails each: within the budget, over JMAP contacts 20 requests', async ({
      annotate,
    }) => {
      const { account, once, deliver } = world();
      const senders = Array.from({ length: 50 }, (_, n) => `sender${n}@x.example`);
      const ids = await deliver(...Array.from({ length: 1000 }, (_, n) => ({ from: senders[n % 50] ?? '' })));
      const each = Math.ceil(senders.length / setup.categories.length);
      for (const [n, { label }] of setup.categories.entries())
        await account.addLabel(ids.slice(n * each, Math.min((n + 1) * each, senders.length)), label);

      const run = await once();

      expectSuccess(run);
      await annotate(costOf(run));
      expect(await account.mailIn('Screener')).toEqual([]);
      expect(run.cycleRequests.length).toBeLessThanOrEqual(
        account.contacts === 'jmap' ? 20 : budget(50, 1000, 1000),
      );
    });

    it('2,000 mails of one sender: complete, within the budget', async ({ annotate }) => {
      const { account, once, deliver } = world();
      const [mail = ''] = await deliver(...Array.from({ length: 2000 }, () => ({ from: 'ann@x.example' })));
      await account.addLabel(mail, sample.label);

      const run = await once();

      expectSuccess(run);
      await annotate(costOf(run));
      expect(await account.mailIn(sample.mailbox)).toHaveLength(2000);
      expect(run.cycleRequests.length).toBeLessThanOrEqual(budget(1, 2000, 2000));
    });

    it('200 senders at once: complete, within the budget of one batch', async ({ annotate }) => {
      const { account, once, deliver, members } = world();
      const senders = Array.from({ length: 200 }, (_, n) => `sender${n}@x.example`);
      const ids = await deliver(...senders.map((from) => ({ from })));
      await account.addLabel(ids, sample.label);

      const run = await once();

      expectSuccess(run);
      await annotate(costOf(run));
      expect(await account.mailIn(sample.mailbox)).toHaveLength(200);
      expect(await members()).toEqual(inGroupsOf(sample, ...senders.sort()));
      expect(run.cycleRequests.length).toBeLessThanOrEqual(budget(200, 200, 200));
    });

    it('senders that move: the same budget', async ({ annotate }) => {
      const { account, once, deliver, members } = world();
      const senders = Array.from({ length: 20 }, (_, n) => `sender${n}@x.example`);
      const first = await deliver(...senders.map((from) => ({ from })));
      await account.addLabel(first, feed.label);
      expectSuccess(await once());
      const second = await deliver(...senders.map((from) => ({ from })));
      await account.addLabel(second, imbox.label);

      const run = await once();

      expectSuccess(run);
      await annotate(costOf(run));
      expect(await account.mailIn(imbox.mailbox)).toHaveLength(40);
      expect(await members()).toEqual(inGroupsOf(imbox, ...senders.sort()));
      expect(run.cycleRequests.length).toBeLessThanOrEqual(budget(20, 40, 40));
    });
  });
}

/** Printed by the verbose reporter, for `docs/architecture.md`. */
const costOf = (run: OnceRun): string => `requests: ${run.cycleRequests.length}`;
