import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/account/connect.ts';
import { type Config } from '../../src/config/config.ts';
import { moveText, type SenderPlan } from '../../src/dry-run/sender-plan.ts';
import { type AccountSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { runLoggedCycle } from '../../src/service/run-cycle.ts';
import { PROPERTY_CASES } from '../support/property-cases.ts';
import { Lab } from './lab.ts';
import { card, furnish, mail, type World } from './world.ts';

/** Two accounts a case, and a process on each. */
const CASES = Math.max(50, PROPERTY_CASES / 20);

const SENDERS = [
  'ann@x.example',
  'bob@x.example',
  'cat@x.example',
  'dan@x.example',
  'owner@sandbox.example',
  '',
];
const LABELS = ['@ToFeed', '@ToFeed', '@ToJail', '@ToImbox', '@MailroomError', '@MailroomWarning'];
const HOMES = [
  'Screener',
  'Screener',
  'Inbox',
  'Feed',
  'Jail',
  'Receipts',
  'Sent',
  'Drafts',
  'Trash',
  'Junk',
];
const GROUPS = ['Imbox', 'Feed', 'Jail'];
const SHARING = ['cat@x.example', 'dan@x.example'];

const mails = fc.array(
  fc.record({
    from: fc.constantFrom(...SENDERS),
    mailboxes: fc
      .tuple(
        fc.oneof(
          { weight: 3, arbitrary: fc.subarray(LABELS, { maxLength: 1 }) },
          fc.subarray(LABELS, { maxLength: 2 }),
        ),
        fc.subarray(HOMES, { maxLength: 2 }),
      )
      .map(([labels, homes]) => [...new Set([...labels, ...homes])])
      .filter((names) => names.length > 0),
    talk: fc.option(fc.constantFrom('one', 'two'), { nil: undefined, freq: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);
/** Bob has a card, Cat and Dan share one; and what groups these are in. */
const memberships = fc.dictionary(fc.constantFrom(...GROUPS), fc.subarray(['bob', 'shared']));

const worldOf = (
  given: { from: string; mailboxes: string[]; talk: string | undefined }[],
  members: Record<string, string[]>,
): World => ({
  name: 'a random account',
  triaged: {},
  build(account) {
    furnish(account, members);
    card(account, 'bob', 'Bob', ['bob@x.example']);
    card(account, 'shared', 'Cat', SHARING);
    for (const { from, mailboxes, talk } of given) {
      const inTalk = talk === undefined ? {} : { subject: talk, inReplyTo: `<${talk}@x.example>` };
      mail(account, from, [...mailboxes], inTalk);
    }
  },
});

/** What is said, or was done, about a sender. */
interface Account {
  readonly moves: string[];
  readonly joins: string[];
  readonly leaves: string[];
  readonly isNew: boolean;
}

const NOTHING: Account = { moves: [], joins: [], leaves: [], isNew: false };

async function cycle(lab: Lab, config: Config): Promise<SenderPlan[]> {
  const plans: SenderPlan[] = [];
  const { signal } = new AbortController();
  const connection = await connect(config, () => undefined, signal, lab.http(), {
    onPlan: (plan) => void plans.push(plan),
  });
  await runLoggedCycle(connection, connection.log, { signal, quietWhenIdle: true });
  return plans;
}

const movesOf = (
  moves: readonly { from: readonly string[]; to: readonly string[]; mails: number }[],
): string[] => moves.map(moveText).sort();

const said = (plans: readonly SenderPlan[]): Record<string, Account> =>
  Object.fromEntries(
    plans.map(({ sender = '', moves, joins, leaves, contact }) => [
      sender,
      {
        moves: movesOf(moves),
        joins: [...joins].sort(),
        leaves: [...leaves].sort(),
        isNew: contact === 'created',
      },
    ]),
  );

/** By the accounts alone, before and after. Where nothing is to be seen, nothing was done. */
function done(
  before: AccountSnapshot,
  after: AccountSnapshot,
  senders: readonly string[],
): Record<string, Account> {
  const groupsOf = ({ cards, groups }: AccountSnapshot, address: string): string[] => {
    const uids = Object.values(cards)
      .filter((text) => text.includes(address))
      .map((text) => /^UID:(.*)$/m.exec(text)?.[1]?.trim().toLowerCase() ?? '');
    return Object.keys(groups).filter((name) => groups[name]?.some((uid) => uids.includes(uid)) === true);
  };
  const isThere = ({ cards }: AccountSnapshot, address: string): boolean =>
    Object.values(cards).some((text) => text.includes(address));
  return Object.fromEntries(
    senders.map((sender) => {
      const counts = new Map<string, { from: string[]; to: string[]; mails: number }>();
      for (const old of before.mails.filter(({ from }) => from === sender)) {
        const now = after.mails.find(({ id }) => id === old.id)?.mailboxes ?? [];
        const from = old.mailboxes.filter((name) => !now.includes(name));
        const to = now.filter((name) => !old.mailboxes.includes(name));
        if (from.length + to.length === 0) continue;
        const key = JSON.stringify([from, to]);
        counts.set(key, { from, to, mails: (counts.get(key)?.mails ?? 0) + 1 });
      }
      const [was, is] = [groupsOf(before, sender), groupsOf(after, sender)];
      return [
        sender,
        {
          moves: movesOf([...counts.values()]),
          joins: sender === '' ? [] : is.filter((name) => !was.includes(name)).sort(),
          leaves: sender === '' ? [] : was.filter((name) => !is.includes(name)).sort(),
          isNew: sender !== '' && !isThere(before, sender) && isThere(after, sender),
        },
      ];
    }),
  );
}

describe('a dry run', () => {
  it('says of any account what a run then does', async () => {
    await fc.assert(
      fc.asyncProperty(mails, memberships, async (given, members) => {
        const lab = new Lab(worldOf(given, members));
        const before = lab.account.snapshot();
        const plans = await cycle(lab, { ...lab.config, dryRun: true });
        expect(lab.account.snapshot()).toEqual(before);

        await cycle(lab, lab.config);

        const plan = said(plans);
        // Who shares a card changes groups along with the other.
        const shared = SHARING.flatMap((sender) => plan[sender] ?? []);
        const union = (of: (one: Account) => string[]): string[] => [...new Set(shared.flatMap(of))].sort();
        for (const sender of SHARING) {
          const groups = { joins: union(({ joins }) => joins), leaves: union(({ leaves }) => leaves) };
          plan[sender] = { ...(plan[sender] ?? NOTHING), ...groups };
        }
        const told = SENDERS.map((sender) => [sender, plan[sender] ?? NOTHING]);
        expect(Object.fromEntries(told)).toEqual(done(before, lab.account.snapshot(), SENDERS));
      }),
      { numRuns: CASES },
    );
  });
});
