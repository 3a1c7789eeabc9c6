import { describe, expect, it } from 'vitest';
import { categoryNamed, domainPlaces, listing, mail } from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { type Mail } from '../mail/mail-store.ts';
import { type Categorised } from '../senders/categorised.ts';
import { CandidateFinder } from './candidates.ts';
import { type Chosen, chooseMessages } from './choose-messages.ts';
import { type Decisions, decisionsIn } from './decisions.ts';

const places = domainPlaces;
const [ANN, BOB, CAT] = ['ann@x.example', 'bob@y.example', 'cat@z.example'] as const;

/** What lines like `ann@x.example Feed` decide, the head being line 1. `now` has the senders that are in a category. */
function decisionsOf(
  lines: readonly string[],
  now: Record<string, string> = {},
  cards: readonly (readonly string[])[] = [],
): Decisions {
  const rows = lines.map((text, index) => {
    const [address = '', category = ''] = text.split(' ');
    return { line: index + 2, address, category };
  });
  const categorised = new Map(
    Object.entries(now).map(([address, name]): [Address, Categorised] => [
      address as Address,
      { placed: categoryNamed(places, name), since: undefined, contact: undefined, name: undefined },
    ]),
  );
  const book = listing(cards.map((addresses, index) => ({ uid: `card${index}`, addresses })));
  return decisionsIn(rows, { places, listing: book, categorised, isOwnAddress: () => false });
}

/** What is chosen of an account's mail, told oldest first. */
function choose({ decisions }: Decisions, mails: readonly Mail[]): Chosen {
  const finder = new CandidateFinder(places, decisions);
  mails.forEach(finder.mail());
  const isLabelled = ({ mailboxIds }: Mail): boolean =>
    places.categories.some(({ label }) => mailboxIds.has(label));
  return chooseMessages(decisions, finder.found, mails.filter(isLabelled), places);
}

const chosenIn = ({ choices }: Chosen): string[][] =>
  choices.map(({ sender, message, placed, moving }) => [
    sender,
    message.id,
    placed.category.name,
    String(moving),
  ]);
const problemsIn = ({ problems }: Pick<Decisions, 'problems'>): string[] =>
  problems.map(({ line, text }) => `${line}: ${text}`);

describe('the message that is to carry a label', () => {
  it('is the newest that the label would move', () => {
    const mails = [
      mail({ in: ['Inbox'] }),
      mail({ in: ['Screener'] }),
      mail({ in: ['Archive'] }),
      mail({ in: ['Inbox', 'Trash'] }),
    ];

    expect(chosenIn(choose(decisionsOf([`${ANN} Feed`]), mails))).toEqual([[ANN, mails[1]?.id, 'Feed', '2']]);
  });

  it('is the newest by its date, in whatever order mail is told', () => {
    const newer = mail({ in: ['Inbox'], receivedAt: '2026-05-01T00:00:00Z' });
    const older = mail({ in: ['Inbox'], receivedAt: '2026-04-01T00:00:00Z' });

    expect(choose(decisionsOf([`${ANN} Feed`]), [newer, older]).choices).toMatchObject([
      { message: { id: newer.id } },
    ]);
  });

  it('is filed, for a sender that leaves its category', () => {
    const filed = mail({ in: ['Feed'] });

    const chosen = choose(decisionsOf([`${ANN} Jail`], { [ANN]: 'Feed' }), [filed]);

    expect(chosenIn(chosen)).toEqual([[ANN, filed.id, 'Jail', '1']]);
  });

  it('waits, for a sender that is in the category already', () => {
    const waiting = mail({ in: ['Inbox'] });
    const there = decisionsOf([`${ANN} Feed`], { [ANN]: 'Feed' });

    expect(chosenIn(choose(there, [waiting, mail({ in: ['Feed'] })]))).toEqual([
      [ANN, waiting.id, 'Feed', '1'],
    ]);
    expect(choose(there, [mail({ in: ['Feed'] })])).toMatchObject({
      choices: [],
      alreadyThere: 1,
      problems: [],
    });
  });

  it('does not wait in the Inbox for a sender at home there', () => {
    const chosen = choose(decisionsOf([`${ANN} Imbox`], { [ANN]: 'Imbox' }), [mail({ in: ['Inbox'] })]);

    expect(chosen).toMatchObject({ choices: [], alreadyThere: 1 });
  });

  it('is there, though it stays where it is, for a new sender whose category is the Inbox', () => {
    const inbox = mail({ in: ['Inbox'] });

    expect(chosenIn(choose(decisionsOf([`${ANN} Imbox`]), [inbox]))).toEqual([[ANN, inbox.id, 'Imbox', '0']]);
  });

  it('is none where the sender is labelled', () => {
    const mails = [mail({ in: ['Screener', '@ToFeed'] }), mail({ in: ['Screener'] })];

    expect(choose(decisionsOf([`${ANN} Feed`]), mails)).toMatchObject({ choices: [], alreadyLabelled: 1 });
    expect(problemsIn(choose(decisionsOf([`${ANN} Jail`]), mails))).toEqual([
      `2: mail of ${ANN} carries the label "@ToFeed" already`,
    ]);
  });

  it('is none where the contact has another label on mail of another address', () => {
    const mails = [mail({ in: ['Screener', '@ToFeed'], sender: BOB }), mail({ in: ['Screener'] })];

    expect(problemsIn(choose(decisionsOf([`${ANN} Jail`], {}, [[ANN, BOB]]), mails))).toEqual([
      `2: mail of ${BOB}, which shares a contact with ${ANN}, carries the label "@ToFeed" already`,
    ]);
    expect(choose(decisionsOf([`${ANN} Feed`], {}, [[ANN, BOB]]), mails).choices).toHaveLength(1);
  });

  it('is none on which the label would be about the whole domain', () => {
    const mails = [mail({ in: ['Screener'] }), mail({ in: ['Screener', '@WholeDomain'] })];

    expect(choose(decisionsOf([`${ANN} Feed`]), mails).choices).toMatchObject([
      { message: { id: mails[0]?.id } },
    ]);
  });

  it('is none where there is no mail', () => {
    expect(problemsIn(choose(decisionsOf([`${ANN} Feed`]), []))).toEqual([
      `2: no mail of ${ANN} is in Screener or in the Inbox`,
    ]);
    expect(problemsIn(choose(decisionsOf([`${ANN} Feed`], { [ANN]: 'Jail' }), []))).toEqual([
      `2: no mail of ${ANN} is in Screener, in the Inbox, or filed as Jail`,
    ]);
  });
});

