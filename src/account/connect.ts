import { type Config } from '../config/config.ts';
import { type SenderPlan } from '../dry-run/sender-plan.ts';
import { startDryRun } from '../dry-run/start-dry-run.ts';
import { assertMayWrite } from './may-write.ts';
import { type BookListing, type ContactReading } from '../contacts/contact-book.ts';
import { type Log } from '../log/logger.ts';
import { type MailWalks } from '../mail/mail-store.ts';
import { maxMailboxNameBytes } from '../mail/jmap/mailbox-name-limit.ts';
import { type Connection } from './connection.ts';
import { readOwnAddresses } from './own-addresses.ts';
import { groupProblems, surveyGroups } from '../triage/membership.ts';
import { throwProblems } from '../triage/places/account-problem.ts';
import { findPlaces, mailboxProblems, surveyMailboxes } from '../triage/places/places.ts';
import { type Places } from '../triage/places/placed-category.ts';
import { createClients, type OpenHttp } from './clients.ts';
import { StandingProblems } from '../triage/steps/standing-problems.ts';

/** What a command wants to be told of while it works. */
export interface ConnectionWatch {
  /** Called before every request. */
  onRequest?: () => void;
  /** Called for every answer. */
  onAnswer?: () => void;
  /** Told in a dry run what would be done for each sender; without it, that is logged. */
  onPlan?: (plan: SenderPlan) => void;
}

/** An account that was connected to, for whoever asks more of it than cycles do. */
export interface OpenedAccount {
  readonly connection: Connection;
  readonly places: Places;
  /** The address book, as it was on connecting. */
  readonly listing: BookListing;
  readonly walks: MailWalks;
  readonly cards: ContactReading;
}

/**
 * Connects to the account and finds everything that the configuration names. In a dry run the connection changes nothing,
 * and its log says what would be done. Throws `AccountError` with all that is missing, mailboxes and groups together, and
 * whatever the servers' answers call for.
 */
export const connect = async (
  config: Config,
  log: Log,
  signal: AbortSignal,
  openHttp?: OpenHttp,
  watch?: ConnectionWatch,
): Promise<Connection> => (await openAccount(config, log, signal, watch, openHttp)).connection;

/** Connects as `connect` does. The account is closed with its connection. */
export async function openAccount(
  config: Config,
  log: Log,
  signal: AbortSignal,
  { onRequest, onAnswer, onPlan }: ConnectionWatch = {},
  openHttp?: OpenHttp,
): Promise<OpenedAccount> {
  const clients = createClients(config, log, {
    access: config.dryRun ? 'read' : 'write',
    openHttp,
    onRequest,
    onAnswer,
  });
  try {
    const { mail, contacts } = clients;
    const ports = config.dryRun ? startDryRun({ mail, contacts, log }, onPlan) : { mail, contacts, log };
    const session = await clients.jmap.session(signal);
    if (!config.dryRun) assertMayWrite(session);
    const configured = [config.cardDav?.username ?? '', ...config.ownAddresses];
    const reading = [
      ports.mail.mailboxes(signal),
      ports.contacts.list(signal),
      readOwnAddresses(configured, (each) => ports.mail.ownAddresses(each), signal),
    ] as const;
    // Of several failures the first here is told, however fast the others come: the same account always fails alike.
    for (const one of reading) one.catch(() => undefined);
    const mailboxes = await reading[0];
    const listing = await reading[1];
    const own = await reading[2];
    const maxNameBytes = maxMailboxNameBytes(session);
    // All at once, so that the user hears of both.
    const survey = surveyMailboxes(config, mailboxes, maxNameBytes);
    throwProblems([...mailboxProblems(survey), ...groupProblems(surveyGroups(listing, survey.categories))]);
    const places = findPlaces(config, mailboxes, maxNameBytes);
    const connection: Connection = {
      ...clients,
      ...ports,
      refreshOwnAddresses: (each) => own.refresh(each),
      memory: {
        places,
        config,
        isOwnAddress: (sender) => own.has(sender),
        failures: new Map(),
        newcomers: new Set(),
        contactConflicts: undefined,
        standing: new StandingProblems(),
      },
    };
    return { connection, places, listing, walks: mail, cards: contacts };
  } catch (error) {
    clients.close();
    throw error;
  }
}
