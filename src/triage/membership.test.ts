import { describe, expect, it } from 'vitest';
import {
  defaultPlaces,
  labelled,
  listing,
  nestedPlaces,
  placesWithScreener,
  work,
} from '../../test/support/triage-fixtures.ts';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { AccountError } from '../errors.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { type Address } from '../mail/address.ts';
import { batches, clusters, isStillUndecided, lookUp, managedGroups } from './membership.ts';

const places = defaultPlaces();
const ann = 'ann@x.example' as Address;
const bob = 'bob@y.example' as Address;
const annsCard = { uid: 'A', addresses: [ann] };

describe('looking a sender up', () => {
  it('finds no card for an unknown sender', () => {
    const { works } = lookUp(
      [labelled(places, 'Feed')],
      [],
      listing([{ uid: 'B', addresses: [bob] }]),
      places,
    );

    expect(works).toMatchObject([
      { cards: [], join: [{ name: 'Feed' }], leave: [], sources: ['Screener', 'Inbox'] },
    ]);
  });

  it('finds a card by any of its addresses', () => {
    const { works } = lookUp(
      [labelled(places, 'Feed')],
      [],
      listing([{ uid: 'A', addresses: [bob, ann] }]),
      places,
    );

    expect(works[0]?.cards.map(({ uid }) => uid)).toEqual(['A']);
  });

  it('finds all cards with the address, and the groups that any of them is in', () => {
    const cards = [annsCard, { uid: 'A2', addresses: [ann] }];

    const { works } = lookUp(
      [labelled(places, 'Feed')],
      [],
      listing(cards, { Jail: ['urn:uuid:a2'] }),
      places,
    );

    expect(works[0]?.cards).toHaveLength(2);
    expect(works[0]?.leave.map(({ name }) => name)).toEqual(['Jail']);
  });

  it.each([
    ['Feed → Imbox', 'Imbox', ['Feed'], ['Feed'], ['Screener', 'Feed']],
    ['Imbox → Feed', 'Feed', ['Imbox'], ['Imbox'], ['Screener', 'Inbox']],
    ['Imbox ↔ Person: nothing is left', 'Person', ['Imbox'], [], ['Screener']],
    ['out of several groups', 'Feed', ['Imbox', 'Jail'], ['Imbox', 'Jail'], ['Screener', 'Inbox', 'Jail']],
    ['within its own group: nothing is left', 'Feed', ['Feed'], [], ['Screener', 'Inbox']],
    ['in its own group and another', 'Feed', ['Feed', 'Jail'], ['Jail'], ['Screener', 'Inbox', 'Jail']],
  ])('re-triages %s', (_, category, memberOf, leaves, sources) => {
    const members = Object.fromEntries(memberOf.map((name) => [name, ['A']]));

    const { works } = lookUp([labelled(places, category)], [], listing([annsCard], members), places);

    expect(works[0]?.leave.map(({ name }) => name)).toEqual(leaves);
    expect(works[0]?.sources).toEqual(sources);
  });

  it('finds a conflict between two addresses of one card', () => {
    const shared = { uid: 'A', addresses: [ann, bob] };

    const { works, conflicts } = lookUp(
      [labelled(places, 'Feed'), labelled(places, 'Jail', { sender: bob })],
      [],
      listing([shared]),
      places,
    );

    expect(works).toEqual([]);
    expect(conflicts.map(({ sender }) => sender)).toEqual([ann, bob]);
  });

  it('finds a conflict with an address of the card that is in dispute itself', () => {
    const shared = { uid: 'A', addresses: [ann, bob] };

    const { works, conflicts } = lookUp([labelled(places, 'Feed')], [bob], listing([shared]), places);

    expect(works).toEqual([]);
    expect(conflicts.map(({ sender }) => sender)).toEqual([ann]);
  });

  it('moves all labelled addresses of a card along, when one of them was meant', () => {
    const shared = { uid: 'A', addresses: [ann, bob] };
    const senders = [
      labelled(places, 'Jail', { byConversation: true }),
      labelled(places, 'Jail', { sender: bob }),
    ];

    const { works, bystanders } = lookUp(senders, [], listing([shared], { Imbox: ['A'] }), places);

    expect(works.map(({ sender }) => sender)).toEqual([ann, bob]);
    expect(bystanders).toEqual([]);
  });

  describe('where the domain has a card', () => {
    const shop = { uid: 'D', addresses: ['*@x.example'] };

    it("takes the sender out of the domain's mailbox, and leaves the card of the domain alone", () => {
      const { works } = lookUp(
        [labelled(places, 'Paper Trail')],
        [],
        listing([shop], { Feed: ['D'] }),
        places,
      );

      expect(works).toMatchObject([
        {
          cards: [],
          covering: [{ uid: 'D' }],
          from: { category: { name: 'Feed' } },
          leave: [],
          sources: ['Screener', 'Inbox', 'Feed'],
        },
      ]);
    });

    it('says that the sender comes from the category that its own card is in, and looks in both', () => {
      const { works } = lookUp(
        [labelled(places, 'Paper Trail')],
        [],
        listing([shop, annsCard], { Feed: ['D'], Jail: ['A'] }),
        places,
      );

      expect(works).toMatchObject([
        {
          from: { category: { name: 'Jail' } },
          leave: [{ name: 'Jail' }],
          sources: ['Screener', 'Inbox', 'Feed', 'Jail'],
        },
      ]);
    });

    it('spares a sender of it that was labelled along with a conversation', () => {
      const senders = [
        labelled(places, 'Jail', { byConversation: true }),
        labelled(places, 'Jail', { byConversation: true, sender: bob }),
      ];

      const { works, bystanders } = lookUp(senders, [], listing([shop], { Imbox: ['D'] }), places);

      expect(bystanders.map(({ sender }) => sender)).toEqual([ann]);
      expect(works.map(({ sender }) => sender)).toEqual([bob]);
    });

    it('knows no senders of domains below it', () => {
      const below = 'ann@mail.x.example' as Address;

      const { works } = lookUp(
        [labelled(places, 'Jail', { sender: below })],
        [],
        listing([shop], { Feed: ['D'] }),
        places,
      );

      expect(works).toMatchObject([{ covering: [], from: undefined, sources: ['Screener', 'Inbox'] }]);
    });
  });

  it('finds no conflict where two addresses of one card agree', () => {
    const shared = { uid: 'A', addresses: [ann, bob] };

    const { works, conflicts } = lookUp(
      [labelled(places, 'Feed'), labelled(places, 'Feed', { sender: bob })],
      [],
      listing([shared]),
      places,
    );

    expect(conflicts).toEqual([]);
    expect(works).toHaveLength(2);
  });

  it('spares a sender of another category who was labelled along with a conversation', () => {
    const { works, bystanders } = lookUp(
      [labelled(places, 'Jail', { byConversation: true })],
      [],
      listing([annsCard], { Imbox: ['A'] }),
      places,
    );

    expect(works).toEqual([]);
    expect(bystanders.map(({ sender }) => sender)).toEqual([ann]);
  });

  it('takes a group that an unfinished first triage joined for no category', () => {
    const senders = [labelled(places, 'Jail', { byConversation: true })];
    const book = listing([annsCard], { Feed: ['A'] });

    const { works, bystanders } = lookUp(senders, [], book, places, new Set([ann]));

    expect(bystanders).toEqual([]);
    expect(works).toMatchObject([{ sender: ann, leave: [{ name: 'Feed' }] }]);
  });

  it.each([
    ['is in no group yet', {}],
    ['is in this category already', { Jail: ['A'] }],
  ])('triages a sender of a labelled conversation who %s', (_, members) => {
    const { works } = lookUp(
      [labelled(places, 'Jail', { byConversation: true })],
      [],
      listing([annsCard], members),
      places,
    );

    expect(works).toHaveLength(1);
  });
});