describe('the conversation of the message', () => {
  const shared = (sender: string, box = 'Screener'): Mail => mail({ in: [box], sender, threadId: 'shared' });

  it('may be the same for senders that are new', () => {
    const mails = [shared(ANN), shared(BOB)];

    expect(choose(decisionsOf([`${ANN} Feed`, `${BOB} Jail`]), mails).choices).toHaveLength(2);
  });

  it('is another one for a sender of a category, whose label would look like the conversation’s', () => {
    const mails = [mail({ in: ['Feed'] }), shared(ANN), shared(BOB)];

    const chosen = choose(decisionsOf([`${BOB} Feed`, `${ANN} Jail`], { [ANN]: 'Feed' }), mails);

    expect(chosenIn(chosen)).toEqual([
      [BOB, mails[2]?.id, 'Feed', '1'],
      [ANN, mails[0]?.id, 'Jail', '2'],
    ]);
  });

  it('is none that a labelled sender is in, whose label would look like the conversation’s', () => {
    const labelled = mail({ in: ['Screener', '@ToFeed'], sender: CAT, threadId: 'shared' });

    expect(problemsIn(choose(decisionsOf([`${BOB} Feed`]), [labelled, shared(BOB)]))).toEqual([
      expect.stringMatching(/^2: bob@y.example shares its conversations with senders/),
    ]);
  });
});

describe('what lines decide', () => {
  it('is nothing for a whole domain that is in the category', () => {
    expect(decisionsOf(['*@x.example Feed'], { '*@x.example': 'Feed' })).toEqual({
      decisions: [],
      alreadyDone: 1,
      problems: [],
    });
  });

  it.each([
    ['in none', {}],
    ['in another one', { '*@x.example': 'Jail' }],
  ])('is nothing for a whole domain that is %s, which takes a label more', (_, now) => {
    expect(decisionsOf(['*@X.example Feed'], now)).toMatchObject({
      decisions: [],
      alreadyDone: 0,
      problems: [
        {
          line: 2,
          text: '*@x.example is a whole domain: put "@ToFeed" and the label for whole domains on one of its messages',
        },
      ],
    });
  });

  it('is nothing where they disagree about a sender', () => {
    const decided = decisionsOf([`${ANN} Feed`, `${BOB} Feed`, `${ANN} Jail`, `${ANN} Feed`]);

    expect(decided.decisions.map(({ sender }) => sender)).toEqual([BOB]);
    expect(problemsIn(decided)).toEqual([`4: ${ANN} is to be Jail, but in line 2 Feed: none of it is done`]);
  });

  it('is one thing where they say it twice', () => {
    expect(decisionsOf([`${ANN} Feed`, `Ann@X.example feed`])).toMatchObject({
      decisions: [{ line: 2, sender: ANN }],
      problems: [],
    });
  });

  it('is nothing where they disagree about senders of one contact', () => {
    const decided = decisionsOf([`${ANN} Feed`, `${BOB} Jail`], {}, [[ANN, BOB]]);

    expect(decided.decisions).toEqual([]);
    expect(problemsIn(decided)).toEqual([
      `3: ${BOB} shares a contact with ${ANN}, and is to be Jail, but in line 2 Feed: none of it is done`,
    ]);
  });
});
