import { describe, expect, it } from 'vitest';
import * as publicDomains from '../mail/public-domains.ts';
import { type Address } from '../mail/address.ts';
import { domainRefusals } from './domain-refusal.ts';
import { ownAddresses } from './own-mail.ts';

const refusalOf = domainRefusals(ownAddresses(['me@my.example', '*@also.example']), publicDomains);

describe('a whole domain is refused', () => {
  it.each([
    ['*@my.example', 'it is your own domain'],
    ['*@also.example', 'it is your own domain'],
    ['*@gmail.com', 'anybody can have an address at this mailbox provider'],
    ['*@co.uk', 'anybody can have a domain below it'],
    ['*@[192.0.2.1]', 'it is no domain with a dot'],
    ['*@shop.example', undefined],
    ['*@mail.my.example', undefined],
  ])('%s: %s', (sender, reason) => {
    expect(refusalOf(sender as Address)).toBe(reason);
  });
});
