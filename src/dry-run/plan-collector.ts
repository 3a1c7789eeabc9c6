import { type Mail, type Mailbox, type MailId } from '../mail/mail-store.ts';
import { MailboxTree } from '../triage/places/mailbox-tree.ts';
import { type PlannedMove, type SenderPlan } from './sender-plan.ts';

type Key = string | undefined;

interface Draft {
  contact: SenderPlan['contact'];
  readonly joins: Set<string>;
  readonly leaves: Set<string>;
  readonly notes: Set<string>;
  /** Messages as they are on the server, and as they would be. */
  readonly changed: Map<MailId, { readonly before: Mail; after: Mail }>;
  readonly seen: Map<MailId, Mail>;
}

/** Where mail that Mailroom was shown is never touched. */
const PROTECTED_ROLES = ['trash', 'junk', 'drafts', 'sent'];

/** Puts together, sender by sender, what a cycle would have done. */
export class PlanCollector {
  readonly #drafts = new Map<Key, Draft>();
  #tree = new MailboxTree([]);

  knowMailboxes(mailboxes: readonly Mailbox[]): void {
    this.#tree = new MailboxTree(mailboxes);
  }

  /** What an earlier cycle left behind when it failed is of no use any more. */
  begin(): void {
    this.#drafts.clear();
  }

  /** Messages that were listed; they may or may not change. */
  look(mails: readonly Mail[]): void {
    for (const mail of mails) this.#draft(mail.sender).seen.set(mail.id, mail);
  }

  /** `sender` is who the change is for: whose mail it is, or its whole domain. */
  change(sender: Key, before: Mail, after: Mail): void {
    const { changed } = this.#draft(sender);
    const known = changed.get(before.id);
    if (known === undefined) changed.set(before.id, { before, after });
    else known.after = after;
  }

  contact(sender: Key, contact: 'created' | 'updated'): void {
    const draft = this.#draft(sender);
    if (draft.contact !== 'created') draft.contact = contact;
  }

  joins(sender: Key, group: string): void {
    this.#draft(sender).joins.add(group);
  }

  leaves(sender: Key, group: string): void {
    this.#draft(sender).leaves.add(group);
  }

  note(sender: Key, text: string): void {
    this.#draft(sender).notes.add(text);
  }

  /** The sender's plan, which is then forgotten here. */
  take(sender: Key, category: string | undefined): SenderPlan {
    const { contact, joins, leaves, notes, changed, seen } = this.#draft(sender);
    this.#drafts.delete(sender);
    return {
      sender,
      category,
      contact,
      joins: [...joins],
      leaves: [...leaves],
      moves: this.#movesOf([...changed.values()]),
      stays: this.#staysOf([...seen.values()].filter(({ id }) => !changed.has(id))),
      notes: [...notes],
    };
  }

  /** What is left: senders that nothing but labels would change for. */
  takeRest(): SenderPlan[] {
    return [...this.#drafts.keys()]
      .map((sender) => this.take(sender, undefined))
      .filter(({ moves, notes }) => moves.length + notes.length > 0);
  }

  #draft(sender: Key): Draft {
    let draft = this.#drafts.get(sender);
    if (draft === undefined) {
      draft = {
        contact: undefined,
        joins: new Set(),
        leaves: new Set(),
        notes: new Set(),
        changed: new Map(),
        seen: new Map(),
      };
      this.#drafts.set(sender, draft);
    }
    return draft;
  }

  #movesOf(changes: readonly { before: Mail; after: Mail }[]): PlannedMove[] {
    const moves = new Map<string, PlannedMove>();
    for (const { before, after } of changes) {
      const from = this.#names([...before.mailboxIds].filter((id) => !after.mailboxIds.has(id)));
      const to = this.#names([...after.mailboxIds].filter((id) => !before.mailboxIds.has(id)));
      if (from.length + to.length === 0) continue;
      const key = JSON.stringify([from, to]);
      moves.set(key, { mails: (moves.get(key)?.mails ?? 0) + 1, from, to });
    }
    return [...moves.values()].sort((one, other) => other.mails - one.mails);
  }

  #staysOf(mails: readonly Mail[]): { mails: number; mailbox: string }[] {
    return PROTECTED_ROLES.flatMap((role) => {
      const id = this.#tree.withRole(role);
      if (id === undefined) return [];
      const count = mails.filter(({ mailboxIds }) => mailboxIds.has(id)).length;
      return count === 0 ? [] : [{ mails: count, mailbox: this.#tree.pathOf(id) }];
    });
  }

  #names(ids: readonly string[]): string[] {
    return ids.map((id) => this.#tree.pathOf(id)).sort();
  }
}
