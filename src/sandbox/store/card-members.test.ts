import { convertCard } from './card-versions.ts';
import { describe, expect, it } from 'vitest';
import { type CardLine } from './card-lines.ts';
import { isMemberLine, memberUid } from './card-members.ts';
import { QUIRKS } from './options.ts';

const line = (text: string): CardLine => {
  const [name = '', ...value] = text.split(':');
  return { group: undefined, name, params: [], value: value.join(':') };
};

const V3 = 'X-ADDRESSBOOKSERVER-MEMBER';

describe('the card that a member is', () => {
  it.each<[string, string | undefined, string | undefined]>([
    [`${V3}:urn:uuid:X`, 'X', 'X'],
    [`${V3}:urn:uuid:urn:uuid:X`, 'urn:uuid:X', 'urn:uuid:X'],
    [`${V3}:urn:uuid:"urn:uuid:X"`, '"urn:uuid:X"', 'urn:uuid:X'],
    [`${V3}:X`, undefined, undefined],
    [`${V3}:URN:UUID:X`, undefined, undefined],
    ['MEMBER:X', undefined, 'X'],
    ['MEMBER:urn:uuid:X', 'X', 'urn:uuid:X'],
    ['MEMBER:urn:uuid:urn:uuid:X', 'urn:uuid:X', 'urn:uuid:urn:uuid:X'],
  ])('%s: %s on 3.6.1, %s on main', (text, on36, onMain) => {
    expect(memberUid(line(text), QUIRKS.cyrus36)).toBe(on36);
    expect(memberUid(line(text), QUIRKS.cyrusMain)).toBe(onMain);
  });

  it.each(['X', 'urn:uuid:X', 'a"b^c,d'])('stays the same when main converts the group: %s', (uid) => {
    const stored = ['VERSION:4.0', 'KIND:group', `MEMBER:${uid}`].map(line);

    const shown = convertCard(stored, '3.0', QUIRKS.cyrusMain);

    expect(shown.filter(isMemberLine).map((one) => memberUid(one, QUIRKS.cyrusMain))).toEqual([uid]);
    expect(convertCard(shown, '4.0', QUIRKS.cyrusMain)).toEqual(stored);
  });

  it('is shown in quotes by main where the UID has a colon', () => {
    const stored = ['VERSION:4.0', 'MEMBER:urn:uuid:X'].map(line);

    expect(convertCard(stored, '3.0', QUIRKS.cyrusMain).at(-1)).toEqual(line(`${V3}:urn:uuid:"urn:uuid:X"`));
    expect(convertCard(stored, '3.0', QUIRKS.cyrus36).at(-1)).toEqual(line(`${V3.toLowerCase()}:urn:uuid:X`));
  });
});
