import { type Category } from './categories/category.ts';
import { type LogLevel } from '../log/events.ts';

/** How contacts are reached: over JMAP (RFC 9610), over CardDAV, or over JMAP where the account offers that. */
export type ContactsProtocol = 'auto' | 'jmap' | 'carddav';

export interface CardDavConfig {
  url: URL;
  username: string;
  password: string;
}

/** The whole configuration, checked. Nothing else reads the environment. */
export interface Config {
  jmapUrl: URL;
  jmapToken: string;
  contacts: ContactsProtocol;
  /** Never undefined with `contacts` at carddav. */
  cardDav: CardDavConfig | undefined;
  screenerMailbox: string;
  /** Beside a triage label: the decision is about the sender's whole domain. An account need not have it. */
  wholeDomainLabel: string;
  errorLabel: string;
  /** Undefined while warnings are off. */
  warningLabel: string | undefined;
  /** The address book that contacts are kept in, by name or key; undefined where the account has one that is the default. */
  addressBook: string | undefined;
  /** Addresses, or `*@domain`; as given, checked. */
  ownAddresses: readonly string[];
  categories: readonly Category[];
  /** Senders that are undecided again. An account need not have its label; one that does needs its group, too. */
  undecided: Category;
  /** Seconds. */
  pollInterval: number;
  maxConsecutiveFailures: number;
  healthPort: number;
  logLevel: LogLevel;
  dryRun: boolean;
}
