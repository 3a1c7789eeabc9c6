import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type ServerName } from '../../src/sandbox/store/options.ts';
import { type ContactsProtocol } from './test-account.ts';

/** Debian has all in one folder. */
const DEBIAN = '/usr/lib/cyrus/bin';
const { CYRUS_LIBEXEC = DEBIAN, CYRUS_SBIN = CYRUS_LIBEXEC, CYRUS_CONTACTS = 'carddav' } = process.env;

/** Where a program of the Cyrus that is tested is: the master and the services that it starts, or a tool. */
export const cyrusService = (name: string): string => join(CYRUS_LIBEXEC, name);
export const cyrusTool = (name: string): string => join(CYRUS_SBIN, name);

/** How Mailroom is told to reach the contacts. */
export function cyrusContacts(): ContactsProtocol {
  if (CYRUS_CONTACTS === 'carddav' || CYRUS_CONTACTS === 'jmap') return CYRUS_CONTACTS;
  throw new Error('CYRUS_CONTACTS is neither carddav nor jmap');
}

/** Which of the servers that the sandbox knows the Cyrus in a state folder is: rows about one version's ways look at it. */
export function cyrusName(folder: string): ServerName {
  const info = execFileSync(cyrusTool('cyr_info'), ['-C', join(folder, 'imapd.conf'), 'version'], {
    encoding: 'utf8',
  });
  return /^\D*3\.[0-6]\./.test(info) ? 'cyrus36' : 'cyrusMain';
}
