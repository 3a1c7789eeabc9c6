import { SafetyError } from '../errors.ts';
import { isObject, type JsonObject } from '../jmap/fields.ts';
import { stepsOf } from '../jmap/patch-object.ts';

const READING = new Set([
  'AddressBook/get',
  'ContactCard/get',
  'ContactCard/query',
  'ContactCard/changes',
  'ContactCard/queryChanges',
]);

const WRITING = new Set(['accountId', 'ifInState', 'create', 'update']);

/** What of a card Mailroom edits; everything else is none of its business (N5). */
const EDITED = new Set(['name', 'organizations', 'notes', 'members']);

/** Whether a method is about contacts (RFC 9610). */
export const isContactMethod = (method: string): boolean => /^(?:ContactCard|AddressBook)\//.test(method);

/**
 * Checks a request about contacts. `read` are the cards that may be changed, by id, as they were just read.
 *
 * - N1: cards are made and patched, and nothing else is done to them.
 * - N5: a patch replaces texts, and adds what is not there; it never replaces a whole card, nor any object in it. All
 *   that it takes away is a member of a group.
 * - N7: every write, also one that only makes cards, says which state it builds on.
 */
export function checkContactCall(
  method: string,
  args: JsonObject,
  read: ReadonlyMap<string, JsonObject>,
): void {
  if (READING.has(method)) return;
  if (method !== 'ContactCard/set') throw new SafetyError(`N1: ${method} is no method that Mailroom uses`);
  const { ifInState, create, update } = args;
  const others = Object.keys(args).filter((name) => !WRITING.has(name));
  if (others.length > 0)
    throw new SafetyError(`N1: ContactCard/set may only create and update, not '${others.join("', '")}'`);
  if (typeof ifInState !== 'string') throw new SafetyError('N7: ContactCard/set without ifInState');
  for (const [key, card] of Object.entries(create ?? {})) {
    if (!isObject(card) || typeof card.uid !== 'string')
      throw new SafetyError(`N7: the new contact card ${key} has no uid`);
  }
  for (const [id, patch] of Object.entries(update ?? {})) checkCardPatch(id, patch, read.get(id));
}

function checkCardPatch(id: string, patch: unknown, card: JsonObject | undefined): void {
  if (card === undefined)
    throw new SafetyError(`N5: contact card ${id} would be changed without having been read`);
  if (!isObject(patch)) throw new SafetyError(`N5: the patch of contact card ${id} is not an object`);
  for (const [path, value] of Object.entries(patch)) {
    const steps = stepsOf(path);
    const [property = ''] = steps;
    if (!EDITED.has(property)) throw new SafetyError(`N5: the patch of contact card ${id} touches '${path}'`);
    const isMember = property === 'members' && steps.length === 2;
    const old = valueAt(card, steps);
    if (value === null ? !isMember : isObject(old) || (steps.length === 1 && old !== undefined))
      throw new SafetyError(`N5: the patch of contact card ${id} would take away what is at '${path}'`);
  }
}

const valueAt = (card: JsonObject, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), card) ?? undefined;
