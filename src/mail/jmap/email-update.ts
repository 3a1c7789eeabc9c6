import { afterChange } from '../after-change.ts';
import { ProtocolError, SenderError } from '../../errors.ts';
import { optionalObjectField, stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { batchFailure } from '../../jmap/batch-failure.ts';
import { readSetError } from '../../jmap/set-error.ts';
import { type WireGuard } from '../../safety/wire-guard.ts';
import { patchOf } from './jmap-mail.ts';
import { type UpdateSize } from './update-size.ts';
import { type Mail, type MailChange, type MailId, type UpdateResult } from '../mail-store.ts';

/** After this many records failed by themselves and none worked, the server is at fault, not the records. */
const MAX_LONE_FAILURES = 3;

export interface UpdateContext {
  jmap: JmapClient;
  guard: WireGuard;
  /** Learns from how long it takes. */
  size: UpdateSize;
  signal: AbortSignal;
}

/**
 * Email/set (RFC 8621 4.6) with patches of mailboxIds. When the method as a whole fails, the batch is halved, down to
 * the record at fault, so that the others get their change.
 */
export async function updateMails(
  changes: readonly MailChange[],
  ifInState: string,
  context: UpdateContext,
  tally = { succeeded: 0, failed: 0 },
): Promise<UpdateResult> {
  try {
    const result = await updateOnce(changes, ifInState, context);
    tally.succeeded += 1;
    return result;
  } catch (error) {
    const failure = batchFailure(error);
    const [only, ...others] = changes;
    if (failure === undefined || only === undefined) throw error;
    if (others.length === 0) {
      tally.failed += 1;
      if (tally.succeeded === 0 && tally.failed >= MAX_LONE_FAILURES) throw error;
      const reason = new SenderError(`The server refuses to change a mail: ${failure.message}`, {
        cause: failure,
      });
      return { state: ifInState, mails: [], gone: [], failed: new Map([[only.mail.id, reason]]) };
    }
    const middle = Math.ceil(changes.length / 2);
    const left = await updateMails(changes.slice(0, middle), ifInState, context, tally);
    const right = await updateMails(changes.slice(middle), left.state, context, tally);
    return {
      state: right.state,
      mails: [...left.mails, ...right.mails],
      gone: [...left.gone, ...right.gone],
      failed: new Map([...left.failed, ...right.failed]),
    };
  }
}

async function updateOnce(
  changes: readonly MailChange[],
  ifInState: string,
  { jmap, guard, size, signal }: UpdateContext,
): Promise<UpdateResult> {
  guard.allow(changes);
  const update = Object.fromEntries(changes.map((change) => [change.mail.id, patchOf(change)]));
  const responses = await size.timed(changes.length, () =>
    jmap.call([['Email/set', { ifInState, update }, 'set']], signal),
  );
  const answer = responses.get('set');
  const updated = optionalObjectField(answer, 'updated', 'Email/set') ?? {};
  const notUpdated = optionalObjectField(answer, 'notUpdated', 'Email/set') ?? {};
  const mails: Mail[] = [];
  const gone: MailId[] = [];
  const failed = new Map<MailId, Error>();
  for (const change of changes) {
    const { id } = change.mail;
    if (id in notUpdated) {
      const { type, error } = readSetError(notUpdated[id], `mail ${id}`);
      if (type === 'notFound') gone.push(id);
      else failed.set(id, error);
    } else if (id in updated) {
      const changed = afterChange(change);
      guard.noteRead(changed);
      mails.push(changed);
    } else {
      failed.set(
        id,
        new ProtocolError(`Email/set answered neither 'updated' nor 'notUpdated' for mail ${id}`),
      );
    }
  }
  return { state: stringField(answer, 'newState', 'Email/set'), mails, gone, failed };
}
