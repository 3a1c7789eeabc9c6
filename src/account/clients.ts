import { type CardDavConfig, type Config } from '../config/config.ts';
import { createCardDavContactBook } from '../contacts/carddav/carddav-contact-book.ts';
import { chooseAddressBook, type ChooseAddressBook, titleOf } from '../contacts/address-book-choice.ts';
import { chooseContacts } from './choose-contacts.ts';
import { type ContactBook, type ContactReading } from '../contacts/contact-book.ts';
import { traced } from './error-sources.ts';
import { deferContactBook } from './deferred-contact-book.ts';
import { createJmapContactBook } from '../contacts/jmap/jmap-contact-book.ts';
import { createDavClient } from '../dav/dav-client.ts';
import { type HttpClient, type HttpStats } from '../http/http-client.ts';
import { createHttpClient, type HttpClientOptions } from '../http/node/node-http-client.ts';
import { type ClockWatch, watchClock } from '../http/server-clock.ts';
import { createJmapClient, type JmapClient } from '../jmap/jmap-client.ts';
import { type Log } from '../log/logger.ts';
import { createJmapMailStore } from '../mail/jmap/jmap-mail-store.ts';
import { type MailStore, type MailWalks } from '../mail/mail-store.ts';
import { assertReadsOnly, readOnlyHttp } from '../safety/read-only.ts';
import { createWireGuard } from '../safety/wire-guard.ts';

/** Everything that talks to the account. */
export interface Clients {
  readonly jmap: JmapClient;
  readonly mail: MailStore & MailWalks;
  readonly contacts: ContactBook & ContactReading;
  /** How contacts are reached, and why so; known from the first request for them on. */
  contactsWay(): ContactsWay | undefined;
  /** How far the clocks of the two servers are ahead of this machine's, in milliseconds. */
  clocksAheadMs(): { mail: number | undefined; contacts: number | undefined };
  /** What was sent and received so far, over both protocols. */
  stats(): HttpStats;
  /** Has the next request read the JMAP session again. */
  forgetSession(): void;
  /** Closes idle sockets. */
  closeIdle(): void;
  close(): void;
}

export interface ContactsWay {
  readonly protocol: 'jmap' | 'carddav';
  readonly host: string;
  readonly reason: string;
  /** The names of the address book and of the account's others; known once it was read. */
  readonly book?: { readonly name: string; readonly others: readonly string[] };
}

/** Opens the way to one origin; tests put a server in the same process there. */
export type OpenHttp = (options: HttpClientOptions) => HttpClient;

export interface ClientOptions {
  /**
   * With `read` and `inspect`, a request that could change anything is not sent but throws `SafetyError`. With `read`, an
   * account that may only be read will do; `inspect` looks at the way that `write` would go, and throws where that would.
   */
  access: 'read' | 'inspect' | 'write';
  openHttp?: OpenHttp | undefined;
  /** Called before every request. */
  onRequest?: (() => void) | undefined;
  /** Called for every answer. */
  onAnswer?: (() => void) | undefined;
}

/** Makes the clients that the configuration asks for. Nothing is sent yet. */
export function createClients(
  config: Config,
  log: Log,
  { access, openHttp = createHttpClient, onRequest, onAnswer }: ClientOptions,
): Clients {
  const all: HttpClient[] = [];
  const open = (
    target: Pick<HttpClientOptions, 'origin' | 'withSubdomains' | 'authorization'>,
  ): ClockWatch => {
    const http = openHttp({
      ...target,
      userAgent: 'Mailroom',
      onRequest,
      onAnswer: (answer) => {
        log('request', answer);
        onAnswer?.();
      },
    });
    all.push(http);
    return watchClock(http);
  };
  const mail = open({
    origin: config.jmapUrl,
    // Fastmail's session at api.fastmail.com may name an API at phl.api.fastmail.com.
    withSubdomains: true,
    authorization: `Bearer ${config.jmapToken}`,
  });
  const use = access === 'read' ? 'read' : 'write';
  const guard = createWireGuard();
  const client = createJmapClient({
    http: mail.http,
    sessionUrl: config.jmapUrl,
    guard: (calls) => {
      if (access !== 'write') assertReadsOnly(calls);
      guard.check(calls);
    },
  });
  const jmap = traced(client, 'jmap');

  let dav: ClockWatch | undefined;
  let contactsWay: ContactsWay | undefined;
  const chooseBook: ChooseAddressBook = (books) => {
    const book = chooseAddressBook(books, config.addressBook, use);
    const others = books.filter((other) => other !== book).map(titleOf);
    if (contactsWay !== undefined) contactsWay = { ...contactsWay, book: { name: titleOf(book), others } };
    return book;
  };
  const openCardDav = ({ url, username, password }: CardDavConfig): ContactBook & ContactReading => {
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    dav = open({ origin: url, authorization: `Basic ${pair}` });
    const http = access === 'write' ? dav.http : readOnlyHttp(dav.http);
    const client = traced(createDavClient({ http, rootUrl: url }), 'carddav');
    return traced(createCardDavContactBook({ dav: client, chooseBook }), 'carddav');
  };
  const openContacts = async (signal: AbortSignal): Promise<ContactBook & ContactReading> => {
    const choice = await chooseContacts(config, () => jmap.session(signal), use);
    const { protocol, reason } = choice;
    log('contacts_protocol_chosen', { protocol, reason });
    const { host } = protocol === 'jmap' ? (await jmap.session(signal)).apiUrl : choice.cardDav.url;
    contactsWay = { protocol, host, reason };
    return protocol === 'jmap'
      ? createJmapContactBook({ jmap, guard, chooseBook })
      : openCardDav(choice.cardDav);
  };
  return {
    jmap,
    mail: createJmapMailStore({ jmap, guard }),
    contacts: deferContactBook(openContacts),
    contactsWay: () => contactsWay,
    clocksAheadMs: () => ({ mail: mail.aheadMs(), contacts: dav?.aheadMs() }),
    stats: () => ({
      requests: sum(all.map(({ stats }) => stats.requests)),
      bytesSent: sum(all.map(({ stats }) => stats.bytesSent)),
      bytesReceived: sum(all.map(({ stats }) => stats.bytesReceived)),
    }),
    forgetSession: () => jmap.forgetSession(),
    closeIdle: () => all.forEach((http) => http.closeIdle()),
    close: () => all.forEach((http) => http.close()),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
