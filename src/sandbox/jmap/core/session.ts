import { type SandboxAccount } from '../../store/account.ts';
import { type LetIn } from '../../http/credentials.ts';
import { type Limits, type Quirks } from '../../store/options.ts';

export const CORE = 'urn:ietf:params:jmap:core';
export const MAIL = 'urn:ietf:params:jmap:mail';
export const SUBMISSION = 'urn:ietf:params:jmap:submission';
export const CONTACTS = 'urn:ietf:params:jmap:contacts';

/** RFC 8621 1.3.1; as at Cyrus. */
export const MAX_MAILBOX_NAME_BYTES = 490;

export const JMAP_PATHS = {
  wellKnown: '/.well-known/jmap',
  session: '/jmap/session',
  api: '/jmap/api',
  upload: '/jmap/upload/',
  download: '/jmap/download/',
};

const CORE_LIMITS = [
  'maxSizeUpload',
  'maxSizeRequest',
  'maxConcurrentRequests',
  'maxCallsInRequest',
  'maxObjectsInGet',
  'maxObjectsInSet',
] as const satisfies (keyof Limits)[];

/** Ids are opaque: at Fastmail they look nothing like the address. */
export const accountIdOf = ({ username }: SandboxAccount): string =>
  `u${Buffer.from(username).toString('hex')}`;

export const capabilitiesOf = ({ withoutSubmission, withoutContacts }: Quirks): string[] => [
  CORE,
  MAIL,
  ...(withoutSubmission ? [] : [SUBMISSION]),
  ...(withoutContacts ? [] : [CONTACTS]),
];

/**
 * RFC 8620 2. `origin` is empty when the URLs are to be relative. With a regional host, the API is there, and files are at
 * another domain, as at Fastmail.
 */
export function sessionOf(
  { account, isReadOnly }: LetIn,
  origin: string,
  limits: Limits,
  quirks: Quirks,
  regionalHost?: string,
): Record<string, unknown> {
  const accountId = accountIdOf(account);
  const core = Object.fromEntries(CORE_LIMITS.map((name) => [name, limits[name]]));
  const mail = {
    maxMailboxesPerEmail: limits.maxMailboxesPerEmail,
    maxMailboxDepth: null,
    maxSizeMailboxName: MAX_MAILBOX_NAME_BYTES,
    maxSizeAttachmentsPerEmail: 50_000_000,
    emailQuerySortOptions: ['receivedAt'],
    mayCreateTopLevelMailbox: true,
  };
  const contacts = { maxAddressBooksPerCard: 1, mayCreateAddressBook: false };
  const byCapability = (values: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(capabilitiesOf(quirks).map((capability) => [capability, values[capability] ?? {}]));
  return {
    capabilities: byCapability({
      [CORE]: { ...core, maxConcurrentUpload: 10, collationAlgorithms: [] },
    }),
    accounts: {
      [accountId]: {
        name: account.username,
        isPersonal: true,
        isReadOnly,
        accountCapabilities: byCapability({ [MAIL]: mail, [CONTACTS]: contacts }),
      },
    },
    // Not for the core: Fastmail may leave that out.
    primaryAccounts: Object.fromEntries(
      capabilitiesOf(quirks)
        .filter((capability) => capability !== CORE)
        .map((capability) => [capability, accountId]),
    ),
    username: account.username,
    apiUrl: `${regionalHost === undefined ? origin : regionalOrigin(origin, regionalHost)}${JMAP_PATHS.api}`,
    downloadUrl: `${regionalHost === undefined ? origin : `https://${regionalHost}-www.files.example`}${JMAP_PATHS.download}{accountId}/{blobId}/{name}?accept={type}`,
    uploadUrl: `${origin}${JMAP_PATHS.upload}{accountId}/`,
    eventSourceUrl: `${origin}/jmap/event/?types={types}&closeafter={closeafter}&ping={ping}`,
    state: '0',
  };
}

const regionalOrigin = (origin: string, regionalHost: string): string =>
  origin.replace(/\/\/[^:]+/, `//${regionalHost}.localhost`);
