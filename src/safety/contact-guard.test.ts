import { describe, expect, it } from 'vitest';
import { derivedUid } from '../contacts/contact-uid.ts';
import { SafetyError } from '../errors.ts';
import { type Address } from '../mail/address.ts';
import { createWireGuard, type WireGuard } from './wire-guard.ts';

const ANN = 'ann@x.example' as Address;

const CARD = {
  '@type': 'Card',
  version: '1.0',
  id: 'c',
  uid: derivedUid(ANN),
  name: { full: 'Ann', components: [{ kind: 'given', value: 'Ann' }] },
  emails: { e: { address: ANN } },
  notes: { n1: { note: 'old' } },
  organizations: null,
};
const NOTELESS = { ...CARD, id: 'n', notes: {} };
const GROUP = { id: 'g', kind: 'group', members: { ann: true } };
const EMPTY_GROUP = { id: 'e', kind: 'Group', members: {} };
const FOREIGN = { ...CARD, id: 'f', uid: 'theirs' };
const GROWN = { ...CARD, id: 'p', media: { m1: { kind: 'photo', uri: 'data:image/png;base64,AAAA' } } };
const PART = { id: 'r', uid: derivedUid(ANN), emails: CARD.emails, notes: CARD.notes };

function guardOfCards(): WireGuard {
  const guard = createWireGuard();
  guard.allowCards(
    new Map<string, Record<string, unknown>>(
      [CARD, NOTELESS, GROUP, EMPTY_GROUP, FOREIGN, GROWN, PART].map((card) => [card.id, card]),
    ),
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
    ['adds the first note of all', { notes: { n2: { note: 'new' } } }, 'n'],
    ['sets a property that the card does not have', { organizations: { o: { name: 'Shop' } } }],
    ['adds a member', { 'members/bob': true }, 'g'],
    ['takes a member away', { 'members/ann': null }, 'g'],
    ['adds the first member of all', { members: { bob: true } }, 'e'],
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
    ['of an address', { 'emails/e/address': 'other@x.example' }],
    ['that adds an address', { 'emails/new': { address: 'other@x.example' } }],
    ['that takes a property away', { organizations: null }],
    ['that takes all members away', { members: null }, 'g'],
    ['that takes all members away where there are none', { members: null }, 'e'],
    ['that makes something else of a member', { 'members/ann': false }, 'g'],
    ['that says something about a member', { 'members/ann/since': true }, 'g'],
    ['of the name of a group', { name: { full: 'x' } }, 'g'],
    ['of the note of a group', { 'notes/n1/note': 'x' }, 'g'],
    ['of the members of what is no group', { members: { bob: true } }],
    ['of a card that someone else made', { 'notes/n1/note': 'x' }, 'f'],
    ['of a card of its own that someone put a photo on', { 'notes/n1/note': 'x' }, 'p'],
    ['of a card that may not have been read as a whole', { 'notes/n1/note': 'x' }, 'r'],
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
