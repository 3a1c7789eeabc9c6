import { describe, expect, it } from 'vitest';
import { SenderError } from '../errors.ts';
import { patchBetween } from '../jmap/patch-object.ts';
import { editMembers, newGroup, readGroup } from './jscontact-group.ts';
import { type JsCard } from './jscontact.ts';

const groupOf = (members: unknown): JsCard => ({
  id: 'g',
  uid: 'u',
  kind: 'group',
  name: { full: 'Feed' },
  members,
});

describe('readGroup', () => {
  it('reads name and members', () => {
    expect(readGroup(groupOf({ 'urn:uuid:AB': true, cd: true, gone: false, '': true }))).toEqual({
      ref: 'g',
      uid: 'u',
      name: 'Feed',
      members: new Set(['ab', 'cd']),
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
    ['does not add what is there', { a: true }, ['A'], ['z'], {}],
    ['compares without urn:uuid:', { 'urn:uuid:a': true }, ['a'], [], {}],
    ['takes away the key that is stored', { 'urn:uuid:A': true }, [], ['a'], { 'members/urn:uuid:A': null }],
    ['joins in the form of the others', { 'urn:uuid:a': true }, ['b'], [], { 'members/urn:uuid:b': true }],
    [
      'keeps a uid that has the form',
      { 'urn:uuid:a': true },
      ['urn:uuid:b'],
      [],
      { 'members/urn:uuid:b': true },
    ],
    ['joins as it is where forms differ', { 'urn:uuid:a': true, b: true }, ['c'], [], { 'members/c': true }],
    ['adds where a member was switched off', { a: false }, ['a'], [], { 'members/a': true }],
    ['adds no empty uid', { a: true }, ['', 'urn:uuid:'], [], {}],
  ])('%s', (_, members, add, remove, patch) => {
    const card = groupOf(members);
    const edited = editMembers(card, add, remove);
    expect(patchBetween(card, edited)).toEqual(patch);
    if (Object.keys(patch).length === 0) expect(edited).toBe(card);
  });

  it('refuses a card that is no group', () => {
    expect(() => editMembers({ id: 'c', kind: 'org' }, ['a'], [])).toThrow(SenderError);
  });
});
