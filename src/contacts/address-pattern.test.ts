import { describe, expect, it } from 'vitest';
import { type Address } from '../mail/address.ts';
import { fits } from './address-pattern.ts';

describe('an address that stands for many', () => {
  // As Cyrus 3.6.1 matches mail with the members of a group.
  it.each([
    ['*@shop.example', 'new@shop.example', true],
    ['*@shop.example', 'x@a.shop.example', false],
    ['*@shop.example', 'x@notshop.example', false],
    ['*@shop.example', 'x@shop.example.org', false],
    ['*@shop.example', 'x@shopXexample', false],
    ['*@*.sub.example', 'x@a.sub.example', true],
    ['*@*.sub.example', 'x@a.b.sub.example', true],
    ['*@*.sub.example', 'x@sub.example', false],
    ['news*@glob.example', 'news1@glob.example', true],
    ['news*@glob.example', 'other@glob.example', false],
    ['*@xn--bcher-kva.example', 'x@xn--bcher-kva.example', true],
  ])('%s and %s: %s', (pattern, address, expected) => {
    expect(fits(pattern as Address)(address as Address)).toBe(expected);
  });
});