describe('a sender in nested categories', () => {
  const nested = nestedPlaces();
  const find = (category: string, groups: readonly string[], byConversation = false) =>
    lookUp(
      [labelled(nested, category, { byConversation })],
      [],
      listing([annsCard], Object.fromEntries(groups.map((name) => [name, ['A']]))),
      nested,
    );

  it.each([
    ['a newcomer', [], 'Billboard', undefined, [], []],
    ['from a stranger', ['Feed'], 'Billboard', 'Feed', ['Feed'], ['Feed']],
    [
      'to a stranger',
      ['Billboard', 'Paper Trail'],
      'Feed',
      'Billboard',
      ['Billboard', 'Paper Trail'],
      ['Billboard', 'Paper Trail'],
    ],
    ['from the parent', ['Paper Trail'], 'Billboard', 'Paper Trail', [], []],
    ['to the parent', ['Billboard', 'Paper Trail'], 'Paper Trail', 'Billboard', ['Billboard'], ['Billboard']],
    ['to a sibling', ['Billboard', 'Paper Trail'], 'Truck', 'Billboard', ['Billboard'], ['Billboard']],
    ['to where it is', ['Billboard', 'Paper Trail'], 'Billboard', undefined, [], []],
    ['to where it is, the parent missing', ['Billboard'], 'Billboard', undefined, [], []],
    ['cut off after the first group', ['Feed', 'Billboard'], 'Billboard', 'Feed', ['Feed'], ['Feed']],
  ])('%s: keeps what both chains share', (_, groups, category, from, leave, swept) => {
    const [found] = find(category, groups).works;

    expect(found?.from?.category.name).toBe(from);
    expect(found?.leave.map(({ name }) => name).sort()).toEqual(leave);
    expect(found?.sources.slice().sort()).toEqual([...swept, 'Inbox', 'Screener'].sort());
  });

  it('joins the category before its parent', () => {
    const [found] = find('Billboard', []).works;

    expect(found?.join.map(({ name }) => name)).toEqual(['Billboard', 'Paper Trail']);
  });

  it.each([
    ['in the parent', ['Paper Trail'], 'Billboard', true],
    ['in the child', ['Billboard', 'Paper Trail'], 'Paper Trail', true],
    ['in the sibling', ['Truck', 'Paper Trail'], 'Billboard', true],
    ['there, the parent not joined yet', ['Billboard'], 'Billboard', false],
  ])('labelled by conversation, and %s: stays there is %s', (_, groups, category, stays) => {
    const { bystanders } = find(category, groups, true);

    expect(bystanders).toHaveLength(stays ? 1 : 0);
  });

  it('takes mail out of the mailbox of a relative with the same group, which it may have been in', () => {
    const shared = nestedPlaces({ group: 'Paper Trail' });

    const { works } = lookUp(
      [labelled(shared, 'Paper Trail')],
      [],
      listing([annsCard], { 'Paper Trail': ['A'] }),
      shared,
    );

    expect(works[0]?.sources).toEqual(['Screener', 'Inbox', 'Truck']);
  });
});

