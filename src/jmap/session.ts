import { ProtocolError } from '../errors.ts';
import { requestName } from '../http/request-name.ts';
import { ElsewhereError } from '../http/elsewhere-error.ts';
import { originAndBelow, type Realm } from '../http/realm.ts';
import { CHANGED_CAPABILITIES, CORE } from './capabilities.ts';
import {
  booleanField,
  isObject,
  type JsonObject,
  objectField,
  optionalStringField,
  parseJsonObject,
  positiveIntField,
  stringField,
} from './fields.ts';

/** RFC 8620 2, of the capability `urn:ietf:params:jmap:core`. */
export interface SessionLimits {
  maxObjectsInGet: number;
  maxObjectsInSet: number;
  maxCallsInRequest: number;
  /** Bytes. */
  maxSizeRequest: number;
  maxConcurrentRequests: number;
}

export interface SessionAccount {
  isReadOnly: boolean;
  /** By capability URN. */
  accountCapabilities: JsonObject;
}

/** What Mailroom reads of a Session object (RFC 8620 2). */
export interface Session {
  /** Absolute, and where the credentials may go. */
  apiUrl: URL;
  username: string;
  state: string;
  capabilities: ReadonlySet<string>;
  /** Account ids by capability URN. */
  primaryAccounts: ReadonlyMap<string, string>;
  /** By account id. */
  accounts: ReadonlyMap<string, SessionAccount>;
  limits: SessionLimits;
}

/**
 * Reads the Session object that `url` answered with. What Mailroom does not use, other URLs and other people's accounts
 * among it, may be as it likes. Throws `ProtocolError` when it is none, and `ElsewhereError` when its API is not within
 * `realm`, where the credentials may go (N9).
 */
export function parseSession(body: string, url: URL, realm: Realm = originAndBelow(url)): Session {
  const where = requestName({ method: 'GET', url });
  const object = parseJsonObject(body, where);
  const capabilities = objectField(object, 'capabilities', where);
  const primaryAccounts = readPrimaryAccounts(objectField(object, 'primaryAccounts', where), where);
  return {
    apiUrl: readApiUrl(stringField(object, 'apiUrl', where), url, realm, where),
    username: stringField(object, 'username', where),
    state: stringField(object, 'state', where),
    capabilities: new Set(Object.keys(capabilities)),
    primaryAccounts,
    accounts: readAccounts(objectField(object, 'accounts', where), primaryAccounts, where),
    limits: readLimits(objectField(capabilities, CORE, where), where),
  };
}

function readApiUrl(apiUrl: string, url: URL, realm: Realm, where: string): URL {
  if (!URL.canParse(apiUrl, url.href)) throw new ProtocolError(`${where} answered without a usable 'apiUrl'`);
  const absolute = new URL(apiUrl, url);
  if (!realm.includes(absolute)) throw new ElsewhereError(`${where} names an API at`, absolute, realm);
  return absolute;
}

function readPrimaryAccounts(entries: JsonObject, where: string): Session['primaryAccounts'] {
  for (const urn of CHANGED_CAPABILITIES) optionalStringField(entries, urn, where);
  return new Map(
    Object.entries(entries).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The accounts that are changed have to be whole; other people's, which a session may list, are left out if not. */
function readAccounts(
  entries: JsonObject,
  primaryAccounts: Session['primaryAccounts'],
  where: string,
): Session['accounts'] {
  const changed = new Set(CHANGED_CAPABILITIES.map((urn) => primaryAccounts.get(urn)));
  return new Map(
    Object.keys(entries)
      .filter((id) => changed.has(id) || isAccount(entries[id]))
      .map((id) => [id, readAccount(objectField(entries, id, where), where)]),
  );
}

const isAccount = (value: unknown): boolean =>
  isObject(value) && typeof value.isReadOnly === 'boolean' && isObject(value.accountCapabilities);

const readAccount = (account: JsonObject, where: string): SessionAccount => ({
  isReadOnly: booleanField(account, 'isReadOnly', where),
  accountCapabilities: objectField(account, 'accountCapabilities', where),
});

function readLimits(core: JsonObject, where: string): SessionLimits {
  const limit = (name: keyof SessionLimits): number => positiveIntField(core, name, where);
  return {
    maxObjectsInGet: limit('maxObjectsInGet'),
    maxObjectsInSet: limit('maxObjectsInSet'),
    maxCallsInRequest: limit('maxCallsInRequest'),
    maxSizeRequest: limit('maxSizeRequest'),
    maxConcurrentRequests: limit('maxConcurrentRequests'),
  };
}
