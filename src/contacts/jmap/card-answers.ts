import { type JmapResponses } from '../../jmap/invocation.ts';
import { ProtocolError } from '../../errors.ts';
import { excerpt } from '../../http/excerpt.ts';
import { arrayField, isObject, stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type JsCard } from './jscontact.ts';

const GET = 'ContactCard/get';

/** The cards of a ContactCard/get, by id, and their state. */
export function readCards(
  answer: JmapResponses,
  callId: string,
): { state: string; cards: Map<string, JsCard> } {
  const response = answer.get(callId);
  const cards = arrayField(response, 'list', GET)
    .filter(isObject)
    .map((card): [string, JsCard] => [stringField(card, 'id', GET), card]);
  return { state: stringField(response, 'state', GET), cards: new Map(cards) };
}

/** A list of ids; `notFound` and the like may be null where it is empty. Throws `ProtocolError` when it is none. */
export function readIds(answer: JmapResponses, callId: string, name: string, where: string): string[] {
  const response = answer.get(callId);
  const ids = name !== 'ids' && response[name] === null ? [] : arrayField(response, name, where);
  if (!ids.every((id) => typeof id === 'string'))
    throw new ProtocolError(`${where} answered without a usable '${name}'`);
  return ids;
}

/** A ContactCard/get in an answer, and the ids that it was asked for. */
interface CardPage {
  answer: JmapResponses;
  callId: string;
  ids: readonly string[];
  properties: readonly string[] | null;
}

/**
 * The cards of a page, by id. What was named and is not there is asked for again: taken for missing, a contact would be
 * made a second time. Throws `ProtocolError` when the server then neither gives it nor says that it is gone.
 */
export async function completeCards(
  jmap: JmapClient,
  { answer, callId, ids, properties }: CardPage,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JsCard>> {
  const { cards } = readCards(answer, callId);
  const missing = ids.filter((id) => !cards.has(id));
  if (missing.length === 0) return cards;
  const again = await jmap.call([['ContactCard/get', { ids: missing, properties }, 'again']], signal);
  const found = readCards(again, 'again').cards;
  const gone = new Set(readIds(again, 'again', 'notFound', GET));
  const [lost] = missing.filter((id) => !found.has(id) && !gone.has(id));
  if (lost !== undefined)
    throw new ProtocolError(
      `${GET} leaves out the contact card ${excerpt(lost)} that ContactCard/query names`,
    );
  return new Map([...cards, ...found]);
}
