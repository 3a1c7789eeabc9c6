import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAV, type XmlElement, childNamed, childrenNamed, escapeXml, parseXml } from './xml.ts';

describe('parseXml', () => {
  it('reads names by namespace, whatever the prefixes', () => {
    const root = parseXml('<x:a xmlns:x="DAV:" xmlns="urn:y"><b/><x:b>1</x:b><b xmlns="DAV:">2</b></x:a>');
    expect(childrenNamed(root, DAV, 'b').map(({ text }) => text)).toEqual(['1', '2']);
    expect(childNamed(root, 'urn:y', 'b')?.text).toBe('');
    expect(childNamed(root, '', 'b')).toBeUndefined();
  });

  it('joins character data and CDATA, also where ]]> had to be split', () => {
    expect(parseXml('<a>1 &lt; <![CDATA[<b>]]]]><![CDATA[>]]> &#x41;</a>').text).toBe('1 < <b>]]> A');
  });

  it('reads 64 elements inside each other', () => {
    let element: XmlElement | undefined = parseXml('<a>'.repeat(64) + '</a>'.repeat(64));
    let depth = 0;
    for (; element !== undefined; [element] = element.children) depth += 1;
    expect(depth).toBe(64);
  });

  it.each([
    ['nothing', ''],
    ['65 elements inside each other', '<a>'.repeat(65) + '</a>'.repeat(65)],
    [
      'elements without end, whose namespace is declared outermost',
      `<D:a xmlns:D="DAV:">${'<D:b>'.repeat(50_000)}`,
    ],
    ['text', 'Service unavailable'],
    ['JSON', '{"error":"no"}'],
    ['an element that does not end', '<a><b></b>'],
    ['elements that cross', '<a><b></a></b>'],
    ['a prefix that is not declared', '<D:a/>'],
    ['an entity that XML does not have', '<a>&nbsp;</a>'],
    ['a second root', '<a/><b/>'],
    ['a control character', '<a>\u000b</a>'],
    ['a web page', '<!DOCTYPE html><html><body></body></html>'],
    ['an entity declaration', '<!DOCTYPE a [<!ENTITY lol "lol">]><a>&lol;</a>'],
    ['an external document type', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
  ])('refuses %s', (_, document) => {
    expect(() => parseXml(document)).toThrow();
  });

  it('reads back every text that was escaped', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '&', '<', '>', '"', "'", ']', '\n', '\t', 'ä', '😀'),
    });
    fc.assert(
      fc.property(text, (value) => {
        expect(parseXml(`<a>${escapeXml(value)}</a>`).text).toBe(value);
      }),
    );
  });
});
