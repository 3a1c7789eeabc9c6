import { type ContactsWay } from '../account/clients.ts';
import { type Category } from '../config/categories/category.ts';
import { type Config } from '../config/config.ts';
import { type BookListing, type ContactBook, type ContactReading } from '../contacts/contact-book.ts';
import { type JmapClient } from '../jmap/jmap-client.ts';
import { type Session } from '../jmap/session.ts';
import { type Mailbox, type MailStore, type MailWalks } from '../mail/mail-store.ts';
import { maxMailboxNameBytes } from '../mail/jmap/mailbox-name-limit.ts';
import { groupFindings, mailboxFindings, ownAddressFinding } from './account-findings.ts';
import { adviceOn, isUrlSet } from '../account/advice.ts';
import { type Service } from '../account/error-sources.ts';
import { clockFinding } from './clock-findings.ts';
import { type Finding, isPassed, ok, type Topic, warning } from './finding.ts';
import { findSymptoms } from './symptom-findings.ts';
import { ownAddresses } from '../triage/own-mail.ts';
import { findPlaces, surveyMailboxes } from '../triage/places/places.ts';
import { leftoverGroups, leftoverLabels, misfitFindings } from './leftover-findings.ts';
import { givesMail, limitFindings, sessionFindings } from './session-findings.ts';
import { overlapFindings } from './overlap-findings.ts';
import { strayFindings } from './stray-findings.ts';

export interface CheckPorts {
  readonly jmap: Pick<JmapClient, 'session'>;
  readonly mail: Pick<MailStore, 'mailboxes' | 'ownAddresses'> & MailWalks;
  readonly contacts: Pick<ContactBook, 'list' | 'save'> & ContactReading;
  /** Contacts over CardDAV whatever the session says; undefined without credentials for it. */
  readonly cardDav: Pick<ContactBook, 'list' | 'save'> | undefined;
  readonly contactsWay: () => ContactsWay | undefined;
  readonly clocksAheadMs: () => { mail: number | undefined; contacts: number | undefined };
}

/**
 * Looks at everything that Mailroom needs of the account, and changes nothing. What cannot be read is a finding, so that
 * one run tells all. Throws only the signal's reason when aborted.
 */
export async function checkAccount(
  config: Config,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const session = await attempt({ topic: 'Mail', service: () => 'jmap', config, findings, signal }, () =>
    ports.jmap.session(signal),
  );
  const seen: Seen = {};
  const [mail, contacts] = await Promise.all([
    session === undefined ? [] : checkMail(session, config, ports, seen, signal),
    session === undefined ? checkCardDav(config, ports, signal) : checkContacts(config, ports, seen, signal),
  ]);
  const groups = await checkGroups(config, ports, seen, signal);
  const symptoms = isPassed([...findings, ...mail, ...contacts, ...groups])
    ? await checkSymptoms(config, ports, seen, signal)
    : [];
  const clocks = ports.clocksAheadMs();
  return [
    ...findings,
    ...mail,
    ...contacts,
    ...groups,
    ...symptoms,
    clockFinding([clocks.mail, clocks.contacts]) ?? [],
  ].flat();
}

/** What was read of the account, as far as it could be. */
interface Seen {
  mailboxes?: readonly Mailbox[];
  listing?: BookListing;
  own?: readonly string[];
}

/** Looks at what the account shows, once there is nothing that keeps Mailroom from working. */
async function checkSymptoms(
  config: Config,
  { mail, contacts }: CheckPorts,
  { mailboxes, listing, own = [] }: Seen,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (mailboxes === undefined || listing === undefined) return findings;
  await attempt({ topic: 'Mail', service: () => 'jmap', config, findings, signal }, async () => {
    const places = findPlaces(config, mailboxes);
    const facts = { places, listing, isOwnAddress: ownAddresses(own) };
    findings.push(...(await findSymptoms(facts, { walks: mail, cards: contacts }, signal)));
  });
  return findings;
}

