import { type Listing, type Mail, type MailboxId } from '../../mail/mail-store.ts';
import { type Places } from '../places/placed-category.ts';
import { ConflictError } from '../../errors.ts';
import { isInAny, triageLabels, warningsOf } from '../label-changes.ts';
import { type ChangesFor, sweptMailboxes } from '../mail-changes.ts';
import { whoseMail } from '../whose-mail.ts';
import { type SenderWork } from '../model.ts';
import { type BatchState } from './batch-state.ts';

/**
 * What a round leaves to the next one. A mailbox that was read to its end need not be read again: all in it is done, and what
 * has changed since the round's last move is read.
 */
export interface Leftover {
  /** All, before the first round. */
  readonly mailboxIds?: readonly MailboxId[];
  readonly since: string | undefined;
}

export async function listMail(
  state: BatchState,
  changesFor: ChangesFor,
  maxKept: number,
  left: Leftover,
): Promise<Listing> {
  const works = state.active();
  const { places, ports, signal } = state;
  try {
    return await ports.mail.list(
      {
        ids: works.flatMap(({ mails }) => mails.map(({ id }) => id)),
        mailboxIds: [
          ...new Set([...(left.mailboxIds ?? works.flatMap(sweptMailboxes)), ...warningsOf(places)]),
        ],
        keep: unlessSettled(works, changesFor, places),
        maxKept,
        since: left.since,
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    for (const work of works) state.wait(work);
    return { state: '', mails: [], unfinished: [] };
  }
}

/**
 * Messages worth keeping while mailboxes are listed: not those that are where they belong already, as a round leaves them in a
 * mailbox that is listed in the next one, too.
 */
function unlessSettled(
  works: readonly SenderWork[],
  changesFor: ChangesFor,
  places: Places,
): (mail: Mail) => boolean {
  const workOf = whoseMail(works);
  const labels = [...triageLabels(places), ...warningsOf(places)];
  return (mail) => {
    const work = workOf(mail);
    if (work === undefined) return false;
    if (isInAny(mail, labels) || !isInAny(mail, work.placed.targets)) return true;
    return changesFor(work, [mail], places).length > 0;
  };
}
