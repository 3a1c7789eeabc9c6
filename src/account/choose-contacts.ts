import { type CardDavConfig, type Config } from '../config/config.ts';
import { ConfigError } from '../errors.ts';
import { type Session } from '../jmap/session.ts';

/** What for: to read, or to change them as well. */
export type ContactsUse = 'read' | 'write';

/** How contacts are reached, and why so. */
export type ContactsChoice =
  { protocol: 'jmap'; reason: string } | { protocol: 'carddav'; reason: string; cardDav: CardDavConfig };

const CONTACTS = 'urn:ietf:params:jmap:contacts';

const BETTER_TOKEN = 'use an API token that may read and change contacts';
const SET_CARDDAV = 'set MAILROOM_CARDDAV_USERNAME and MAILROOM_CARDDAV_PASSWORD (an app password)';

/**
 * Decides by the configuration, and with `auto` by what the session offers: JMAP if it can be written to, else CardDAV. To
 * read, JMAP that can only be read will do where there is no CardDAV, so that it shows what a better token would.
 * Throws `ConfigError`, which names all ways there are, when the wanted one is not open, and what reading the session
 * throws; where CardDAV is forced, it is not read.
 */
export async function chooseContacts(
  { contacts, cardDav }: Pick<Config, 'contacts' | 'cardDav'>,
  readSession: () => Promise<Session>,
  use: ContactsUse = 'write',
): Promise<ContactsChoice> {
  const obstacle = contacts === 'carddav' ? 'MAILROOM_CONTACTS is carddav' : obstacleTo(await readSession());
  if (obstacle === READ_ONLY && use === 'read' && (contacts === 'jmap' || cardDav === undefined))
    return { protocol: 'jmap', reason: READ_ONLY };
  if (obstacle === undefined) {
    const reason =
      contacts === 'jmap' ? 'MAILROOM_CONTACTS is jmap' : 'the API token gives access to contacts';
    return { protocol: 'jmap', reason };
  }
  if (contacts === 'jmap')
    throw new ConfigError([
      `MAILROOM_CONTACTS is jmap, but ${obstacle}: ${BETTER_TOKEN}, or set MAILROOM_CONTACTS to carddav and ${SET_CARDDAV}.`,
    ]);
  if (cardDav === undefined)
    throw new ConfigError([
      `There is no way to the contacts: ${obstacle}, and no CardDAV user name and password are set. Either ${BETTER_TOKEN}, or ${SET_CARDDAV}.`,
    ]);
  return { protocol: 'carddav', reason: obstacle, cardDav };
}

const READ_ONLY = 'the API token may read contacts over JMAP, but not change them';

/** What keeps contacts from being used over JMAP (RFC 9610 1.4.1), if anything. */
function obstacleTo({ capabilities, primaryAccounts, accounts }: Session): string | undefined {
  const accountId = primaryAccounts.get(CONTACTS);
  if (!capabilities.has(CONTACTS) || accountId === undefined)
    return 'the API token gives no access to contacts over JMAP';
  if (accounts.get(accountId)?.isReadOnly === true) return READ_ONLY;
  return undefined;
}
