import { describe, expect, it } from 'vitest';
import { type Session } from '../jmap/session.ts';
import { sieveFeatures } from './sieve-features.ts';

const session = (urn: string, capability: unknown): Session => ({
  apiUrl: new URL('https://mail.example/api'),
  username: 'me@my.example',
  state: '0',
  capabilities: new Set(),
  primaryAccounts: new Map([[urn, 'a']]),
  accounts: new Map([['a', { isReadOnly: false, accountCapabilities: { [urn]: capability } }]]),
  limits: {
    maxObjectsInGet: 500,
    maxObjectsInSet: 500,
    maxCallsInRequest: 50,
    maxSizeRequest: 1_000_000,
    maxConcurrentRequests: 4,
  },
});

const NONE = { jmapQuery: false, mailboxId: false, addressBookList: false };

describe('what a session says of Sieve', () => {
  it.each(['urn:ietf:params:jmap:sieve', 'https://cyrusimap.org/ns/jmap/sieve'])('is read from %s', (urn) => {
    const capability = {
      sieveExtensions: ['fileinto', 'extlists', 'mailboxid', 'vnd.cyrus.jmapquery'],
      externalLists: ['urn:ietf:params:sieve:addrbook'],
    };

    expect(sieveFeatures(session(urn, capability))).toEqual({
      jmapQuery: true,
      mailboxId: true,
      addressBookList: true,
    });
  });

  it.each([
    ['nothing', 'urn:example:other', {}],
    ['no extensions', 'urn:ietf:params:jmap:sieve', { sieveExtensions: null, externalLists: null }],
    [
      'lists, but not the address book',
      'urn:ietf:params:jmap:sieve',
      { sieveExtensions: ['extlists'], externalLists: ['tag:x'] },
    ],
    ['junk', 'urn:ietf:params:jmap:sieve', 'yes'],
  ])('with %s is plain Sieve', (_, urn, capability) => {
    expect(sieveFeatures(session(urn, capability))).toEqual(NONE);
  });
});
