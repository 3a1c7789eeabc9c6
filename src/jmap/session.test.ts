import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { ElsewhereError } from '../http/elsewhere-error.ts';
import { originAndBelow } from '../http/realm.ts';
import { sessionObject } from '../../test/support/jmap-server.ts';
import { parseSession } from './session.ts';

const url = new URL('https://mail.example/jmap/session');

const parse = (fields: Record<string, unknown> = {}) =>
  parseSession(JSON.stringify(sessionObject(fields)), url);

const core = (fields: Record<string, unknown>) => ({
  capabilities: {
    'urn:ietf:params:jmap:core': {
      ...sessionObject().capabilities['urn:ietf:params:jmap:core'],
      ...fields,
    },
  },
});

describe('parseSession', () => {
  it('reads what Mailroom needs', () => {
    expect(parse()).toEqual({
      apiUrl: new URL('https://mail.example/jmap/api/'),
      username: 'user@example.test',
      state: 's1',
      capabilities: new Set([
        'urn:ietf:params:jmap:core',
        'urn:ietf:params:jmap:mail',
        'urn:ietf:params:jmap:contacts',
      ]),
      primaryAccounts: new Map([
        ['urn:ietf:params:jmap:mail', 'A1'],
        ['urn:ietf:params:jmap:contacts', 'C1'],
      ]),
      accounts: new Map([
        [
          'A1',
          {
            isReadOnly: false,
            accountCapabilities: { 'urn:ietf:params:jmap:mail': { maxMailboxDepth: 10 } },
          },
        ],
      ]),
      limits: {
        maxObjectsInGet: 500,
        maxObjectsInSet: 250,
        maxCallsInRequest: 16,
        maxSizeRequest: 10_000,
        maxConcurrentRequests: 4,
      },
    });
  });

  it.each([
    ['absolute', 'https://mail.example/api', 'https://mail.example/api'],
    ['relative to the origin', '/api/', 'https://mail.example/api/'],
    ['relative to the session', 'api/', 'https://mail.example/jmap/api/'],
    ['at a subdomain', 'https://phl.mail.example/jmap/api/', 'https://phl.mail.example/jmap/api/'],
  ])('takes an API URL that is %s', (_, apiUrl, absolute) => {
    expect(parse({ apiUrl }).apiUrl.href).toBe(absolute);
  });

  it.each([
    'https://api.example/jmap/',
    'http://mail.example/api/',
    'http://phl.mail.example/api/',
    'https://mail.example:8443/',
    'https://phl.mail.example:8443/',
    'https://example/',
    'https://phl-mail.example/',
    '//api.example/',
  ])('refuses the API URL %s, which is elsewhere', (apiUrl) => {
    const attempt = () => parse({ apiUrl });
    expect(attempt).toThrow(ElsewhereError);
    expect(attempt).toThrow(
      `names an API at ${new URL(apiUrl, url).href}, but the credentials go only to https://mail.example and hosts below it: `,
    );
  });

  it('knows an API at the configured host where the session was found below it', () => {
    const realm = originAndBelow(url);
    const body = JSON.stringify(sessionObject({ apiUrl: 'https://mail.example/api/' }));
    const { apiUrl } = parseSession(body, new URL('https://phl.mail.example/session'), realm);
    expect(apiUrl.href).toBe('https://mail.example/api/');
  });

  it.each([
    ['URLs of another host', { downloadUrl: 'https://phl-www.usercontent.example/{blobId}' }],
    ['URLs that are none', { uploadUrl: 5, downloadUrl: null, eventSourceUrl: 'https://[' }],
    ['no such URLs', { uploadUrl: undefined }],
    ['a primary account that is no id', { primaryAccounts: { 'urn:example:other': null } }],
    ['no primary account for the core', { primaryAccounts: { 'urn:ietf:params:jmap:mail': 'A1' } }],
  ])('does not mind %s, which it does not use', (_, fields) => {
    expect(parse(fields).apiUrl.href).toBe('https://mail.example/jmap/api/');
  });

  it.each([
    ['whether it is read-only', { name: 'Ann', isPersonal: false, accountCapabilities: {} }],
    ['what it can do', { isReadOnly: true, accountCapabilities: [] }],
    ['anything', null],
  ])('leaves out an account of somebody else that does not say %s', (_, shared) => {
    const { A1 } = sessionObject().accounts;
    expect([...parse({ accounts: { S1: shared, A1 } }).accounts.keys()]).toEqual(['A1']);
  });

  it.each([
    ['apiUrl', { apiUrl: undefined }],
    ['apiUrl', { apiUrl: 'https://[' }],
    ['username', { username: null }],
    ['state', { state: 7 }],
    ['capabilities', { capabilities: [] }],
    ['urn:ietf:params:jmap:core', { capabilities: {} }],
    ['maxObjectsInGet', core({ maxObjectsInGet: undefined })],
    ['maxObjectsInSet', core({ maxObjectsInSet: '500' })],
    ['maxCallsInRequest', core({ maxCallsInRequest: 0 })],
    ['maxSizeRequest', core({ maxSizeRequest: 1.5 })],
    ['maxConcurrentRequests', core({ maxConcurrentRequests: null })],
    ['primaryAccounts', { primaryAccounts: undefined }],
    ['urn:ietf:params:jmap:mail', { primaryAccounts: { 'urn:ietf:params:jmap:mail': 5 } }],
    ['accounts', { accounts: 'A1' }],
    ['A1', { accounts: { A1: null } }],
    ['isReadOnly', { accounts: { A1: { accountCapabilities: {} } } }],
    ['accountCapabilities', { accounts: { A1: { isReadOnly: false } } }],
  ])('names a missing or mistyped %s (%j)', (name, fields) => {
    expect(() => parse(fields)).toThrow(
      new ProtocolError(`GET https://mail.example/jmap/session answered without a usable '${name}'`),
    );
  });

  it.each([
    ['a web page', '<html></html>'],
    ['truncated', '{"apiUrl":'],
  ])('refuses an answer that is %s', (_, body) => {
    expect(() => parseSession(body, url)).toThrow(ProtocolError);
  });
});
