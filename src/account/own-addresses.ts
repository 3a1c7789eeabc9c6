import { type Address } from '../mail/address.ts';
import { ownAddresses } from '../triage/own-mail.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface OwnAddresses {
  has(sender: Address): boolean;
  /** Reads them again where that was a day ago. Throws what reading throws; then the next call tries again. */
  refresh(signal: AbortSignal): Promise<void>;
}

/**
 * The owner's addresses: those configured, and those that the server tells, for people make themselves new ones while the
 * service runs. One that was known stays: a server that tells fewer may only refuse to say. `now` in milliseconds of a
 * steady clock.
 */
export async function readOwnAddresses(
  configured: readonly string[],
  read: (signal: AbortSignal) => Promise<readonly string[]>,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<OwnAddresses> {
  const known = new Set(configured);
  let readAt = -Infinity;
  let has = ownAddresses([]);
  async function refresh(signal: AbortSignal): Promise<void> {
    if (now() - readAt < DAY_MS) return;
    for (const address of await read(signal)) known.add(address);
    has = ownAddresses([...known]);
    readAt = now();
  }
  await refresh(signal);
  return { has: (sender) => has(sender), refresh };
}
