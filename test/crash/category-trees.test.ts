import { type Category } from '../../src/config/categories/category.ts';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type MailSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { PROPERTY_CASES, PROPERTY_SEED } from '../support/property-cases.ts';
import { knownCard } from './known-cards.ts';
import { Lab } from './lab.ts';
import { SenderLives, StateCounts } from './sender-states.ts';
import { type Destination } from './world.ts';

/** An account a case, and several processes on it: as long as many cases of a pure property. */
const CASES = Math.max(50, PROPERTY_CASES / 20);

const ANN = 'ann@x.example';
const NOT_SWEPT = ['Trash', 'Junk', 'Drafts', 'Sent'];

type Entry = Pick<Category, 'name' | 'label' | 'group' | 'mailbox' | 'addToInbox' | 'keepsJunk'> &
  Partial<Pick<Category, 'parent'>>;

/** Any tree that the configuration accepts: relatives may share groups, anyone a mailbox, and the Inbox may be one. */
const trees: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      parent: fc.option(fc.nat(), { nil: undefined }),
      sharesGroup: fc.boolean(),
      mailbox: fc.constantFrom('own', 'own', 'own', 'parent', 'Inbox', 'Shared'),
      addToInbox: fc.boolean(),
      keepsJunk: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .chain((shapes) => {
    const entries: Entry[] = [];
    for (const [index, { parent, sharesGroup, mailbox, addToInbox, keepsJunk }] of shapes.entries()) {
      const above = index === 0 || parent === undefined ? undefined : entries[parent % index];
      const name = `C${index}`;
      const isShared = sharesGroup && above !== undefined;
      // What came into the Inbox with a group in common cannot be told from what was there.
      const inbox = isShared && above.mailbox !== 'Inbox' ? name : 'Inbox';
      const own = { own: name, parent: above?.mailbox ?? name, Inbox: inbox, Shared: 'Shared' }[mailbox];
      entries.push({
        name,
        label: `@To${name}`,
        group: isShared ? above.group : name,
        mailbox: own,
        addToInbox,
        keepsJunk,
        ...(above === undefined ? {} : { parent: above.name }),
      });
    }
    return fc.shuffledSubarray(entries, { minLength: entries.length, maxLength: entries.length });
  })
  .filter((entries) => {
    try {
      loadConfig({ MAILROOM_JMAP_TOKEN: 'token', MAILROOM_CATEGORIES: JSON.stringify(entries) });
      return true;
    } catch {
      return false;
    }
  });

/** Where the sender's mail is when it is labelled first, besides Screener. */
const filed = fc.array(
  fc.constantFrom(
    'Screener',
    'Inbox',
    'Receipts',
    'Inbox+Receipts',
    'Archive',
    'Receipts+Screener',
    ...NOT_SWEPT,
  ),
  {
    maxLength: 6,
  },
);

/** The request at which a process is killed; beyond the last one, it is not. */
const killAt = fc.integer({ min: 1, max: 60 });

const chainOf = (name: string | undefined, entries: readonly Entry[]): Entry[] => {
  const found = entries.find((entry) => entry.name === name);
  return found === undefined ? [] : [found, ...chainOf(found.parent, entries)];
};

const destination = (entry: Entry, entries: readonly Entry[]): Destination => {
  const chain = chainOf(entry.name, entries);
  return {
    groups: [...new Set(chain.map(({ group }) => group))].sort(),
    mailboxes: [...new Set(chain.map(({ mailbox }) => mailbox))].sort(),
  };
};

