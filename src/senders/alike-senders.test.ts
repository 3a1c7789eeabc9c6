import { describe, expect, it } from 'vitest';
import { type Address } from '../mail/address.ts';
import { domainsOfAlike } from './alike-senders.ts';

describe('domains that number their addresses', () => {
  it.each([
    ['digits', ['reply-1@x.example', 'reply-22@x.example', 'reply-333@x.example'], ['x.example']],
    ['what follows a plus', ['news+a@x.example', 'news+b@x.example', 'news@x.example'], ['x.example']],
    ['both', ['n1+a@x.example', 'n2@x.example', 'n+3@x.example'], ['x.example']],
  ])('have three that differ in %s', (_, addresses, domains) => {
    expect(domainsOfAlike(addresses as Address[])).toEqual(domains);
  });

  it.each([
    ['two', ['news+1@x.example', 'news+2@x.example']],
    ['three of other names', ['ann@x.example', 'bob@x.example', 'eve@x.example']],
    ['three at as many domains', ['n1@x.example', 'n2@y.example', 'n3@mail.x.example']],
  ])('are none with %s', (_, addresses) => {
    expect(domainsOfAlike(addresses as Address[])).toEqual([]);
  });
});
