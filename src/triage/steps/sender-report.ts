import { type EventName } from '../../log/events.ts';
import { homesOf, labelsOn } from '../label-changes.ts';
import { type Mail, type MailboxId, type MailChange } from '../../mail/mail-store.ts';
import { type Places } from '../places/placed-category.ts';

/** What one triage did about a sender, for the line that says so. */
export class SenderReport {
  /** What became of the contact: made, or found among the user's; kept, where the sender had been triaged before. */
  contact: 'made' | 'adopted' | 'kept' = 'kept';
  /** Events at warning level. */
  readonly warnings = new Set<EventName>();
  readonly #places: Places;
  readonly #moved = new Map<string, number>();
  #stays = new Map<string, number>();

  constructor(places: Places) {
    this.#places = places;
  }

  moved(change: MailChange): void {
    count(this.#moved, sourceOf(change, this.#places));
  }

  /** The sender's mail that is in none of the category's mailboxes in the end, as far as it was listed. */
  stays(mails: readonly Mail[]): void {
    this.#stays = new Map();
    const { trash, junk, drafts, sent } = this.#places;
    for (const mail of mails) {
      const homes = homesOf(mail, this.#places);
      // What keeps it from being moved says more than where else it is.
      const keeper = [trash, junk, drafts, sent].find((id) => id !== undefined && homes.includes(id));
      count(this.#stays, pathOf(keeper ?? homes[0], this.#places));
    }
  }

  /** What there is to tell; numbers of messages by mailbox, the most first. */
  fields(): {
    contact: string;
    moved?: Readonly<Record<string, number>>;
    stays?: Readonly<Record<string, number>>;
    warnings?: readonly string[];
  } {
    return {
      contact: this.contact,
      ...(this.#moved.size > 0 && { moved: sorted(this.#moved) }),
      ...(this.#stays.size > 0 && { stays: sorted(this.#stays) }),
      ...(this.warnings.size > 0 && { warnings: [...this.warnings] }),
    };
  }
}

/** Where a mail came from: where it waited, else what it left, else where it still is. In folder mode that is a label. */
function sourceOf({ mail, remove }: MailChange, places: Places): string {
  const left = remove.filter((id) => id !== places.errorLabel && id !== places.warningLabel);
  const waited = [places.screener, places.inbox].find((id) => left.includes(id));
  return pathOf(waited ?? left[0] ?? homesOf(mail, places)[0] ?? labelsOn(mail, places)[0], places);
}

const pathOf = (id: MailboxId | undefined, { paths }: Places): string =>
  (id === undefined ? undefined : paths.get(id)) ?? 'elsewhere';

const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