function makeLab(entries: readonly Entry[], mailboxes: readonly string[]): Lab {
  return new Lab({
    name: 'a tree',
    // JSON is YAML.
    categories: JSON.stringify(entries),
    triaged: {},
    build(account) {
      const names = entries.flatMap(({ label, mailbox }) => [label, mailbox]);
      const others = ['Screener', 'Receipts', '@ToScreener', '@MailroomError', '@MailroomWarning'];
      for (const name of new Set([...others, ...names])) if (name !== 'Inbox') account.addMailbox(name);
      for (const group of new Set(['Screener', ...entries.map((entry) => entry.group)]))
        account.addGroup(group);
      for (const [index, where] of mailboxes.entries())
        account.addMail({ from: ANN, subject: `filed ${index}`, mailboxes: where.split('+') });
      account.addMail({ from: 'stranger@z.example', subject: 'strange', mailboxes: ['Screener'] });
    },
  });
}

const kills = new StateCounts();
afterAll(() => console.log(`kills in trees of categories: ${String(kills)}`));

/** A new mail arrives and is labelled; a process is killed on the way, and others finish. */
async function triage(lab: Lab, entry: Entry, entries: readonly Entry[], kill: number): Promise<void> {
  lab.account.addMail({ from: ANN, subject: `for ${entry.name}`, mailboxes: ['Screener', entry.label] });
  lab.invariants.userActed({ [ANN]: destination(entry, entries) });
  const { cut: earlier } = lab;
  await lab.run((request) => (request === kill ? 'killAfter' : 'passes'));
  await lab.runUntilIdle();
  const { cut } = lab;
  if (cut !== undefined && cut !== earlier)
    kills.add(new SenderLives([ANN], lab.account.snapshot()).statesIn(cut));
}

const groupsOf = (account: SandboxAccount): string[] => {
  const { cards, groups } = account.snapshot();
  const uids = Object.values(cards)
    .filter((text) => text.includes(ANN))
    .map((text) => /^UID:(.*)$/m.exec(text)?.[1]?.trim().toLowerCase() ?? '');
  return Object.keys(groups)
    .filter((name) => uids.some((uid) => groups[name]?.includes(uid)))
    .sort();
};

const mailOf = (account: SandboxAccount): MailSnapshot[] =>
  account.snapshot().mails.filter(({ from }) => from === ANN);

/**
 * The account but for notes. What was in the Inbox before the label, and the category's mailbox is the Inbox, was nowhere else
 * in the chain `own`; from Screener it comes back into all of it.
 */
function withoutNotes(account: SandboxAccount, own: readonly string[]): unknown {
  const { mails, groups, cards } = account.snapshot();
  const inChain = (names: readonly string[]): readonly string[] =>
    names.includes('Inbox') && own.includes('Inbox') ? own : [];
  return {
    mails: Object.fromEntries(
      mails.map(({ id, mailboxes, keywords }) => [
        id,
        [[...new Set([...mailboxes, ...inChain(mailboxes)])].sort(), keywords],
      ]),
    ),
    groups: Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, [...members].sort()])),
    cards: Object.values(cards)
      .map(knownCard)
      .filter(({ isGroup }) => !isGroup)
      .map(({ lines }) => lines.filter((line) => !/^(NOTE|REV)[;:]/.test(line))),
  };
}

const isSwept = ({ mailboxes }: MailSnapshot): boolean => !mailboxes.some((name) => NOT_SWEPT.includes(name));