async function checkMail(
  session: Session,
  config: Config,
  { mail }: CheckPorts,
  seen: Seen,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings = [...sessionFindings(session, config.jmapUrl), ...limitFindings(session)];
  if (!givesMail(session)) return findings;
  await attempt({ topic: 'Mail', service: () => 'jmap', config, findings, signal }, async () => {
    const mailboxes = await mail.mailboxes(signal);
    seen.mailboxes = mailboxes;
    findings.push(
      ...mailboxFindings(config, mailboxes, maxMailboxNameBytes(session)),
      ...leftoverLabels(config, mailboxes),
    );
    const own = await mail.ownAddresses(signal);
    seen.own = [...own, config.cardDav?.username ?? '', ...config.ownAddresses];
    findings.push(ownAddressFinding(seen.own));
  });
  return findings;
}

async function checkContacts(
  config: Config,
  { contacts, contactsWay }: CheckPorts,
  seen: Seen,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  await attempt(
    { topic: 'Contacts', service: () => contactsWay()?.protocol ?? 'jmap', config, findings, signal },
    async () => {
      const listing = await contacts.list(signal);
      seen.listing = listing;
      const { protocol, host, reason, book } = contactsWay() ?? {};
      findings.push(
        ok(
          'Contacts',
          `${listing.cards.length} contacts at ${host ?? 'the server'}, over ${protocol === 'jmap' ? 'JMAP' : 'CardDAV'} (${reason ?? 'as configured'})`,
        ),
        ...(book === undefined ? [] : [bookFinding(book)]),
      );
    },
  );
  return findings;
}

/** Which groups there are to be depends on the mailboxes. */
async function checkGroups(
  config: Config,
  { contacts, contactsWay }: CheckPorts,
  { mailboxes = [], listing }: Seen,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (listing === undefined) return findings;
  const { categories } = surveyMailboxes(config, mailboxes);
  await attempt(
    { topic: 'Contacts', service: () => contactsWay()?.protocol ?? 'jmap', config, findings, signal },
    async () => void findings.push(...(await groupsAndMembers(categories, contacts, listing, signal))),
  );
  return findings;
}

const bookFinding = ({ name, others }: NonNullable<ContactsWay['book']>): Finding =>
  ok(
    'Contacts',
    `they are in the address book ${name}${others.length === 0 ? '' : `; not looked at: ${others.join(', ')}`}`,
  );

async function groupsAndMembers(
  categories: readonly Category[],
  contacts: Pick<ContactBook, 'save'>,
  listing: BookListing,
  signal: AbortSignal,
): Promise<Finding[]> {
  return [
    ...groupFindings(categories, listing),
    ...strayFindings(categories, listing),
    ...misfitFindings(categories, listing),
    ...overlapFindings(categories, listing),
    ...(await leftoverGroups(categories, listing, contacts, signal)),
  ];
}

/** Without a session it is not known how contacts are reached; but credentials that are there can be tried. */
async function checkCardDav(
  config: Config,
  { cardDav }: CheckPorts,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (cardDav === undefined)
    return [warning('Contacts', 'not looked at', 'they are reached with the API token, so fix that first')];
  const findings: Finding[] = [];
  await attempt({ topic: 'Contacts', service: () => 'carddav', config, findings, signal }, async () => {
    const listing = await cardDav.list(signal);
    findings.push(
      ok('Contacts', `${listing.cards.length} contacts, over CardDAV`),
      ...(await groupsAndMembers(config.categories, cardDav, listing, signal)),
    );
  });
  return findings;
}

interface Attempt {
  readonly topic: Topic;
  readonly service: () => Service;
  readonly config: Config;
  readonly findings: Finding[];
  readonly signal: AbortSignal;
}

/** What the work throws becomes a finding; undefined then. */
async function attempt<T>(
  { topic, service, config, findings, signal }: Attempt,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    const advice = adviceOn(error, service(), isUrlSet(config, service()));
    findings.push({ status: 'problem', topic, ...advice });
    return undefined;
  }
}
