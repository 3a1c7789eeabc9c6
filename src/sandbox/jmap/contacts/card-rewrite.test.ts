import { describe, expect, it } from 'vitest';
import { formatCard, parseCard } from '../../store/card-lines.ts';
import { rewriteCard } from './card-rewrite.ts';

const rewritten = (lines: readonly string[], version = '3.0'): string[] => {
  const text = ['BEGIN:VCARD', `VERSION:${version}`, 'UID:a', ...lines, 'END:VCARD'].join('\n');
  return formatCard(rewriteCard(parseCard(text)!))
    .split('\r\n')
    .slice(3, -2);
};

describe('a card that a server converts to write it', () => {
  it.each<[string, string[], string[], string?]>([
    ['keeps only the last nickname of a list', ['FN:Ann', 'NICKNAME:Annie,Nan'], ['FN:Ann', 'NICKNAME:Nan']],
    ['loses where somebody is', ['GEO:geo:1,2', 'TZ:+01:00'], ['GEO:', 'TZ:']],
    ['loses social profiles', ['X-SOCIALPROFILE;type=twitter:https://x.example/ann', 'FN:Ann'], ['FN:Ann']],
    ["loses the marks of Apple's labels", ['item1.X-ABLabel:_$!<Sister>!$_'], ['item1.X-ABLabel:Sister']],
    ['loses a second name to show', ['FN:Ann', 'FN;LANGUAGE=de:Anna'], ['FN:Ann']],
    ['loses the types of an organization', ['ORG;TYPE=work:Acme;Lab'], ['ORG:Acme;Lab']],
    ['gets more quotes around a parameter', ['X-A;P="a;b":c'], [`X-A;P="^'a;b^'":c`]],
    [
      'garbles a photo that is a data URI in a card of version 3',
      ['PHOTO;VALUE=uri:data:image/png;base64,AAAA'],
      ['PHOTO;VALUE=uri:data:image/png\\;base64\\,AAAA'],
    ],
    [
      'keeps such a photo of version 4',
      ['PHOTO:data:image/png;base64,AA'],
      ['PHOTO:data:image/png;base64,AA'],
      '4.0',
    ],
    ['keeps a nickname', ['NICKNAME:Annie'], ['NICKNAME:Annie'], '4.0'],
  ])('%s', (_, lines, expected, version) => {
    expect(rewritten(lines, version)).toEqual(expected);
  });

  it('is of version 4 afterwards, a group too', () => {
    const lines = ['X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b'];
    const text = ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\n');
    expect(formatCard(rewriteCard(parseCard(text)!)).split('\r\n')).toEqual([
      ...['BEGIN:VCARD', 'VERSION:4.0', 'KIND:group', 'MEMBER:b', 'END:VCARD', ''],
    ]);
  });
});
