import { describe, expect, it } from 'vitest';
import { createClients } from '../../src/account/clients.ts';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { isLeft } from '../../src/leave/leave-lines.ts';
import { carryOutLeave, planLeave } from '../../src/leave/steps/leave-account.ts';
import { derivedUid } from '../../src/contacts/contact-uid.ts';
import { type Address } from '../../src/mail/address.ts';
import { type Fate } from './in-process-http.ts';
import { endState } from './invariants.ts';
import { Lab } from './lab.ts';
import { card, furnish, mail, type World } from './world.ts';

/** Leaving, cut at each of its requests and begun anew: what is left is the same as without the cut. */

const ANN = derivedUid('ann@x.example' as Address, 1);

function build(account: SandboxAccount): void {
  furnish(account, { Feed: [ANN, 'bob'], Jail: ['friend', 'gone'] });
  account.addCard(
    [
      ...['BEGIN:VCARD', 'VERSION:3.0', `UID:${ANN}`, 'FN:Ann', 'N:;;;;', 'ORG:Ann'],
      ...['EMAIL;TYPE=INTERNET:ann@x.example', 'NOTE:2026-01-02 Feed (created by Mailroom)', 'END:VCARD'],
    ].join('\r\n'),
  );
  card(account, 'bob', 'Bob', ['bob@y.example']);
  mail(account, 'new@z.example', ['Screener', '@ToFeed']);
  mail(account, 'ann@x.example', ['Feed']);
  mail(account, 'ann@x.example', ['Feed', 'Receipts', '@MailroomWarning']);
  mail(account, 'ann@x.example', ['@ToJail']);
  mail(account, 'ann@x.example', ['Screener', 'Trash']);
  mail(account, 'bob@y.example', ['Inbox']);
}

const WORLDS: readonly World[] = (['carddav', 'jmap'] as const).map((contacts) => ({
  name: `over ${contacts}`,
  triaged: {},
  contacts,
  build,
}));

/** Leaves until nothing is left to do or something fails; answers with its requests. */
async function leave(
  lab: Lab,
  fateOf: (request: number) => Fate = () => 'passes',
): Promise<{ requests: number; isDone: boolean }> {
  const controller = new AbortController();
  let requests = 0;
  const openHttp = lab.http({ before: () => fateOf((requests += 1)), kill: () => controller.abort() });
  const clients = createClients(lab.config, () => undefined, { access: 'write', openHttp });
  const ports = { ...clients, onProgress: () => undefined, signal: controller.signal };
  try {
    const plan = await planLeave(lab.config, 'Archive', ports);
    if (typeof plan === 'string') throw new TypeError(plan);
    if (isLeft(plan.counts)) return { requests, isDone: true };
    expect(await carryOutLeave(plan, ports)).toEqual([]);
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
  }
  return { requests, isDone: false };
}

async function leaveUntilDone(lab: Lab): Promise<void> {
  for (let starts = 0; starts < 4; starts += 1) if ((await leave(lab)).isDone) return;
  throw new Error('Leaving does not come to an end');
}

describe.each(WORLDS)('leaving $name', (world) => {
  it('has nothing destroyed, and nothing of Mailroom left', async () => {
    const lab = new Lab(world);
    const before = lab.account.snapshot();

    await leaveUntilDone(lab);

    const after = lab.account.snapshot();
    expect(after.mails.map(({ id }) => id)).toEqual(before.mails.map(({ id }) => id));
    expect(Object.keys(after.cards)).toEqual(expect.arrayContaining(Object.keys(before.cards)));
    expect(after.groups).toMatchObject({ Feed: [], Jail: [], 'Made by Mailroom': [ANN] });
    expect(JSON.stringify(after.cards)).not.toContain('by Mailroom)');
  });

  it.each(['killBefore', 'killAfter', 'dropBefore', 'dropAfter'] as const)(
    'comes to the same end when a request is cut: %s',
    async (fate) => {
      const clean = new Lab(world);
      const { requests } = await leave(clean);
      await leaveUntilDone(clean);
      expect(requests).toBeGreaterThan(8);

      for (let cut = 1; cut <= requests; cut += 1) {
        const lab = new Lab(world);
        await leave(lab, (request) => (request === cut ? fate : 'passes'));
        await leaveUntilDone(lab);
        expect(endState(lab.account), `cut at request ${cut} of ${requests}`).toEqual(
          endState(clean.account),
        );
      }
    },
  );
});
