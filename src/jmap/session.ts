import { ProtocolError } from '../errors.ts';
import { requestName } from '../http/request-name.ts';
import { CORE } from './capabilities.ts';
import {
  booleanField,
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
  /** Absolute, and of the origin that the session came from. */
  apiUrl: URL;
  /** A URI template (RFC 6570), perhaps relative to the session's URL. */
  uploadUrl: string | undefined;
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
 * Reads the Session object that `url` answered with. Throws `ProtocolError` when it is none, and when its API is at
 * another origin: credentials do not go there (N9).
 */
export function parseSession(body: string, url: URL): Session {
  const where = requestName({ method: 'GET', url });
  const object = parseJsonObject(body, where);
  const capabilities = objectField(object, 'capabilities', where);
  return {
    apiUrl: readApiUrl(stringField(object, 'apiUrl', where), url, where),
    uploadUrl: optionalStringField(object, 'uploadUrl', where),
    username: stringField(object, 'username', where),
    state: stringField(object, 'state', where),
    capabilities: new Set(Object.keys(capabilities)),
    primaryAccounts: readMap(object, 'primaryAccounts', where, (accounts, capability) =>
      stringField(accounts, capability, where),
    ),
    accounts: readMap(object, 'accounts', where, (accounts, id) =>
      readAccount(objectField(accounts, id, where), where),
    ),
    limits: readLimits(objectField(capabilities, CORE, where), where),
  };
}

function readApiUrl(apiUrl: string, url: URL, where: string): URL {
  if (!URL.canParse(apiUrl, url.href)) throw new ProtocolError(`${where} answered without a usable 'apiUrl'`);
  const absolute = new URL(apiUrl, url);
  if (absolute.origin !== url.origin)
    throw new ProtocolError(
      `${where} names an API at another origin, ${absolute.origin}. The credentials were not sent there: ` +
        'set the URL variable to the session URL of that origin if you trust it',
    );
  return absolute;
}

function readMap<T>(
  object: JsonObject,
  name: string,
  where: string,
  read: (entries: JsonObject, key: string) => T,
): ReadonlyMap<string, T> {
  const entries = objectField(object, name, where);
  return new Map(Object.keys(entries).map((key) => [key, read(entries, key)]));
}

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
