import { describe, expect, it } from 'vitest';
import { isMailboxProvider, isPublicSuffix } from './public-domains.ts';

describe('a domain at which anybody can have an address', () => {
  it.each([
    ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'icloud.com', 'me.com', 'yahoo.co.uk'],
    ...['fastmail.com', 'fastmail.fm', 'proton.me', 'pm.me', 'gmx.de', 'web.de', 'posteo.de', 'hey.com'],
    ...['mailbox.org', 'tutanota.com', 'qq.com', 'aol.com', 'duck.com', 'privaterelay.appleid.com'],
  ])('is %s', (domain) => {
    expect(isMailboxProvider(domain)).toBe(true);
  });

  it.each(['paypal.com', 'github.com', 'substack.com', 'shop.example', 'mail.gmail.com'])(
    'is not %s',
    (domain) => {
      expect(isMailboxProvider(domain)).toBe(false);
    },
  );
});

describe('a public suffix', () => {
  it.each([
    ['co.uk', true],
    ['github.io', true],
    ['com', true],
    ['shop.co.uk', false],
    ['ann.github.io', false],
    ['shop.example', false],
  ])('%s: %s', (domain, expected) => {
    expect(isPublicSuffix(domain)).toBe(expected);
  });
});
