import { type Finding, ok, warning } from './finding.ts';

/** More than a slow answer and whole seconds can explain. */
const MAX_SKEW_MS = 60_000;

/** Compares this machine's clock with the servers'; `undefined` where a server does not tell the time. */
export function clockFinding(aheadMs: readonly (number | undefined)[]): Finding | undefined {
  const [worst] = aheadMs
    .filter((ahead) => ahead !== undefined)
    .sort((one, other) => Math.abs(other) - Math.abs(one));
  if (worst === undefined) return undefined;
  const seconds = Math.round(Math.abs(worst) / 1000);
  if (Math.abs(worst) <= MAX_SKEW_MS)
    return ok('Clock', `agrees with the server's (to ${seconds === 1 ? '1 second' : `${seconds} seconds`})`);
  return warning(
    'Clock',
    `this machine's clock is ${seconds} seconds ${worst > 0 ? 'behind' : 'ahead of'} the server's`,
    'set it, with NTP for example: dates in contacts and logs are taken from it, and certificates are checked with it',
  );
}
