import { type Places } from './places/placed-category.ts';
import { type Address, domainOf, isWholeDomain, normaliseAddress } from '../mail/address.ts';
import { type Mail } from '../mail/mail-store.ts';
import { isInAny } from './label-changes.ts';

/** Whether a mail is the account owner's own: such mail is never triaged. */
export type IsOwn = (mail: Mail) => boolean;

/**
 * A test for own addresses, given as addresses or as `*@domain`. What is neither is ignored: it can match nothing. A whole
 * domain is own as soon as one address there is.
 */
export function ownAddresses(patterns: readonly string[]): (sender: Address) => boolean {
  const addresses = new Set<Address>();
  const domains = new Set<string>();
  for (const pattern of patterns) {
    const address = normaliseAddress(pattern);
    if (address === undefined) continue;
    if (isWholeDomain(address)) domains.add(domainOf(address));
    else addresses.add(address);
  }
  const withAny = new Set([...[...addresses].map(domainOf), ...domains]);
  return (sender) =>
    addresses.has(sender) || (isWholeDomain(sender) ? withAny : domains).has(domainOf(sender));
}

/** Own is what lies in Sent or Drafts, and what comes from an own address. */
export const ownMailTest =
  (places: Places, isOwnAddress: (sender: Address) => boolean): IsOwn =>
  (mail) =>
    isInAny(mail, [places.sent, places.drafts]) || (mail.sender !== undefined && isOwnAddress(mail.sender));
