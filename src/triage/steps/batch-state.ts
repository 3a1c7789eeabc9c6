import { type EventField, type EventName } from '../../log/events.ts';
import { SenderReport } from './sender-report.ts';
import { type Places } from '../places/placed-category.ts';
import { type Log } from '../../log/logger.ts';
import { type ContactBook } from '../../contacts/contact-book.ts';
import { type MailStore } from '../../mail/mail-store.ts';
import { type LabelledSender, type SenderWork } from '../model.ts';

export interface BatchPorts {
  readonly mail: MailStore;
  readonly contacts: ContactBook;
  readonly log: Log;
  /** The current date in UTC, `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** Which senders of a batch are still on their way. One that fails or waits takes no part in later steps. */
export class BatchState {
  readonly places: Places;
  readonly ports: BatchPorts;
  readonly signal: AbortSignal;
  /** Those that were begun. */
  readonly works: SenderWork[] = [];
  readonly failed = new Map<SenderWork, Error>();
  readonly waiting = new Set<SenderWork>();
  /** Those whose labels are gone: the user took them off, or another process finished. There is nothing left to do. */
  readonly over = new Set<SenderWork>();
  readonly #reports = new Map<SenderWork, SenderReport>();

  constructor(places: Places, ports: BatchPorts, signal: AbortSignal) {
    this.places = places;
    this.ports = ports;
    this.signal = signal;
  }

  /** What was done about the sender so far. */
  reportOn(work: SenderWork): SenderReport {
    const report = this.#reports.get(work) ?? new SenderReport(this.places);
    this.#reports.set(work, report);
    return report;
  }

  /** Logs a warning about the sender, which its report will name. */
  warn<Event extends EventName>(
    work: SenderWork,
    event: Event,
    fields: Readonly<Partial<Record<EventField<Event>, unknown>>>,
  ): void {
    this.ports.log(event, { ...about(work), ...fields });
    this.reportOn(work).warnings.add(event);
  }

  active(): SenderWork[] {
    return this.works.filter((work) => this.#isActive(work));
  }

  fail(work: SenderWork, error: Error): void {
    if (!this.failed.has(work)) this.failed.set(work, error);
  }

  /** Nothing is wrong with the sender, but it has to wait for the next cycle. */
  wait(work: SenderWork): void {
    if (!this.#isActive(work)) return;
    this.waiting.add(work);
    this.ports.log('sender_waits', about(work));
  }

  /** The label was taken off, or changed: with another label the sender has to wait for the next cycle. */
  withdraw(work: SenderWork, { isLabelled }: { isLabelled: boolean }): void {
    if (!this.#isActive(work)) return;
    (isLabelled ? this.waiting : this.over).add(work);
    this.ports.log('label_withdrawn', about(work));
  }

  #isActive(work: SenderWork): boolean {
    return ![this.failed, this.waiting, this.over].some((set) => set.has(work));
  }
}

/** The fields by which every line about a sender names it. */
export const about = ({ sender, placed }: LabelledSender): { sender: string; category: string } => ({
  sender,
  category: placed.category.name,
});
