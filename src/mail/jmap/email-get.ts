import { ProtocolError } from '../../errors.ts';
import { isTooLarge } from '../../jmap/batch-failure.ts';
import { arrayField, isObject, type JsonObject, optionalArrayField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type MailForm } from './jmap-mail.ts';
import { type Mail, type MailId } from '../mail-store.ts';

export interface GetContext<Read = Mail> {
  readonly jmap: JmapClient;
  readonly form: MailForm<Read>;
  readonly signal: AbortSignal;
}

export interface Got<Read = Mail> {
  readonly mails: readonly Read[];
  /** Ids that the server says it does not know. */
  readonly gone: readonly MailId[];
}

interface Answered<Read> extends Got<Read> {
  /** Of the messages. */
  readonly ids: readonly unknown[];
}

/**
 * The messages of `ids`, of which `response` brought most or all (Email/get, RFC 8621 4.2): it throws what the server answered
 * instead. Ids that it neither lists nor calls unknown are asked for again, for they may be mail that must not be missed; so
 * are all of them where they were too many at once. Throws `ProtocolError` when some are passed over again.
 */
export async function readNamed<Read>(
  ids: readonly MailId[],
  response: () => JsonObject,
  context: GetContext<Read>,
): Promise<Got<Read>> {
  const first = readUnlessTooLarge(response, context.form);
  const missing = missingFrom(ids, first);
  if (missing.length === 0) return first;
  const again = await getMails(missing, context);
  const left = missingFrom(missing, again);
  if (left.length > 0)
    throw new ProtocolError(`Email/get left out mail that it was asked for by id, twice (${left.length})`);
  return together(first, again);
}

/** Asks for messages by id: in halves, down to a single one, where the server finds them too many. */
async function getMails<Read>(ids: readonly MailId[], context: GetContext<Read>): Promise<Answered<Read>> {
  const { jmap, form, signal } = context;
  try {
    const answer = await jmap.call([['Email/get', { ids, properties: form.properties }, 'again']], signal);
    return readGet(answer.get('again'), form);
  } catch (error) {
    if (!isTooLarge(error) || ids.length === 1) throw error;
    const middle = Math.ceil(ids.length / 2);
    const left = await getMails(ids.slice(0, middle), context);
    return together(left, await getMails(ids.slice(middle), context));
  }
}

function readUnlessTooLarge<Read>(response: () => JsonObject, form: MailForm<Read>): Answered<Read> {
  try {
    return readGet(response(), form);
  } catch (error) {
    if (isTooLarge(error)) return { ids: [], mails: [], gone: [] };
    throw error;
  }
}

function readGet<Read>(response: JsonObject, { read }: MailForm<Read>): Answered<Read> {
  const list = arrayField(response, 'list', 'Email/get');
  return {
    ids: list.map((record) => (isObject(record) ? record.id : undefined)),
    mails: list.map(read),
    gone: idsIn(optionalArrayField(response, 'notFound', 'Email/get') ?? []),
  };
}

function missingFrom(wanted: readonly MailId[], { ids, gone }: Answered<unknown>): MailId[] {
  const named = new Set([...ids, ...gone]);
  return wanted.filter((id) => !named.has(id));
}

const together = <Read>(one: Answered<Read>, other: Answered<Read>): Answered<Read> => ({
  ids: [...one.ids, ...other.ids],
  mails: [...one.mails, ...other.mails],
  gone: [...one.gone, ...other.gone],
});

export const idsIn = (list: readonly unknown[]): string[] => list.filter((id) => typeof id === 'string');
