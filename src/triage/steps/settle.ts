import { ConflictError } from '../../errors.ts';
import {
  type Mail,
  type MailChange,
  type MailId,
  type MailStore,
  type MailView,
} from '../../mail/mail-store.ts';

/** How often in a row a change is planned anew because the mail changed in between, and no less of it is left (N10). */
export const MAX_REPLANS = 5;

/** What of the mail store settling takes. */
export type SettledMail = Pick<MailStore, 'changesSince' | 'update' | 'maxUpdates'>;

export interface Settled {
  readonly view: MailView;
  /** Messages that the server refused to change. */
  readonly failed: ReadonlyMap<MailId, Error>;
  /** Messages that were changed, as they were before. */
  readonly changed: readonly MailChange[];
  /** False when the mail kept changing; what was planned is then not, or only partly, done. */
  readonly isSettled: boolean;
}

/**
 * Carries out what `plan` makes of the messages. Each request says which state it builds on; when the account's mail has
 * moved on, what changed is read again (kept where `keep` says so) and planned anew. A mail that is gone is done.
 */
export async function settle(
  store: SettledMail,
  view: MailView,
  plan: (mails: readonly Mail[]) => readonly MailChange[],
  keep: (mail: Mail) => boolean,
  signal: AbortSignal,
): Promise<Settled> {
  const mails = new Map(view.mails.map((mail) => [mail.id, mail]));
  const failed = new Map<MailId, Error>();
  const changed: MailChange[] = [];
  let state = view.state;
  const merge = (delta: { mails: readonly Mail[]; gone: readonly MailId[]; state: string }): void => {
    for (const id of delta.gone) mails.delete(id);
    for (const mail of delta.mails) if (mails.has(mail.id) || keep(mail)) mails.set(mail.id, mail);
    state = delta.state;
  };
  const result = (isSettled: boolean): Settled => ({
    view: { state, mails: [...mails.values()] },
    failed,
    changed,
    isSettled,
  });

  let fewest = Infinity;
  for (let replans = 0; ; replans += 1) {
    try {
      if (replans > 0) merge(await store.changesSince(state, signal));
      const changes = plan([...mails.values()]).filter(({ mail }) => !failed.has(mail.id));
      // Only where less is left to do is it worth to go on: a server may say that it changed what it did not.
      if (changes.length < fewest) {
        fewest = changes.length;
        replans = 0;
      }
      for (let start = 0, chunk; start < changes.length; start += chunk.length) {
        // What is best to be changed at once may differ from one request to the next.
        chunk = changes.slice(start, start + store.maxUpdates);
        const done = await store.update(chunk, state, signal);
        merge(done);
        for (const [id, error] of done.failed) failed.set(id, error);
        changed.push(...chunk.filter(({ mail }) => !done.failed.has(mail.id) && mails.has(mail.id)));
      }
      return result(true);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (replans === MAX_REPLANS) return result(false);
    }
  }
}
