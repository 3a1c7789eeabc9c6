import { afterChange } from '../mail/after-change.ts';
import { ConflictError } from '../errors.ts';
import { type Mail, type Mailbox, type MailboxId, type MailId, type MailStore } from '../mail/mail-store.ts';
import { type PlanCollector } from './plan-collector.ts';

interface Pretence {
  readonly before: Mail;
  readonly after: Mail;
}

/**
 * A mail store that reads the real account and changes nothing: what it is told to change it calls changed, and tells the
 * collector.
 *
 * For the rest of the cycle, whatever is read is as it would be. What is pretended about labelled mail lasts longer: the next
 * scan shows that mail as it would be, so that a service that polls tells each thing once. Contacts are not pretended to have
 * changed, though, so later listings show that mail where it is, without the labels that it would have lost. When the user
 * changes such a mail, the truth counts again.
 */
export function createDryRunMailStore(store: MailStore, collector: PlanCollector): MailStore {
  let lasting = new Map<MailId, Pretence>();
  let current = new Map<MailId, Pretence>();
  let scannedIds: readonly MailboxId[] = [];
  const know = <T extends readonly Mailbox[] | undefined>(mailboxes: T): T => {
    if (mailboxes !== undefined) collector.knowMailboxes(mailboxes);
    return mailboxes;
  };
  const pretend = (mail: Mail): Mail => {
    const now = current.get(mail.id);
    if (now !== undefined) return isUntouched(mail, now) ? now.after : mail;
    const earlier = lasting.get(mail.id);
    return earlier !== undefined && isUntouched(mail, earlier) ? relabelled(mail, earlier, scannedIds) : mail;
  };
  return {
    get maxUpdates() {
      return store.maxUpdates;
    },
    mailboxes: async (signal) => know(await store.mailboxes(signal)),
    ownAddresses: (signal) => store.ownAddresses(signal),

    async changesSince(state, signal) {
      const delta = await store.changesSince(state, signal);
      for (const mail of delta.mails) if (pretend(mail) === mail) current.delete(mail.id);
      const mails = new Map([...current.values()].map(({ after }) => [after.id, after]));
      for (const id of delta.gone) mails.delete(id);
      for (const mail of delta.mails) mails.set(mail.id, pretend(mail));
      return { ...delta, mails: [...mails.values()] };
    },

    async scan(mailboxIds, signal) {
      collector.begin();
      scannedIds = mailboxIds;
      const scan = await store.scan(mailboxIds, signal);
      know(scan.mailboxes);
      const known = new Map([...lasting, ...current]);
      current = new Map();
      lasting = new Map();
      const mails = scan.mails.flatMap((mail) => {
        const pretence = known.get(mail.id);
        if (pretence === undefined || !isUntouched(mail, pretence)) return [mail];
        lasting.set(mail.id, pretence);
        return isIn(pretence.after, scannedIds) ? [pretence.after] : [];
      });
      return { ...scan, mails };
    },

    async list(query, signal) {
      const ids = new Set(query.ids);
      // Mail may have come into a mailbox that is listed. Nothing moves, so a part of the mail would be the same part again.
      const view = await store.list(
        { ...query, ids: [...new Set([...ids, ...current.keys()])], maxKept: Infinity },
        signal,
      );
      const mails = view.mails
        .map(pretend)
        .filter((mail) => ids.has(mail.id) || (isIn(mail, query.mailboxIds) && query.keep(mail)));
      collector.look(mails);
      return { ...view, mails };
    },

    update(changes, ifInState) {
      const isOutdated = changes.some(({ mail }) => {
        const now = current.get(mail.id)?.after;
        return now !== undefined && !isSame(mail.mailboxIds, now.mailboxIds);
      });
      // As a server would say whose state has moved on with the last change.
      if (isOutdated) return Promise.reject(new ConflictError('The mail was pretended to have changed'));
      const mails = changes.map((change) => {
        const after = afterChange(change);
        collector.change(change.sender, change.mail, after);
        const { before } = current.get(after.id) ?? lasting.get(after.id) ?? { before: change.mail };
        current.set(after.id, { before, after });
        return after;
      });
      return Promise.resolve({ state: ifInState, mails, gone: [], failed: new Map() });
    },
  };
}

/** Whether a mail is as it was when something was pretended about it. */
const isUntouched = ({ mailboxIds }: Mail, { before }: Pretence): boolean =>
  isSame(mailboxIds, before.mailboxIds);

const isSame = (one: ReadonlySet<MailboxId>, other: ReadonlySet<MailboxId>): boolean =>
  one.size === other.size && [...one].every((id) => other.has(id));

/** The mail where it is, with the labels that it would have. */
function relabelled(mail: Mail, { after }: Pretence, labels: readonly MailboxId[]): Mail {
  const homes = [...mail.mailboxIds].filter((id) => !labels.includes(id));
  const mailboxIds = new Set([...homes, ...[...after.mailboxIds].filter((id) => labels.includes(id))]);
  return homes.length === 0 ? after : { ...mail, mailboxIds };
}

const isIn = ({ mailboxIds }: Mail, ids: readonly MailboxId[]): boolean =>
  ids.some((id) => mailboxIds.has(id));
