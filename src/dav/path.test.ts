import { describe, expect, it } from 'vitest';
import { lastSegment, pathKey } from './path.ts';

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
  ])('of %s is "%s"', (path, segment) => {
    expect(lastSegment(path)).toBe(segment);
  });
});
