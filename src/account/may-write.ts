import { AccountError } from '../errors.ts';
import { capabilityOf } from '../jmap/capabilities.ts';
import { type Session } from '../jmap/session.ts';
import { NEW_TOKEN } from './advice.ts';

/** Throws `AccountError` for a token that may only read: it would let contacts be changed, and only then be refused for mail. */
export function assertMayWrite({ primaryAccounts, accounts }: Session): void {
  const account = accounts.get(primaryAccounts.get(capabilityOf('Email/set')?.urn ?? '') ?? '');
  if (account?.isReadOnly === true)
    throw new AccountError([`the API token may read mail, but not change it: ${NEW_TOKEN}`]);
}
