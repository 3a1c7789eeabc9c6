import { afterAll, describe, expect, it } from 'vitest';
import { expectIdle, expectSuccess, useWorld, type World } from '../scenarios/world.ts';
import { unfolded } from '../support/card-text.ts';
import { CATEGORY_SETUPS, type CategorySetup } from '../support/category-setups.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

/** How many requests of a cycle it is cut off at, spread over all of it, the first and the last included. */
const SAMPLES = 6;

interface Scene {
  name: string;
  /** Labels a mail from the sender, who is new to the account. */
  build: (world: World, sender: string) => Promise<void>;
}

const scenesOf = ({ sample, other }: CategorySetup): Scene[] => [
  {
    name: `a new sender, labelled ${sample.label}`,
    async build({ account, deliver }, sender) {
      const [labelled = ''] = await deliver(
        { from: `Ann <${sender}>`, subject: 'labelled' },
        { from: `Ann <${sender}>`, subject: 'waiting' },
        { from: sender, subject: 'thrown away', mailboxes: ['Trash'] },
      );
      await account.addLabel(labelled, sample.label);
    },
  },
  {
    name: `re-triage from ${other.name} to ${sample.name}`,
    async build({ account, deliver, once }, sender) {
      const [first = ''] = await deliver({ from: `Ann <${sender}>`, subject: 'first' });
      await account.addLabel(first, other.label);
      expectSuccess(await once());
      const [labelled = ''] = await deliver(
        { from: `Ann <${sender}>`, subject: 'labelled' },
        { from: `Ann <${sender}>`, subject: 'waiting' },
        { from: `Ann <${sender}>`, subject: 'routed', mailboxes: other.mailboxes },
      );
      await account.addLabel(labelled, sample.label);
    },
  },
];

const SCENES = CATEGORY_SETUPS.flatMap((setup) => scenesOf(setup).map((scene) => ({ ...scene, setup })));

let cuts = 0;
afterAll(() => console.log(`crash points on Cyrus: ${cuts}`));

describe.each(SCENES)('cut off in the middle of $name', ({ setup, build }) => {
  const world = useWorld(cyrusAccount, { categories: setup });

  it.each(['before', 'after'] as const)(
    'ends as if nothing had happened, the connection lost %s the server did the work',
    async (drop) => {
      const { once, deliver } = world();
      const [strangers = ''] = await deliver({ from: 'bob@y.example' });
      await build(world(), 'ann@clean.example');
      const cleanRun = await once();
      expectSuccess(cleanRun);
      const clean = await endState(world(), 'ann@clean.example');
      const connecting = cleanRun.requests.length - cleanRun.cycleRequests.length;

      for (const sample of spread(cleanRun.cycleRequests.length)) {
        const sender = `ann@cut-${sample}.example`;
        await build(world(), sender);

        const undo = loseConnectionAt(world(), connecting + sample, drop);
        const cutOff = await once();
        undo();

        expect(cutOff.code, cutOff.text).toBe(1);
        expectSuccess(await once());
        expect(await endState(world(), sender), `cut off at request ${sample} of the cycle`).toEqual(clean);
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

/** Where the sender's mail, card (its lines in any order) and memberships are, in words that are the same for every sender. */
async function endState({ account, members }: World, sender: string): Promise<unknown> {
  const mails = await account.mailOf(sender);
  const memberships = Object.entries(await members());
  const card = await account.cardOf(sender);
  return {
    mails: mails.map(({ subject, mailboxes }) => [subject, mailboxes]).sort(),
    groups: memberships.flatMap(([group, addresses]) => (addresses.includes(sender) ? [group] : [])),
    card: unfolded(card?.text ?? '')
      .split(/\r?\n/)
      .filter((line) => !/^(UID|REV|CREATED)[;:]/.test(line))
      .map((line) => line.replaceAll(sender, 'SENDER'))
      .toSorted(),
  };
}