describe('the groups of the categories', () => {
  it('must exist once each; all problems are told at once', () => {
    const book = listing([]);
    const groups = [
      ...book.groups.filter(({ name }) => name !== 'Feed' && name !== 'Jail'),
      ...book.groups.filter(({ name }) => name === 'Imbox'),
    ];

    const find = (): unknown => managedGroups({ ...book, groups }, DEFAULT_CATEGORIES);

    expect(find).toThrow(AccountError);
    expect(find).toThrow(/2 contact groups \("Feed", "Jail"\) do not exist[^]*"Imbox" exists 2 times/);
  });
});

describe('batches', () => {
  const card = (ref: string): { ref: string; uid: string; addresses: [] } => ({
    ref,
    uid: ref,
    addresses: [],
  });
  const sender = (name: string, ...refs: string[]): ReturnType<typeof work> =>
    work(places, 'Feed', { sender: `${name}@x.example` as Address, cards: refs.map(card) });
  const names = (works: ReturnType<typeof work>[]): string =>
    works.map((one) => one.sender.slice(0, 1)).join('');

  it('hold at most the given number of senders', () => {
    expect(batches(clusters([sender('a'), sender('b'), sender('c')]), 2).map(names)).toEqual(['ab', 'c']);
  });

  it('keep senders together that share a card, directly or through others', () => {
    const works = [sender('a', '1'), sender('b', '2'), sender('c', '3'), sender('d', '1', '3')];

    const [first = [], ...others] = batches(clusters(works), 2);

    expect(names(first)).toBe('b');
    expect(others.map((batch) => Array.from(names(batch)).sort().join(''))).toEqual(['acd']);
  });
});

describe('a sender that is to be undecided', () => {
  const screener = placesWithScreener();
  const lookUpIn = (members: Record<string, string[]>, cards = [annsCard], label = 'Screener') =>
    lookUp([labelled(screener, label)], [], listing(cards, members), screener).works[0];

  it.each([
    ['from Feed', { Feed: ['A'] }, ['Feed'], ['Inbox', 'Feed']],
    ['from Imbox', { Imbox: ['A'] }, ['Imbox'], ['Inbox']],
    ['with a contact in no category', {}, [], ['Inbox']],
    ['again', { Screener: ['A'] }, [], ['Inbox']],
  ])('%s: joins Screener, and what is in Screener stays', (_, members, leaves, sources) => {
    const found = lookUpIn(members);

    expect(found).toMatchObject({ join: [{ name: 'Screener' }], sources });
    expect(found?.leave.map(({ name }) => name)).toEqual(leaves);
    expect(found && isStillUndecided(found)).toBe(false);
  });

  it('leaves Screener like any category', () => {
    expect(lookUpIn({ Screener: ['A'] }, [annsCard], 'Feed')).toMatchObject({
      from: { category: { name: 'Screener' } },
      leave: [{ name: 'Screener' }],
      sources: ['Screener', 'Inbox'],
    });
  });

  it.each([
    ['has no contact', {}, [], true],
    ['lost its contact, but a group still has it', { Feed: [derivedUid(ann)] }, [], false],
    ['is known by its domain', {}, [{ uid: 'D', addresses: ['*@x.example' as Address] }], false],
  ])('that %s', (_, members, cards, isStill) => {
    const found = lookUpIn(members, cards);

    expect(found && isStillUndecided(found)).toBe(isStill);
  });
});
