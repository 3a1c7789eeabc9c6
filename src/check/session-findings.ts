import { type Session } from '../jmap/session.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { NEW_TOKEN } from '../account/advice.ts';

const MAIL = 'urn:ietf:params:jmap:mail';
const SUBMISSION = 'urn:ietf:params:jmap:submission';

/** The least that Mailroom's requests need of each limit; below `wanted` they only get slower. */
const LIMITS = [
  { name: 'maxCallsInRequest', needed: 6, wanted: 27 },
  { name: 'maxConcurrentRequests', needed: 1, wanted: 4 },
  { name: 'maxObjectsInGet', needed: 1, wanted: 4_096 },
  { name: 'maxObjectsInSet', needed: 1, wanted: 4_096 },
  { name: 'maxSizeRequest', needed: 100_000, wanted: 1_000_000 },
] as const;

export const givesMail = ({ primaryAccounts }: Session): boolean => primaryAccounts.has(MAIL);

/** What the session (RFC 8620 2) says about who was let in, and to what. */
export function sessionFindings(session: Session, sessionUrl: URL): Finding[] {
  const { apiUrl, username, primaryAccounts, accounts, capabilities } = session;
  const elsewhere = apiUrl.host === sessionUrl.host ? '' : `, whose account is at ${apiUrl.host}`;
  const loggedIn = ok('Mail', `logged in to ${sessionUrl.host} as ${username}${elsewhere}`);
  const accountId = primaryAccounts.get(MAIL);
  if (accountId === undefined)
    return [loggedIn, problem('Mail', 'the API token gives no access to mail', NEW_TOKEN)];
  const isReadOnly = accounts.get(accountId)?.isReadOnly === true;
  return [
    loggedIn,
    isReadOnly
      ? problem('Mail', 'the API token may read mail, but not change it', NEW_TOKEN)
      : ok('Mail', 'the API token may read and change mail'),
    ...(capabilities.has(SUBMISSION) ? [mayDoMore()] : []),
  ];
}

/** A token should be able to do what it is for, and no more. Cyrus' tokens cannot be limited, and say no such thing. */
const mayDoMore = (): Finding =>
  ok(
    'Mail',
    'the API token may also send mail (Mailroom never does; it may be made without Email submission)',
  );

export function limitFindings({ limits }: Session): Finding[] {
  const short = LIMITS.filter(({ name, wanted }) => limits[name] < wanted);
  if (short.length === 0)
    return [
      ok(
        'Limits',
        `${limits.maxCallsInRequest} calls a request, ${limits.maxObjectsInGet} objects read and ${limits.maxObjectsInSet} changed at once, ${limits.maxConcurrentRequests} requests at a time`,
      ),
    ];
  return short.map(({ name, needed, wanted }) =>
    limits[name] < needed
      ? problem(
          'Limits',
          `${name} is ${limits[name]}, and Mailroom needs ${needed}`,
          'raise it at the server',
        )
      : warning(
          'Limits',
          `${name} is ${limits[name]}: slower than with ${wanted} or more`,
          'raise it at the server if it is yours',
        ),
  );
}
