import { describe, expect, it } from 'vitest';
import { type Contact } from '../contacts/contact-book.ts';
import { isAsMade, isNoted } from './leaving-contacts.ts';

const LINE = '2026-01-02 Feed (created by Mailroom)';

const contact = (given: Partial<Contact>): Contact => ({
  uid: 'a',
  addresses: [],
  fullName: 'Shop',
  ...given,
});

describe('a contact as Mailroom made it', () => {
  const ann = { given: 'Ann', family: 'Lee', middle: '', prefix: '', suffix: '' };
  it.each([
    ['a company', { organization: 'Shop', note: LINE }, true],
    ['a company whose note is gone', { organization: 'Shop' }, true],
    ['a person', { fullName: 'Ann Lee', personName: ann, note: `${LINE}\n${LINE}` }, true],
    ['a company with another name', { organization: 'The Shop', note: LINE }, false],
    [
      'a person whose name was split otherwise',
      { fullName: 'Ann Lee', personName: { ...ann, given: 'Ann Lee', family: '' } },
      false,
    ],
    ['a note of the user', { organization: 'Shop', note: `${LINE}\nlikes tea` }, false],
    ['a nickname', { organization: 'Shop', nicknames: ['S'] }, false],
    ['a name and nothing else', {}, false],
  ])('%s', (_, given, expected) => {
    expect(isAsMade(contact(given))).toBe(expected);
  });
});

describe('a note', () => {
  it.each([
    ['of Mailroom alone', LINE, true],
    ['of both', `tea\n${LINE}`, true],
    ['of the user', 'tea\n2026-01-02 Feed', false],
    ['that there is not', undefined, false],
  ])('%s', (_, note, expected) => {
    expect(isNoted(contact(note === undefined ? {} : { note }))).toBe(expected);
  });
});
