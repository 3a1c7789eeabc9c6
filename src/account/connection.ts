import { type CycleMemory } from '../triage/steps/cycle-memory.ts';
import { type ContactBook } from '../contacts/contact-book.ts';
import { type HttpStats } from '../http/http-client.ts';
import { type Log } from '../log/logger.ts';
import { type MailStore } from '../mail/mail-store.ts';

/** An account that cycles can run on. */
export interface Connection {
  readonly mail: MailStore;
  readonly contacts: ContactBook;
  /** The log for cycles: in a dry run it says what would have been done. */
  readonly log: Log;
  readonly memory: CycleMemory;
  /** Reads the owner's addresses again where that was a day ago. */
  refreshOwnAddresses(signal: AbortSignal): Promise<void>;
  /** What was sent and received so far, over both protocols. */
  stats(): HttpStats;
  /** Has the next request read the JMAP session again. */
  forgetSession(): void;
  /** Closes idle sockets; call it after each cycle. */
  closeIdle(): void;
  close(): void;
}
