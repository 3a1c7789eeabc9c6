import { ConflictError, ProtocolError } from '../../errors.ts';
import { arrayField, stringField } from '../../jmap/fields.ts';
import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { type GetContext, idsIn, readNamed } from './email-get.ts';
import { MAX_PAGES } from './email-pages.ts';
import { type Mail, type MailDelta, type MailId } from '../mail-store.ts';
import { type MailboxWatch } from './mailbox-watch.ts';

export interface ChangesContext extends GetContext {
  readonly mailboxes: MailboxWatch;
  /** Changes a request. */
  readonly limit: number;
}

/**
 * Messages made or changed since a state, as they are now (Email/changes, RFC 8621 4.3). Throws `ConflictError` when the server
 * does not know any more or mailboxes were changed, `ProtocolError` when it announces more changes and names none. `begun` is
 * an answer that `changesCalls` since that state had a part in.
 */
export async function readChanges(
  state: string,
  context: ChangesContext,
  begun?: JmapResponses,
): Promise<MailDelta> {
  const mails = new Map<MailId, Mail>();
  const gone = new Set<MailId>();
  const states = new Set([state]);
  let since = state;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const isBegun = begun !== undefined && pages === 0;
    const answer = isBegun ? begun : await context.jmap.call(changesCalls(since, context), context.signal);
    const page = await readAnswer(answer, context);
    for (const id of page.gone) {
      mails.delete(id);
      gone.add(id);
    }
    for (const mail of page.mails) mails.set(mail.id, mail);
    if (!page.hasMore) return { state: page.state, mails: [...mails.values()], gone: [...gone] };
    if (page.isEmpty || states.has(page.state))
      throw new ProtocolError('Email/changes announces more changes, but names none that are new');
    since = page.state;
    states.add(since);
  }
  throw new ProtocolError(`Email/changes lists no end of changes (${MAX_PAGES} answers)`);
}

/** What has changed since a state, and whether mailboxes have. */
export function changesCalls(
  sinceState: string,
  { form, mailboxes, limit }: Pick<ChangesContext, 'form' | 'mailboxes' | 'limit'>,
): Invocation[] {
  const get = (path: string): Record<string, unknown> => ({
    '#ids': { resultOf: 'changes', name: 'Email/changes', path },
    properties: form.properties,
  });
  return [
    ['Email/changes', { sinceState, maxChanges: limit }, 'changes'],
    ['Email/get', get('/created'), 'created'],
    ['Email/get', get('/updated'), 'updated'],
    ...mailboxes.exactCalls(),
  ];
}

async function readAnswer(
  answer: JmapResponses,
  context: ChangesContext,
): Promise<MailDelta & { hasMore: boolean; isEmpty: boolean }> {
  const { mailboxes } = context;
  // Cyrus destroys mail that is moved into a deleted mailbox, and says it was updated. Deleting a mailbox changes the
  // state of mail, too, so this is the place where it shows: before anything is moved on the new state.
  if (!mailboxes.isSame(answer)) throw new ConflictError('Mailboxes were changed meanwhile');
  const changes = orConflict(() => answer.get('changes'));
  const idsOf = (list: string): string[] => idsIn(arrayField(changes, list, 'Email/changes'));
  const created = await readNamed(idsOf('created'), () => answer.get('created'), context);
  const updated = await readNamed(idsOf('updated'), () => answer.get('updated'), context);
  const destroyed = idsOf('destroyed');
  const mails = [...created.mails, ...updated.mails];
  const gone = [...destroyed, ...created.gone, ...updated.gone];
  return {
    state: stringField(changes, 'newState', 'Email/changes'),
    hasMore: changes.hasMoreChanges === true,
    isEmpty: mails.length + gone.length === 0,
    mails,
    gone,
  };
}

const orConflict = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MethodError) || error.type !== 'cannotCalculateChanges') throw error;
    throw new ConflictError('The server no longer knows what changed', { cause: error });
  }
};
