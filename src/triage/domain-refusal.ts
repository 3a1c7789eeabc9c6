import { type Address, domainOf } from '../mail/address.ts';

/** Why a whole domain must not be decided about; undefined where it may. */
export type RefusalOf = (domain: Address) => string | undefined;

/** What is known of domains that belong to no single sender. */
export interface PublicDomains {
  readonly isMailboxProvider: (domain: string) => boolean;
  readonly isPublicSuffix: (domain: string) => boolean;
}

/** `isOwn` of a whole domain: whether any address there is the account owner's. */
export const domainRefusals =
  (isOwn: (sender: Address) => boolean, { isMailboxProvider, isPublicSuffix }: PublicDomains): RefusalOf =>
  (sender) => {
    const domain = domainOf(sender);
    if (isOwn(sender)) return 'it is your own domain';
    if (domain.startsWith('[') || !domain.includes('.')) return 'it is no domain with a dot';
    if (isMailboxProvider(domain)) return 'anybody can have an address at this mailbox provider';
    if (isPublicSuffix(domain)) return 'anybody can have a domain below it';
    return undefined;
  };
