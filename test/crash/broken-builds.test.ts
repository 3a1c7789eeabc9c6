import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Batch from '../../src/triage/steps/batch.ts';
import { type BatchState } from '../../src/triage/steps/batch-state.ts';
import type * as JmapMail from '../../src/mail/jmap/jmap-mail.ts';
import type * as WireGuardModule from '../../src/safety/wire-guard.ts';
import { type Mail, type MailChange } from '../../src/mail/mail-store.ts';
import { type SenderWork } from '../../src/triage/model.ts';
import { endState } from './invariants.ts';
import { Lab } from './lab.ts';
import { SenderLives } from './sender-states.ts';
import { type World } from './world.ts';
import { WORLDS } from './worlds.ts';

/**
 * Tests of the tests: builds that are broken on purpose, in the order of the steps or in what they send. The checks after
 * each request must notice.
 */
const build = vi.hoisted(() => ({ defect: 'none' }));

vi.mock('../../src/triage/steps/batch.ts', async () => {
  const { BatchState: State } = await import('../../src/triage/steps/batch-state.ts');
  const { joinGroups, leaveGroups, newJoined, saveContacts } =
    await import('../../src/triage/steps/contact-steps.ts');
  const { finishMail, sweepMail } = await import('../../src/triage/steps/mail-steps.ts');
  const { finishChanges } = await import('../../src/triage/mail-changes.ts');
  const { settle } = await import('../../src/triage/steps/settle.ts');

  async function takeLabelsOff({ works, places, ports, signal }: BatchState): Promise<void> {
    const ids = works.flatMap(({ mails }) => mails.map(({ id }) => id));
    const view = await ports.mail.list({ ids, mailboxIds: [], keep: () => false }, signal);
    const plan = (mails: readonly Mail[]): MailChange[] =>
      works.flatMap((work) => finishChanges(work, mails, places, false));
    await settle(ports.mail, view, plan, () => false, signal);
  }

  return {
    runBatch: async (
      ...[parts, places, ports, { signal }]: Parameters<typeof Batch.runBatch>
    ): Promise<Batch.BatchResult> => {
      const state = new State(places, ports, signal);
      const joined = newJoined();
      state.works.push(...parts.flat());
      await saveContacts(state, state.works, joined);
      await joinGroups(state, joined);
      if (build.defect === 'leave before sweep') await leaveGroups(state, joined);
      if (build.defect === 'label off before sweep') await takeLabelsOff(state);
      const { view, moved } = await sweepMail(state);
      if (build.defect !== 'leave before sweep') await leaveGroups(state, joined);
      await finishMail(state, view, joined.misnamed);
      return {
        done: state.active(),
        reportOn: (work: SenderWork) => state.reportOn(work),
        failed: state.failed,
        waiting: [...state.waiting],
        moved,
        begun: state.works.length,
      };
    },
  };
});

vi.mock('../../src/mail/jmap/jmap-mail.ts', async (importOriginal) => {
  const original = await importOriginal<typeof JmapMail>();
  return {
    ...original,
    patchOf: (change: Parameters<typeof original.patchOf>[0]) =>
      build.defect.startsWith('a patch without an added mailbox')
        ? Object.fromEntries(change.remove.map((mailbox) => [`mailboxIds/${mailbox}`, null]))
        : original.patchOf(change),
  };
});

vi.mock('../../src/safety/wire-guard.ts', async (importOriginal) => {
  const original = await importOriginal<typeof WireGuardModule>();
  return {
    createWireGuard: () =>
      build.defect === 'a patch without an added mailbox, unguarded'
        ? {
            noteRead: () => undefined,
            allow: () => undefined,
            allowCards: () => undefined,
            check: () => undefined,
          }
        : original.createWireGuard(),
  };
});

/** Explores every crash point by kill; answers with the first thing that was noticed. */
async function explore(world: World): Promise<string | undefined> {
  try {
    const clean = new Lab(world);
    const { requests, isIdle } = await clean.run();
    if (!isIdle) return 'the clean run does not come to rest';
    const lives = new SenderLives(Object.keys(world.triaged), clean.account.snapshot());
    for (let crashAt = 1; crashAt <= requests; crashAt += 1) {
      const lab = new Lab(world);
      await lab.run((request) => (request === crashAt ? 'killAfter' : 'passes'));
      const states = [...lives.statesIn(lab.cut!).values()].join();
      await lab.runUntilIdle();
      if (JSON.stringify(endState(lab.account)) !== JSON.stringify(endState(clean.account)))
        return `another end state after a crash at request ${crashAt}, where a sender was ${states}`;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const worldNamed = (name: string): World => WORLDS.find((world) => world.name === name)!;

describe('the exploration', () => {
  beforeEach(() => {
    build.defect = 'none';
  });

  it('finds nothing in the build as it is', async () => {
    expect(await explore(worldNamed('re-triage from Feed to Imbox'))).toBeUndefined();
  });

  it.each([
    ['label off before sweep', 'a new sender', /^A rule is broken: N4/],
    ['leave before sweep', 're-triage from Feed to Imbox', /another end state/],
    ['a patch without an added mailbox', 'a new sender', /does not come to rest/],
    ['a patch without an added mailbox, unguarded', 'a new sender', /^A rule is broken: (N1|N2)/],
  ])('notices a build with the defect: %s', async (defect, world, noticed) => {
    build.defect = defect;

    expect(await explore(worldNamed(world))).toMatch(noticed);
  });
});
