import { type Config } from '../config/config.ts';
import { createCardDavContactBook } from '../contacts/carddav-contact-book.ts';
import { type ContactBook } from '../contacts/contact-book.ts';
import { createDavClient } from '../dav/dav-client.ts';
import { AccountError } from '../errors.ts';
import { type HttpStats } from '../http/http-client.ts';
import { createHttpClient } from '../http/node-http-client.ts';
import { createJmapClient } from '../jmap/jmap-client.ts';
import { type Log } from '../log/logger.ts';
import { createJmapMailStore } from '../mail/jmap-mail-store.ts';
import { type MailStore } from '../mail/mail-store.ts';
import { createWireGuard } from '../safety/wire-guard.ts';
import { type CycleMemory } from '../triage/cycle.ts';
import { managedGroups } from '../triage/membership.ts';
import { ownAddresses } from '../triage/own-mail.ts';
import { findPlaces } from '../triage/places.ts';

/** An account that cycles can run on. */
export interface Connection {
  readonly mail: MailStore;
  readonly contacts: ContactBook;
  readonly memory: CycleMemory;
  /** What was sent and received so far, over both protocols. */
  stats(): HttpStats;
  /** Closes idle sockets; call it after each cycle. */
  closeIdle(): void;
  close(): void;
}

/**
 * Connects to the account and finds everything that the configuration names. Throws `AccountError` with all that is
 * missing, mailboxes and groups together, and whatever the servers' answers call for.
 */
export async function connect(config: Config, log: Log, signal: AbortSignal): Promise<Connection> {
  const clients = createClients(config, log);
  try {
    const mailboxes = await clients.mail.mailboxes(signal);
    const listing = await clients.contacts.list(signal);
    const own = await clients.mail.ownAddresses(signal);
    const places = collectProblems(
      () => findPlaces(config, mailboxes),
      () => managedGroups(listing, config.categories),
    );
    return {
      ...clients,
      memory: {
        places,
        config,
        isOwnAddress: ownAddresses([...own, config.cardDav.username, ...config.ownAddresses]),
        failures: new Map(),
        contactConflicts: undefined,
      },
    };
  } catch (error) {
    clients.close();
    throw error;
  }
}

function createClients(config: Config, log: Log): Omit<Connection, 'memory'> {
  const userAgent = 'Mailroom';
  const onAnswer = (answer: Readonly<Record<string, unknown>>): void => log('request', answer);
  const { url, username, password } = config.cardDav;
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const https = {
    jmap: createHttpClient({
      origin: config.jmapUrl,
      authorization: `Bearer ${config.jmapToken}`,
      userAgent,
      onAnswer,
    }),
    dav: createHttpClient({ origin: url, authorization: `Basic ${basic}`, userAgent, onAnswer }),
  };
  const all = Object.values(https);
  const guard = createWireGuard();
  const jmap = createJmapClient({
    http: https.jmap,
    sessionUrl: config.jmapUrl,
    guard: (calls) => guard.check(calls),
  });
  return {
    mail: createJmapMailStore({ jmap, guard }),
    contacts: createCardDavContactBook({ dav: createDavClient({ http: https.dav, rootUrl: url }) }),
    stats: () => ({
      requests: sum(all.map(({ stats }) => stats.requests)),
      bytesSent: sum(all.map(({ stats }) => stats.bytesSent)),
      bytesReceived: sum(all.map(({ stats }) => stats.bytesReceived)),
    }),
    closeIdle: () => all.forEach((http) => http.closeIdle()),
    close: () => all.forEach((http) => http.close()),
  };
}

/** Runs both checks, so that the user hears of all problems at once. */
function collectProblems<T>(first: () => T, second: () => unknown): T {
  const problems: string[] = [];
  const attempt = <R>(check: () => R): R | undefined => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const result = attempt(first);
  attempt(second);
  if (problems.length > 0 || result === undefined) throw new AccountError(problems);
  return result;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
