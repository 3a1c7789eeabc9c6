import { describe, expect, it } from 'vitest';
import { lastSegment, pathKey, withoutQuery } from './path.ts';

describe('pathKey', () => {
  it.each([
    ['an @', '/user/ada@example.test/c.vcf', '/user/ada%40example.test/c.vcf'],
    ['an umlaut in upper and lower case', '/%C3%A4.vcf', '/%c3%a4.vcf'],
    ['a letter escaped for no reason', '/c.vcf', '/%63.vcf'],
  ])('is the same for two spellings of %s', (_, one, other) => {
    expect(pathKey(one)).toBe(pathKey(other));
  });

  it.each([
    ['a slash within a name', '/a%2Fb', '/a/b'],
    ['an escaped percent sign', '/a%2541', '/aA'],
    ['letter case', '/a.vcf', '/A.vcf'],
    ['bytes that are no UTF-8', '/%FC.vcf', '/%FD.vcf'],
  ])('keeps %s apart', (_, one, other) => {
    expect(pathKey(one)).not.toBe(pathKey(other));
  });
});

describe('lastSegment', () => {
  it.each([
    ['/dav/user/Default/', 'Default'],
    ['/dav/user/My%20Cards', 'My Cards'],
    ['/', ''],
    [`/a${'/'.repeat(100_000)}b`, 'b'],
    [`/a/${'/'.repeat(100_000)}`, 'a'],
  ])('of %s is "%s"', (path, segment) => {
    expect(lastSegment(path)).toBe(segment);
  });
});

describe('withoutQuery', () => {
  it.each([
    ['/a?b#c.vcf', '/a%3Fb%23c.vcf'],
    ['/100%.vcf', '/100%25.vcf'],
    ['/%zz%4', '/%25zz%254'],
    ['/%3F%23%25%c3%A4@&;=+', '/%3F%23%25%c3%A4@&;=+'],
    ['https://dav.example/a?b', 'https://dav.example/a%3Fb'],
  ])('makes %s %s', (href, expected) => {
    expect(withoutQuery(href)).toBe(expected);
  });
});
