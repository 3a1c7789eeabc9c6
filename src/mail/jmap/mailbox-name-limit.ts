import { capabilityOf } from '../../jmap/capabilities.ts';
import { isObject } from '../../jmap/fields.ts';
import { type Session } from '../../jmap/session.ts';

/** How many bytes of UTF-8 the name of a mailbox may have (`maxSizeMailboxName`, RFC 8621 1.3.1); Infinity if unsaid. */
export function maxMailboxNameBytes({ primaryAccounts, accounts }: Session): number {
  const mail = capabilityOf('Mailbox/set')?.urn ?? '';
  const capability = accounts.get(primaryAccounts.get(mail) ?? '')?.accountCapabilities[mail];
  const limit = isObject(capability) ? capability.maxSizeMailboxName : undefined;
  return typeof limit === 'number' ? limit : Infinity;
}
