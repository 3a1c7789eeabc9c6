import { v5 as uuidV5 } from 'uuid';
import { type Address } from '../mail/address.ts';
import { bareUid } from './member-uid.ts';

// Changing it would make Mailroom forget which contacts it made.
const NAMESPACE = 'be073351-92f8-49ca-95a7-d7c47bd79fb9';

/** How many UIDs an address can have. */
export const MAX_ATTEMPTS = 9;

/**
 * The UID of the card that Mailroom makes for an address: a UUIDv5 (RFC 9562 5.5), so that two processes that make the
 * same contact make the same card (N7). `attempt` counts from 1; further ones are for when the card of that name turns
 * out to be somebody else's.
 */
export const derivedUid = (address: Address, attempt = 1): string =>
  uuidV5(attempt === 1 ? address : `${address}#${attempt}`, NAMESPACE);

/**
 * The UID of the contact group that Mailroom makes of a name. No address is like it: a quotation mark would surround the
 * colon (RFC 5322 3.2.3).
 */
export const groupUid = (name: string, attempt = 1): string =>
  uuidV5(`group:${name.normalize()}${attempt === 1 ? '' : `#${attempt}`}`, NAMESPACE);

/** Every UID that a card can have which Mailroom makes, or made, for an address; in the order in which they are tried. */
export const derivedUids = (address: Address): string[] =>
  Array.from({ length: MAX_ATTEMPTS }, (_, n) => derivedUid(address, n + 1));

/** Whether Mailroom made the card with this UID for this address. */
export const isDerivedUid = (uid: string, address: Address): boolean =>
  derivedUids(address).includes(bareUid(uid));
