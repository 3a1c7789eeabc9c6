import { ConflictError } from '../../errors.ts';
import {
  type Mail,
  type MailboxId,
  type MailId,
  type MailStore,
  type MailWalks,
} from '../../mail/mail-store.ts';
import { settle } from '../../triage/steps/settle.ts';
import { leavingChange, type Leaving } from '../leaving-mail.ts';

/** How many messages are listed and changed at a time: memory holds them. */
const MAILS_A_ROUND = 10_000;

export interface LeftMailboxes {
  readonly changed: number;
  /** Messages that the server refused to change, and why. */
  readonly failed: ReadonlyMap<MailId, Error>;
  /** False when mail kept changing meanwhile, so that some of it is still there. */
  readonly isComplete: boolean;
}

/**
 * Has all mail in these mailboxes leave what is Mailroom's. Can be cut and repeated. Throws when mail as a
 * whole is out of reach.
 */
export async function leaveMailboxes(
  mailboxIds: readonly MailboxId[],
  view: Leaving,
  store: MailStore,
  onProgress: (changed: number) => void,
  signal: AbortSignal,
): Promise<LeftMailboxes> {
  const failed = new Map<MailId, Error>();
  let changed = 0;
  const changeOf = (mail: Mail) => (failed.has(mail.id) ? undefined : leavingChange(mail, view));
  const isLeft = (mail: Mail): boolean => changeOf(mail) !== undefined;
  const plan = (mails: readonly Mail[]) => mails.flatMap((mail) => changeOf(mail) ?? []);
  for (;;) {
    try {
      const listed = await store.list({ ids: [], mailboxIds, keep: isLeft, maxKept: MAILS_A_ROUND }, signal);
      const settled = await settle(store, listed, plan, isLeft, signal);
      for (const [id, error] of settled.failed) failed.set(id, error);
      changed += settled.changed.length;
      onProgress(changed);
      if (!settled.isSettled) return { changed, failed, isComplete: false };
      if (listed.unfinished.length === 0) return { changed, failed, isComplete: true };
      // A server may say that it changed what it did not.
      if (settled.changed.length === 0) return { changed, failed, isComplete: false };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return { changed, failed, isComplete: false };
    }
  }
}

/** How many messages are still to leave these mailboxes. */
export async function countLeaving(
  mailboxIds: readonly MailboxId[],
  view: Leaving,
  walks: Pick<MailWalks, 'walk'>,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  const begin = (): ((mail: Mail) => void) => {
    count = 0;
    return (mail) => {
      if (leavingChange(mail, view) !== undefined) count += 1;
    };
  };
  if (mailboxIds.length > 0) await walks.walk(mailboxIds, begin, signal);
  return count;
}
