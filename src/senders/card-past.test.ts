import { describe, expect, it } from 'vitest';
import { type Contact } from '../contacts/contact-book.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { type Address } from '../mail/address.ts';
import { pastOf } from './card-past.ts';

const ANN = 'ann@x.example' as Address;

const contact = (given: Partial<Contact>): Contact => ({ uid: 'ann', addresses: [ANN], ...given });

describe('the past of a card', () => {
  it.each<[string, Partial<Contact>, ReturnType<typeof pastOf>]>([
    ['of nothing', {}, { name: undefined, contact: undefined, last: undefined }],
    [
      'that Mailroom made',
      { fullName: 'Ann', note: '2026-01-02 Feed (created by Mailroom)' },
      { name: 'Ann', contact: 'created', last: { category: 'Feed', date: '2026-01-02' } },
    ],
    [
      'that moved on, in a note of the user',
      {
        note: 'My aunt\n2026-01-02 Feed (adopted by Mailroom)\ncalls on Sundays\n2026-03-04 Paper Trail (moved by Mailroom)\n',
      },
      { name: undefined, contact: 'adopted', last: { category: 'Paper Trail', date: '2026-03-04' } },
    ],
    [
      'whose first line the user deleted',
      { note: '2026-03-04 Jail (moved by Mailroom)' },
      { name: undefined, contact: undefined, last: { category: 'Jail', date: '2026-03-04' } },
    ],
    [
      'whose UID alone shows that Mailroom made it',
      { uid: derivedUid(ANN), note: 'mine now' },
      { name: undefined, contact: 'created', last: undefined },
    ],
  ])('%s', (_, given, past) => {
    expect(pastOf(contact(given))).toEqual(past);
  });
});
