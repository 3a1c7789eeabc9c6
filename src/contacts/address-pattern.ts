import { type Address } from '../mail/address.ts';
import { type CardEntry } from './contact-book.ts';

/**
 * Whether what a card has for an address stands for many, as the rules of Cyrus and Fastmail read it: `*@x.example` for
 * everybody at exactly that domain, `*@*.x.example` for those at domains below it.
 */
export const isPattern = (address: Address): boolean => address.includes('*');

/** A test for the addresses that fit a pattern. An asterisk stands for any characters, also for none. */
export function fits(pattern: Address): (address: Address) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 'u');
  return (address) => whole.test(address);
}

/** Cards by the senders whose they are. */
export interface CardIndex {
  /** The cards that hold the address itself. */
  readonly of: (address: Address) => readonly CardEntry[];
  /** The cards with a pattern that the address fits: mostly that of its domain. A pattern is covered by none. */
  readonly covering: (address: Address) => readonly CardEntry[];
}

export function indexCards(cards: readonly CardEntry[]): CardIndex {
  const byAddress = new Map<Address, CardEntry[]>();
  for (const card of cards) {
    for (const address of new Set(card.addresses)) {
      const others = byAddress.get(address);
      if (others === undefined) byAddress.set(address, [card]);
      else others.push(card);
    }
  }
  const patterns = [...byAddress]
    .filter(([address]) => isPattern(address))
    .map(([address, its]) => ({ fits: fits(address), cards: its }));
  return {
    of: (address) => byAddress.get(address) ?? [],
    covering: (address) =>
      isPattern(address) ? [] : patterns.flatMap((pattern) => (pattern.fits(address) ? pattern.cards : [])),
  };
}
