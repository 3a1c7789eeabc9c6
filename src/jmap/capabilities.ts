/** RFC 8620 2. */
export const CORE = 'urn:ietf:params:jmap:core';

interface Capability {
  urn: string;
  /** What a person calls it who makes an API token. */
  scope: string;
}

const MAIL: Capability = { urn: 'urn:ietf:params:jmap:mail', scope: 'mail' };
const SUBMISSION: Capability = { urn: 'urn:ietf:params:jmap:submission', scope: 'mail submission' };
const CONTACTS: Capability = { urn: 'urn:ietf:params:jmap:contacts', scope: 'contacts' };
const SIEVE: Capability = { urn: 'https://cyrusimap.org/ns/jmap/sieve', scope: 'Sieve scripts' };

/** RFC 8621, RFC 9610; Cyrus' own. */
const CAPABILITY_OF_TYPE: ReadonlyMap<string, Capability> = new Map([
  ['Email', MAIL],
  ['Mailbox', MAIL],
  ['Thread', MAIL],
  ['SearchSnippet', MAIL],
  ['Identity', SUBMISSION],
  ['EmailSubmission', SUBMISSION],
  ['ContactCard', CONTACTS],
  ['AddressBook', CONTACTS],
  ['SieveScript', SIEVE],
]);

/** URNs of what Mailroom changes: whose accounts these are, and whether they may be changed, has to be known. */
export const CHANGED_CAPABILITIES: readonly string[] = [MAIL.urn, CONTACTS.urn];

/** The capability that brings a method such as `Email/get`; undefined for `Core/echo` and unknown types. */
export const capabilityOf = (method: string): Capability | undefined =>
  CAPABILITY_OF_TYPE.get(method.split('/', 1)[0] ?? '');
