import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject } from '../jmap/fields.ts';
import { type Address } from '../mail/address.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { editContact, newCard } from '../contacts/jmap/jscontact.ts';
import { hasDerivedUid, isOwnCard } from './own-card.ts';

const ANN = 'ann@x.example' as Address;

const made: JsonObject = {
  ...newCard(derivedUid(ANN), { address: ANN, fullName: 'Shop', organization: 'Shop', note: 'made' }),
  id: 'C1',
  addressBookIds: { b: true },
};
const person = {
  ...newCard(derivedUid(ANN), {
    address: ANN,
    fullName: 'Dr. Ann Other',
    personName: { prefix: 'Dr.', given: 'Ann', middle: '', family: 'Other', suffix: '' },
    note: 'made',
  }),
  id: 'C1',
};

describe('a card of its own', () => {
  it.each<[string, JsonObject]>([
    ['as Mailroom made it', made],
    ['of a person', person],
    ['with the history going on', editContact(made, { note: 'made\nmoved' })],
    ['with the second UID of its address', { ...made, uid: derivedUid(ANN, 2) }],
    ['made over CardDAV', { ...made, prodId: 'Mailroom', emails: { e: internetEmail() }, kind: undefined }],
    [
      'with what the server adds',
      { ...made, created: '2026-01-01T00:00:00Z', updated: '2026-01-02T00:00:00Z' },
    ],
    ['with types on every object', { ...made, notes: { n: { '@type': 'Note', note: 'made' } } }],
    ['with properties that are empty', { ...made, media: {}, vCardProps: [], nicknames: null }],
    ['without a note, which the user took away', { ...made, notes: undefined }],
  ])('is one %s', (_, card) => {
    expect(isOwnCard(card)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['of somebody else', { ...made, uid: 'theirs' }],
    ['of another address', { ...made, emails: { e: { address: 'bob@x.example' } } }],
    ['without an address', { ...made, emails: {} }],
    [
      'with a second address',
      { ...made, emails: { ...(made.emails as object), f: { address: 'b@x.example' } } },
    ],
    ['with a label on the address', { ...made, emails: { e: { address: ANN, label: 'Work' } } }],
    ['with a context of the address', { ...made, emails: { e: { address: ANN, contexts: { work: true } } } }],
    ['with another type of the address', { ...made, emails: { e: { ...internetEmail('x-y') } } }],
    [
      'with a unit of the organization',
      { ...made, organizations: { o: { name: 'A', units: [{ name: 'B' }] } } },
    ],
    ['with two organizations', { ...made, organizations: { o: { name: 'A' }, p: { name: 'B' } } }],
    ['with two notes', { ...made, notes: { n: { note: 'A' }, m: { note: 'B' } } }],
    ['with an author of the note', { ...made, notes: { n: { note: 'A', author: { name: 'Ann' } } } }],
    ['with a name to sort by', { ...made, name: { full: 'A', sortAs: { given: 'a' } } }],
    ['with a second surname', { ...made, name: { components: [{ kind: 'surname2', value: 'B' }] } }],
    [
      'with a phonetic name',
      { ...made, name: { components: [{ kind: 'given', value: 'B', phonetic: 'b' }] } },
    ],
    ['with notes of another shape', { ...made, notes: ['A'] }],
    ['that is a group', { ...made, kind: 'group' }],
    ['that is a device', { ...made, kind: 'device' }],
    ['of which only parts were read', { id: made.id, uid: made.uid, emails: made.emails, notes: made.notes }],
  ])('is none %s', (_, card) => {
    expect(isOwnCard(card)).toBe(false);
  });

  it('holds no property that Mailroom does not write, whatever it is called', () => {
    const filled = fc.oneof(fc.string(), fc.integer(), fc.constant({ a: 1 }), fc.constant([0]), fc.boolean());
    const names = fc
      .string()
      .filter(
        (name) =>
          !(name in made) && name !== '__proto__' && !/^(created|updated|prodId|addressBookId)$/.test(name),
      );
    fc.assert(fc.property(names, filled, (name, value) => !isOwnCard({ ...made, [name]: value })));
  });

  it('is never taken for one, and never fails, where it is anything at all', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (card) => !isOwnCard(card)));
  });
});

describe('a derived UID', () => {
  it('is one of any of the addresses', () => {
    expect(hasDerivedUid(derivedUid(ANN), ['bob@x.example' as Address, ANN])).toBe(true);
    expect(hasDerivedUid('theirs', [ANN])).toBe(false);
    expect(hasDerivedUid(derivedUid(ANN), [])).toBe(false);
  });
});

function internetEmail(type = 'INTERNET'): JsonObject {
  return { address: ANN, vCardParams: { type } };
}
