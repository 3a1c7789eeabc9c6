import { type Address, domainOf, localPartOf } from '../mail/address.ts';

/** So many addresses of a domain look like one sender that numbers them. */
const MIN_ALIKE = 3;

/**
 * Domains with three or more of these addresses that differ in digits, or in what follows a plus, alone: as
 * `news+1@x.example` and `news+2@x.example` do.
 */
export function domainsOfAlike(addresses: Iterable<Address>): string[] {
  const counts = new Map<string, { domain: string; addresses: number }>();
  for (const address of addresses) {
    const domain = domainOf(address);
    const stem = localPartOf(address).replace(/\+.*$/, '').replace(/\d+/g, '');
    const key = `${stem}@${domain}`;
    counts.set(key, { domain, addresses: (counts.get(key)?.addresses ?? 0) + 1 });
  }
  const alike = [...counts.values()].filter((each) => each.addresses >= MIN_ALIKE);
  return [...new Set(alike.map(({ domain }) => domain))].sort();
}

/** What to say of them. `label` is the name of the label for whole domains. */
export const alikeText = (domains: readonly string[], label: string): string =>
  `${domains.length === 1 ? '1 domain writes' : `${domains.length} domains write`} from addresses that differ in digits or after a plus only; ${label} beside a triage label decides about a whole domain`;
