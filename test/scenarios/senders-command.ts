import { describe, expect, it } from 'vitest';
import { type CategorySetup } from '../support/category-setups.ts';
import { type MakeAccount, useWorld } from './world.ts';

/** What `mailroom senders` lists. */
export function describeSendersCommand(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { feed, jail } = setup;

  /** Mail of three senders: one new, one in Feed with mail in the Inbox, one in Jail with no mail that waits. */
  const furnish = async (): Promise<void> => {
    const { deliver } = world();
    await world().triaged('The Letter <feed@x.example>', feed.label);
    await world().triaged('spam@y.example', jail.label);
    await deliver(
      { from: 'Ann Other <ann@x.example>', receivedAt: '2026-01-02T10:00:00Z' },
      { from: 'Ann Other <ann@x.example>', receivedAt: '2026-01-05T10:00:00Z', mailboxes: ['Inbox'] },
      { from: 'ann@x.example', receivedAt: '2026-02-05T10:00:00Z', mailboxes: ['Trash'] },
      { from: 'feed@x.example', receivedAt: '2026-01-03T10:00:00Z', mailboxes: ['Inbox'] },
    );
  };
  const rows = (stdout: string): Record<string, unknown>[] =>
    stdout
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  describe('senders', () => {
    it('lists those whose mail waits in Screener or the Inbox, and writes nothing', async () => {
      await furnish();
      const before = await world().account.states();

      const run = await world().mailroom(['senders', '--json']);

      expect(run, run.stderr).toMatchObject({ code: 0, writes: [] });
      expect(rows(run.stdout)).toMatchObject([
        { address: 'ann@x.example', name: 'Ann Other', category: null, screener: 1, inbox: 1 },
        { address: 'feed@x.example', category: feed.name, screener: 0, inbox: 1, contact: 'created' },
      ]);
      expect(await world().account.states()).toEqual(before);
    });

    it('lists those of a category, with the day on which they came there', async () => {
      await furnish();

      const run = await world().mailroom(['senders', '--category', jail.name, '--json']);

      expect(rows(run.stdout)).toMatchObject([
        {
          address: 'spam@y.example',
          category: jail.name,
          since: expect.stringMatching(/^20\d\d-/) as string,
        },
      ]);
    });

    it('lists all, or those since today', async () => {
      await furnish();

      const all = await world().mailroom(['senders', '--all', '--json']);
      const today = await world().mailroom([
        'senders',
        '--category',
        jail.name,
        '--since',
        'today',
        '--json',
      ]);

      expect(
        rows(all.stdout)
          .map(({ address }) => address)
          .sort(),
      ).toEqual(['ann@x.example', 'feed@x.example', 'spam@y.example']);
      expect(rows(today.stdout)).toMatchObject([{ address: 'spam@y.example' }]);
    });

    it('has one row for each domain, as CSV', async () => {
      await furnish();

      const run = await world().mailroom(['senders', '--domain', '--csv']);

      const [head, ...lines] = run.stdout.split('\r\n').filter((line) => line !== '');
      expect(head).toBe('domain,senders,screener,inbox,filed,newest,sent');
      expect(lines).toMatchObject([expect.stringMatching(/^x\.example,2,1,2,/) as string]);
    });

    it('counts what the user wrote to them', async () => {
      await furnish();
      await world().deliver({ from: 'me@sandbox.example', to: 'ann@x.example', mailboxes: ['Sent'] });

      const run = await world().mailroom(['senders', '--sent', '--json']);

      expect(rows(run.stdout)[0]).toMatchObject({ address: 'ann@x.example', sent: 1 });
    });

    it('knows no category of another name, and says which there are', async () => {
      const run = await world().mailroom(['senders', '--category', `${feed.name}s`]);

      expect(run.code).toBe(2);
      expect(run.stderr).toContain(`do you mean ${feed.name}?`);
    });
  });
}