describe('whatever the tree of categories, wherever a process is killed', () => {
  const parameters = { seed: PROPERTY_SEED, numRuns: CASES };
  const steps = fc.array(fc.tuple(fc.nat(), killAt), { minLength: 1, maxLength: 4 });

  it('a sender is in the groups of the chain of its category, and its mail in the mailboxes of the chain', async () => {
    await fc.assert(
      fc.asyncProperty(trees, filed, steps, async (entries, mailboxes, path) => {
        const lab = makeLab(entries, mailboxes);
        for (const [pick, kill] of path) {
          const entry = entries[pick % entries.length]!;
          const waiting = mailOf(lab.account).filter(({ mailboxes: names }) => names.includes('Screener'));
          await triage(lab, entry, entries, kill);

          const { groups, mailboxes: targets } = destination(entry, entries);
          expect(groupsOf(lab.account)).toEqual(groups);
          const others = entries.map(({ mailbox }) => mailbox).filter((name) => !targets.includes(name));
          for (const mail of mailOf(lab.account).filter(isSwept)) {
            expect(mail.mailboxes.filter((name) => name.startsWith('@') || name === 'Screener')).toEqual([]);
            const stays = entry.addToInbox ? ['Inbox'] : [];
            expect(mail.mailboxes.filter((name) => others.includes(name) && !stays.includes(name))).toEqual(
              [],
            );
            if (!waiting.some(({ id }) => id === mail.id)) continue;
            expect(mail.mailboxes).toEqual(expect.arrayContaining([...targets]));
            expect(mail.mailboxes.includes('Inbox')).toBe(entry.addToInbox || targets.includes('Inbox'));
          }
        }
      }),
      parameters,
    );
  });

  it('A → B → A restores groups and mail when nothing was in the mailboxes of B', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(trees, filed, fc.nat(), fc.nat(), killAt, async (entries, mailboxes, a, b, kill) => {
        const [first, second] = [entries[a % entries.length]!, entries[b % entries.length]!];
        const lab = makeLab(entries, mailboxes);
        await triage(lab, first, entries, Infinity);
        const before = mailOf(lab.account);
        const own = destination(first, entries).mailboxes;
        const foreign = destination(second, entries).mailboxes.filter((name) => !own.includes(name));
        fc.pre(!before.some(({ mailboxes: names }) => names.some((name) => foreign.includes(name))));
        const groups = groupsOf(lab.account);

        await triage(lab, second, entries, kill);
        await triage(lab, first, entries, kill);

        const known = new Set(before.map(({ id }) => id));
        // What left the Inbox does not come back, unless that is the category's own place. What was there before the label
        // was nowhere else in the chain; from a category above, it comes back into all of it.
        const compare = (mail: MailSnapshot): MailSnapshot => {
          const kept = mail.mailboxes.filter((name) => name !== 'Inbox' || own.includes('Inbox'));
          const isInChain = kept.some((name) => own.includes(name));
          return { ...mail, mailboxes: [...new Set([...kept, ...(isInChain ? own : [])])].sort() };
        };
        expect(
          mailOf(lab.account)
            .filter(({ id }) => known.has(id))
            .map(compare),
        ).toEqual(before.map(compare));
        expect(groupsOf(lab.account)).toEqual(groups);
        compared += 1;
      }),
      parameters,
    );
    expect(compared).toBeGreaterThan(CASES / 2);
  });

  it('any label, then @ToScreener, then the label again gives back the same account but for the note', async () => {
    await fc.assert(
      fc.asyncProperty(
        trees,
        filed,
        fc.nat(),
        killAt,
        killAt,
        async (entries, mailboxes, pick, ...killed) => {
          const entry = entries[pick % entries.length]!;
          const lab = makeLab(entries, mailboxes);
          await triage(lab, entry, entries, Infinity);
          const own = destination(entry, entries).mailboxes;
          const before = withoutNotes(lab.account, own);
          const labelled = mailOf(lab.account).find(({ subject }) => subject === `for ${entry.name}`)!;
          const undecided: Destination = { groups: ['Screener'], mailboxes: ['Screener'] };

          for (const [label, wanted, kill] of [
            ['@ToScreener', undecided, killed[0]],
            [entry.label, destination(entry, entries), killed[1]],
          ] as const) {
            lab.account.moveMail(labelled.id, { add: [label], remove: [] });
            lab.invariants.userActed({ [ANN]: wanted });
            await lab.run((request) => (request === kill ? 'killAfter' : 'passes'));
            await lab.runUntilIdle();
            expect(groupsOf(lab.account)).toEqual([...wanted.groups].sort());
          }

          expect(withoutNotes(lab.account, own)).toEqual(before);
        },
      ),
      parameters,
    );
  });
});
