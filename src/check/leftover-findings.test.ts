import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MAILBOXES,
  group,
  mailboxes,
  nestedPlaces,
  placesConfig,
} from '../../test/support/triage-fixtures.ts';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { type BookListing, type ContactBook } from '../contacts/contact-book.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { type Address } from '../mail/address.ts';
import { leftoverGroups, leftoverLabels, misfitFindings } from './leftover-findings.ts';

const nested = nestedPlaces().categories.map(({ category }) => category);
const { signal } = new AbortController();

/** A book with one card for each member; `ann` has the address ann@x.example. */
const book = (groups: Record<string, readonly string[]>): BookListing => ({
  cards: [...new Set(Object.values(groups).flat())].map((uid) => ({
    ref: uid,
    uid,
    addresses: [`${uid}@x.example` as Address],
  })),
  groups: Object.entries(groups).map(([name, uids]) => group(name, uids)),
});

/** Reads cards whose notes are given by UID; would fail a test that writes. */
const reader = (notes: Record<string, string>): Pick<ContactBook, 'save'> => ({
  save: (jobs) =>
    Promise.resolve(
      jobs.map(({ target, revise }) => {
        if (!('edit' in target)) throw new Error('A card would be made');
        const { uid, addresses } = target.edit;
        const note = notes[uid];
        const contact = { uid, addresses, ...(note === undefined ? {} : { note }) };
        return { ok: true, contact, created: false, wrote: revise(contact) !== undefined };
      }),
    ),
});

describe('labels that no category has', () => {
  it('are named together, by path', () => {
    const account = mailboxes(...DEFAULT_MAILBOXES, '@ToTruck', '@ToBillboard', '@Today', 'Truck');

    expect(leftoverLabels(placesConfig(), account)).toMatchObject([
      { status: 'warning', text: expect.stringMatching(/^"@ToTruck", "@ToBillboard": /) as string },
    ]);
  });

  it('are nothing to tell where there are none', () => {
    expect(leftoverLabels(placesConfig(), mailboxes(...DEFAULT_MAILBOXES))).toEqual([]);
  });
});

describe('contacts whose groups fit no category', () => {
  it.each<[string, Record<string, readonly string[]>, string[]]>([
    ['in one category', { Feed: ['ann'] }, []],
    ['in a child and its parent', { Billboard: ['ann'], 'Paper Trail': ['ann'] }, []],
    ['in no managed group', { Family: ['ann'] }, []],
    [
      'in two categories',
      { Feed: ['ann'], 'Paper Trail': ['ann'] },
      ['in the groups of several categories: ann@x.example'],
    ],
    [
      'in two children of one parent',
      { Billboard: ['ann'], Truck: ['ann'], 'Paper Trail': ['ann'] },
      ['in the groups of several categories: ann@x.example'],
    ],
    [
      'in a child alone',
      { Billboard: ['ann', 'bob'] },
      ['in the group Billboard, but not in Paper Trail above it: ann@x.example, bob@x.example'],
    ],
    [
      'many',
      { Feed: ['a', 'b', 'c', 'd', 'e'], 'Paper Trail': ['a', 'b', 'c', 'd', 'e'] },
      ['in the groups of several categories: a@x.example, b@x.example, c@x.example and 2 more'],
    ],
  ])('%s', (_, groups, texts) => {
    expect(misfitFindings(nested, book(groups)).map(({ text }) => text)).toEqual(texts);
  });

  it('of the defaults: one in the group that Imbox and Person share is in its place', () => {
    expect(misfitFindings(DEFAULT_CATEGORIES, book({ Imbox: ['ann'] }))).toEqual([]);
  });

  it('say which label mends it', () => {
    expect(misfitFindings(nested, book({ Billboard: ['ann'] }))[0]?.fix).toMatch('@ToBillboard');
  });
});

describe('groups that no category has', () => {
  const notes = { ann: 'Met in Rome\n2026-02-03 Truck (created by Mailroom)' };

  it.each<[string, Record<string, readonly string[]>, Record<string, string>, number]>([
    ['are told of when Mailroom triaged a member', { Truck: ['ann', 'bob'] }, notes, 1],
    [
      'also when that member has moved on',
      { Truck: ['ann'], Feed: ['ann'] },
      { ann: '2026-02-03 Truck (moved by Mailroom)\n2026-02-04 Feed (moved by Mailroom)' },
      1,
    ],
    ['are not those that the user made', { Family: ['ann', 'bob'] }, {}, 0],
    [
      'are not those that the user put triaged senders into',
      { Family: ['ann'], Feed: ['ann'] },
      { ann: '2026-02-03 Feed (created by Mailroom)' },
      0,
    ],
    ['are of no matter when empty', { Truck: [] }, notes, 0],
  ])('%s', async (_, groups, given, count) => {
    const findings = await leftoverGroups(DEFAULT_CATEGORIES, book(groups), reader(given), signal);

    expect(findings).toHaveLength(count);
  });

  it('are told of when Mailroom made a member, though its note says nothing', async () => {
    const address = 'ann@x.example' as Address;
    const made = { ref: 'ann', uid: derivedUid(address), addresses: [address] };
    const findings = (groups: Record<string, readonly string[]>) =>
      leftoverGroups(DEFAULT_CATEGORIES, { ...book(groups), cards: [made] }, reader({}), signal);

    expect(await findings({ Truck: [made.uid] })).toHaveLength(1);
    expect(await findings({ Family: [made.uid], Feed: [made.uid] })).toEqual([]);
  });

  it('are told of when the configuration gave their category another group', async () => {
    const renamed = DEFAULT_CATEGORIES.map((category) =>
      category.name === 'Feed' ? { ...category, group: 'Reading' } : category,
    );

    const findings = await leftoverGroups(
      renamed,
      book({ Feed: ['ann'], Reading: [] }),
      reader({ ann: '2026-02-03 Feed (created by Mailroom)' }),
      signal,
    );

    expect(findings).toMatchObject([
      { text: '"Feed" (ann@x.example): no category has it, but Mailroom triaged members of it' },
    ]);
  });
});
