import { describe, expect, it } from 'vitest';
import { type Address } from '../../mail/address.ts';
import { derivedUid } from '../contact-uid.ts';
import { newCard } from './card.ts';
import { isOwnVCard } from './own-vcard.ts';

const ANN = 'ann@x.example' as Address;
const UID = derivedUid(ANN, 1);
const ENTRY = { uid: UID, addresses: [ANN] };
const MADE = newCard(UID, { address: ANN, fullName: 'Ann', organization: 'Ann', note: 'n' });

const withLine = (line: string): string => MADE.replace('END:VCARD', `${line}\r\nEND:VCARD`);

describe("a card of Mailroom's own", () => {
  it.each([
    ['as it was made', MADE, ENTRY, true],
    ['with what servers add', withLine('REV:20260102T030405Z'), ENTRY, true],
    ['of another UID', MADE, { ...ENTRY, uid: 'other' }, false],
    ['of another address', MADE, { ...ENTRY, addresses: ['bob@y.example' as Address] }, false],
    ['with a second address', MADE, { ...ENTRY, addresses: [ANN, 'bob@y.example' as Address] }, false],
    ['with a telephone', withLine('TEL:123'), ENTRY, false],
    ['with a photo', withLine('PHOTO;ENCODING=b:AAAA'), ENTRY, false],
    ['with a second note', withLine('NOTE:more'), ENTRY, false],
    ['with a labelled address', MADE.replace('EMAIL;TYPE=INTERNET', 'EMAIL;TYPE=WORK'), ENTRY, false],
    ['with a line that is no property', withLine('nothing'), ENTRY, false],
    ['that is no card', 'text', ENTRY, false],
  ])('%s', (_, text, entry, expected) => {
    expect(isOwnVCard(text, entry)).toBe(expected);
  });
});
