import { describe, expect, it } from 'vitest';
import { SenderError } from '../../errors.ts';
import { patchBetween } from '../../jmap/patch-object.ts';
import { type GroupEntry } from '../contact-book.ts';
import { editMembers, newGroup, readGroup } from './jscontact-group.ts';
import { type JsCard } from './jscontact.ts';
import { bookListing } from '../member-uid.ts';

const groupOf = (members: unknown): JsCard => ({
  id: 'g',
  uid: 'u',
  kind: 'group',
  name: { full: 'Feed' },
  members,
});

/** The group, in a book with cards of these UIDs: if none are given, all of its members are there. */
function listed(card: JsCard, uids?: readonly string[]): GroupEntry {
  const read = readGroup(card);
  if (read === undefined) throw new Error('This is no group');
  const cards = (uids ?? [...read.members]).map((uid) => ({ ref: uid, uid, addresses: [] }));
  return bookListing(cards, [read]).groups[0] ?? read;
}

describe('readGroup', () => {
  it('reads name and members', () => {
    expect(readGroup(groupOf({ 'urn:uuid:AB': true, cd: true, gone: false, '': true }))).toEqual({
      ref: 'g',
      uid: 'u',
      name: 'Feed',
      members: new Set(['urn:uuid:AB', 'cd']),
      strays: new Set(),
    });
  });

  it.each([undefined, null, [], 'x'])('has no members when they are %j', (members) => {
    expect(readGroup(groupOf(members))?.members).toEqual(new Set());
  });

  it.each(['Group', 'GROUP'])('takes %s for a group, as a vCard may have it', (kind) => {
    expect(readGroup({ ...groupOf({}), kind })).toBeDefined();
  });

  it.each<[string, JsCard]>([
    ['a person', { id: 'c', kind: 'individual' }],
    ['a card without a kind', { id: 'c' }],
    ['a card without an id', { kind: 'group' }],
  ])('does not take %s for one', (_, card) => {
    expect(readGroup(card)).toBeUndefined();
  });
});

describe('newGroup', () => {
  it('is an empty group', () => {
    expect(newGroup('u', ' Paper\nTrail ')).toEqual({
      '@type': 'Card',
      version: '1.0',
      uid: 'u',
      kind: 'group',
      name: { full: 'Paper Trail' },
      members: {},
    });
  });
});

describe('editMembers', () => {
  it.each<[string, unknown, string[], string[], Record<string, unknown>]>([
    ['adds a member', { a: true }, ['b'], [], { 'members/b': true }],
    ['adds the first one', undefined, ['b'], [], { members: { b: true } }],
    ['adds one to none', {}, ['b'], [], { members: { b: true } }],
    ['takes one away', { a: true, b: true }, [], ['a'], { 'members/a': null }],
    ['escapes the path', { a: true }, ['x/y~z'], [], { 'members/x~1y~0z': true }],
    ['takes one away under an escaped path', { 'x/y~z': true }, [], ['x/y~z'], { 'members/x~1y~0z': null }],
    ['adds what is in both lists', { a: true }, ['b'], ['b'], { 'members/b': true }],
    ['does not take away what is in both lists', { b: true }, ['b'], ['b'], {}],
    ['does not add what is there', { a: true }, ['a'], ['z'], {}],
    ['takes another letter case for another card', { a: true }, ['A'], [], { 'members/A': true }],
    ['takes a prefix for another card', { a: true }, ['urn:uuid:a'], [], { 'members/urn:uuid:a': true }],
    [
      'joins verbatim, whatever the others look like',
      { 'urn:uuid:a': true },
      ['b'],
      [],
      { 'members/b': true },
    ],
    ['leaves alone what means another card', { 'urn:uuid:a': true }, [], ['a'], {}],
    ['adds where a member was switched off', { a: false }, ['a'], [], { 'members/a': true }],
    ['adds no empty uid', { a: true }, [''], [], {}],
  ])('%s', (_, members, add, remove, patch) => {
    const card = groupOf(members);
    const edited = editMembers(card, { group: listed(card), add, remove });
    expect(patchBetween(card, edited)).toEqual(patch);
    if (Object.keys(patch).length === 0) expect(edited).toBe(card);
  });

  it('takes away what was written for the card in a form that names none', () => {
    const card = groupOf({ 'urn:uuid:A': true, b: true });
    const change = { group: listed(card, ['a', 'b']), add: [], remove: ['a'] };

    expect(patchBetween(card, editMembers(card, change))).toEqual({ 'members/urn:uuid:A': null });
  });

  it('adds beside what was written for the card in a form that names none', () => {
    const card = groupOf({ 'urn:uuid:a': true });
    const change = { group: listed(card, ['a']), add: ['a'], remove: [] };

    expect(patchBetween(card, editMembers(card, change))).toEqual({ 'members/a': true });
  });

  it('refuses a card that is no group', () => {
    expect(() =>
      editMembers({ id: 'c', kind: 'org' }, { group: listed(groupOf({})), add: ['a'], remove: [] }),
    ).toThrow(SenderError);
  });
});
