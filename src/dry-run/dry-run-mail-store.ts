import { afterChange } from '../mail/jmap-mail.ts';
import { type Mail, type Mailbox, type MailboxId, type MailId, type MailStore } from '../mail/mail-store.ts';
import { type PlanCollector } from './plan-collector.ts';

/**
 * A mail store that reads the real account and changes nothing: what it is told to change it calls changed, and tells the
 * collector.
 *
 * What it pretends about labelled mail lasts: the next scan shows that mail as it would be, so that a service that polls
 * tells each thing once. When the user changes such a mail, the truth counts again.
 */
export function createDryRunMailStore(store: MailStore, collector: PlanCollector): MailStore {
  let pretended = new Map<MailId, { readonly before: Mail; readonly after: Mail }>();
  let scannedIds: readonly MailboxId[] = [];
  const know = <T extends readonly Mailbox[] | undefined>(mailboxes: T): T => {
    if (mailboxes !== undefined) collector.knowMailboxes(mailboxes);
    return mailboxes;
  };
  return {
    get maxUpdates() {
      return store.maxUpdates;
    },
    mailboxes: async (signal) => know(await store.mailboxes(signal)),
    ownAddresses: (signal) => store.ownAddresses(signal),
    changesSince: (state, signal) => store.changesSince(state, signal),

    async scan(mailboxIds, signal) {
      collector.begin();
      scannedIds = mailboxIds;
      const scan = await store.scan(mailboxIds, signal);
      know(scan.mailboxes);
      const stillTrue = new Map<MailId, { before: Mail; after: Mail }>();
      const mails = scan.mails.flatMap((mail) => {
        const known = pretended.get(mail.id);
        if (known === undefined || !isSameSet(known.before.mailboxIds, mail.mailboxIds)) return [mail];
        stillTrue.set(mail.id, known);
        return isIn(known.after, scannedIds) ? [known.after] : [];
      });
      pretended = stillTrue;
      return { ...scan, mails };
    },

    async list(query, signal) {
      // Nothing moves, so a part of the mail would be the same part again.
      const view = await store.list({ ...query, maxKept: Infinity }, signal);
      collector.look(view.mails);
      return view;
    },

    update(changes, ifInState) {
      const mails = changes.map((change) => {
        const after = afterChange(change);
        collector.change(change.mail, after);
        const before = pretended.get(after.id)?.before ?? change.mail;
        if (isIn(before, scannedIds)) pretended.set(after.id, { before, after });
        return after;
      });
      return Promise.resolve({ state: ifInState, mails, gone: [], failed: new Map() });
    },
  };
}

const isIn = ({ mailboxIds }: Mail, ids: readonly MailboxId[]): boolean =>
  ids.some((id) => mailboxIds.has(id));

const isSameSet = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean =>
  one.size === other.size && [...one].every((item) => other.has(item));
