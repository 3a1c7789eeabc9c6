import { afterAll, describe, expect, it } from 'vitest';
import { expectIdle, expectSuccess, useWorld, type World } from '../scenarios/world.ts';
import { unfolded } from '../support/card-text.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { GROUPS, type TestAccount } from '../support/test-account.ts';

/** How many requests of a cycle it is cut off at, spread over all of it, the first and the last included. */
const SAMPLES = 6;

interface Scene {
  name: string;
  /** Labels a mail of the sender, who is new to the account. */
  build: (world: World, sender: string) => Promise<void>;
}

const SCENES: readonly Scene[] = [
  {
    name: 'a new sender',
    async build({ account, deliver }, sender) {
      const [labelled = ''] = await deliver(
        { from: `Ann <${sender}>`, subject: 'labelled' },
        { from: `Ann <${sender}>`, subject: 'waiting' },
        { from: sender, subject: 'thrown away', mailboxes: ['Trash'] },
      );
      await account.addLabel(labelled, '@ToFeed');
    },
  },
  {
    name: 're-triage from Feed to Imbox',
    async build({ account, deliver, once }, sender) {
      const [first = ''] = await deliver({ from: `Ann <${sender}>`, subject: 'first' });
      await account.addLabel(first, '@ToFeed');
      expectSuccess(await once());
      const [labelled = ''] = await deliver(
        { from: `Ann <${sender}>`, subject: 'labelled' },
        { from: `Ann <${sender}>`, subject: 'waiting' },
        { from: `Ann <${sender}>`, subject: 'in Feed', mailboxes: ['Feed'] },
      );
      await account.addLabel(labelled, '@ToImbox');
    },
  },
];

let cuts = 0;
afterAll(() => console.log(`crash points on Cyrus: ${cuts}`));

describe.each(SCENES)('cut off in the middle of $name', ({ build }) => {
  const world = useWorld(cyrusAccount);

  it.each(['before', 'after'] as const)(
    'ends as if nothing had happened, the connection lost %s the server did the work',
    async (drop) => {
      const { account, once, deliver } = world();
      const [strangers = ''] = await deliver({ from: 'bob@y.example' });
      await build(world(), 'ann@clean.example');
      const cleanRun = await once();
      expectSuccess(cleanRun);
      const clean = await endState(account, 'ann@clean.example');
      const connecting = cleanRun.requests.length - cleanRun.cycleRequests.length;

      for (const sample of spread(cleanRun.cycleRequests.length)) {
        const sender = `ann@cut-${sample}.example`;
        await build(world(), sender);

        const undo = loseConnectionAt(world(), connecting + sample, drop);
        const cutOff = await once();
        undo();

        expect(cutOff.code, cutOff.text).toBe(1);
        expectSuccess(await once());
        expect(await endState(account, sender), `cut off at request ${sample} of the cycle`).toEqual(clean);
        cuts += 1;
      }
      expectIdle(await once());
      expect(await world().mailboxesOf(strangers)).toEqual(['Screener']);
    },
  );
});

/** From this request on (counted from now) nothing gets through; of the first, the server may still do the work. */
function loseConnectionAt({ proxy }: World, request: number, drop: 'before' | 'after'): () => void {
  const last = proxy.exchanges.length + request;
  return proxy.onRequest(({ n }) => {
    if (n < last) return undefined;
    return { drop: n === last ? drop : 'before' };
  });
}

const spread = (count: number): number[] =>
  Array.from({ length: SAMPLES }, (_, n) => 1 + Math.round((n * (count - 1)) / (SAMPLES - 1)));

/** Where the sender's mail, card and memberships are, in words that are the same for every sender. */
async function endState(account: TestAccount, sender: string): Promise<unknown> {
  const mails = await account.mailOf(sender);
  const members = await Promise.all(GROUPS.map((name) => account.membersByAddress(name)));
  const card = await account.cardOf(sender);
  return {
    mails: mails.map(({ subject, mailboxes }) => [subject, mailboxes]).sort(),
    groups: GROUPS.filter((_, n) => members[n]?.includes(sender)),
    card: unfolded(card?.text ?? '')
      .split(/\r?\n/)
      .filter((line) => !/^(UID|REV)[;:]/.test(line))
      .map((line) => line.replaceAll(sender, 'SENDER')),
  };
}
