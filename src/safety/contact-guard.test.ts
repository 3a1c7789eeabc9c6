import { describe, expect, it } from 'vitest';
import { SafetyError } from '../errors.ts';
import { createWireGuard, type WireGuard } from './wire-guard.ts';

const CARD = {
  id: 'c',
  name: { full: 'Ann', components: [{ kind: 'given', value: 'Ann' }] },
  notes: { n1: { note: 'old' } },
  organizations: null,
  media: { m1: { kind: 'photo', uri: 'data:image/png;base64,AAAA' } },
};
const GROUP = { id: 'g', kind: 'group', members: { ann: true } };

function guardOfCards(): WireGuard {
  const guard = createWireGuard();
  guard.allowCards(
    new Map<string, Record<string, unknown>>([
      ['c', CARD],
      ['g', GROUP],
    ]),
  );
  return guard;
}

const check = (args: Record<string, unknown>, method = 'ContactCard/set'): void =>
  guardOfCards().check([[method, args, '0']]);
const patch = (value: unknown, id = 'c'): void => check({ ifInState: '1', update: { [id]: value } });

describe('the guard of the wire, for contacts', () => {
  it.each([
    'AddressBook/get',
    'ContactCard/get',
    'ContactCard/query',
    'ContactCard/changes',
    'ContactCard/queryChanges',
  ])('lets %s pass', (method) => {
    expect(() => check({ ids: ['x'] }, method)).not.toThrow();
  });

  it.each<[string, unknown, string?]>([
    ['replaces a text', { 'notes/n1/note': 'old\nnew' }],
    ['replaces the components of a name', { 'name/components': [] }],
    ['adds a text to an object', { 'name/sortAs': { given: 'a' } }],
    ['adds an object', { 'notes/n2': { note: 'new' } }],
    ['sets a property that the card does not have', { organizations: { o: { name: 'Shop' } } }],
    ['adds a member', { 'members/bob': true }, 'g'],
    ['takes a member away', { 'members/ann': null }, 'g'],
    ['adds the first member of all', { members: { bob: true } }],
  ])('lets a patch pass that %s', (_, value, id) => {
    expect(() => patch(value, id)).not.toThrow();
  });

  it('lets a new card pass', () => {
    const create = { new: { '@type': 'Card', uid: 'u' } };
    expect(() => check({ accountId: 'a', ifInState: '1', create })).not.toThrow();
  });

  it.each<[string, Record<string, unknown>, string?]>([
    ['destroy', { ifInState: '1', destroy: ['c'] }],
    ['a reference to what to change', { ifInState: '1', '#update': {} }],
    ['ContactCard/copy', { create: {} }, 'ContactCard/copy'],
    ['AddressBook/set', { create: {} }, 'AddressBook/set'],
  ])('N1: stops %s', (_, args, method) => {
    expect(() => check(args, method)).toThrow(/^N1/);
  });

  it.each<[string, unknown, string?]>([
    ['of a card that was not read', { 'name/full': 'x' }, 'other'],
    ['that is no object', null],
    ['that replaces the whole name', { name: { full: 'x' } }],
    ['that replaces all notes', { notes: { n1: { note: 'x' } } }],
    ['that replaces one note', { 'notes/n1': { note: 'x' } }],
    ['that replaces all members', { members: { bob: true } }, 'g'],
    ['that takes a text away', { 'notes/n1/note': null }],
    ['that takes a property away', { organizations: null }],
    ['that takes all members away', { members: null }, 'g'],
    ['of a photo', { 'media/m1/uri': 'x' }],
    ['of the kind', { kind: 'group' }],
    ['of the uid', { uid: 'x' }],
    ['of the address book', { 'addressBookIds/b': null }],
  ])('N5: stops a patch %s', (_, value, id) => {
    expect(() => patch(value, id)).toThrow(/^N5/);
  });

  it.each([
    ['a change', { update: { c: { 'name/full': 'x' } } }],
    ['a new card', { create: { new: { uid: 'u' } } }],
    ['a null for a state', { ifInState: null, create: { new: { uid: 'u' } } }],
  ])('N7: stops %s that does not say which state it builds on', (_, args) => {
    expect(() => check(args)).toThrow(/^N7/);
  });

  it('N7: stops a new card without a uid', () => {
    expect(() => check({ ifInState: '1', create: { new: { name: { full: 'Ann' } } } })).toThrow(SafetyError);
  });
});
