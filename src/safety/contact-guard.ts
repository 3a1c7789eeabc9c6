import { isOwnCard, isGroup } from './own-card.ts';
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

/** What of its own cards Mailroom edits (N5). */
const EDITED = new Set(['name', 'organizations', 'notes']);

/** Whether a method is about contacts (RFC 9610). */
export const isContactMethod = (method: string): boolean => /^(?:ContactCard|AddressBook)\//.test(method);

/**
 * Checks a request about contacts. `read` are the cards that may be changed, by id, as they were just read.
 *
 * - N1: cards are made and patched, and nothing else is done to them.
 * - N5: of a group, members are added and taken away, and nothing else. Any other card is changed only if it is provably
 *   Mailroom's own, as `isOwnCard` says: a patch replaces texts, and adds what is not there; it never replaces an object,
 *   and takes nothing away.
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
  const check = isGroup(card) ? checkMembers : checkText;
  if (check === checkText && !isOwnCard(card))
    throw new SafetyError(`N5: contact card ${id} would be changed, though it is not Mailroom's own`);
  for (const [path, value] of Object.entries(patch)) {
    const problem = check(stepsOf(path), value, card);
    if (problem !== undefined)
      throw new SafetyError(`N5: the patch of contact card ${id} ${problem} '${path}'`);
  }
}

/** Says what a patch must not do to the members of a group. */
function checkMembers(steps: readonly string[], value: unknown, card: JsonObject): string | undefined {
  if (steps[0] !== 'members' || steps.length > 2) return 'touches';
  if (steps.length === 2)
    return value === true || value === null ? undefined : 'sets neither true nor null at';
  return isMissing(card.members) && isObject(value) ? undefined : TAKES_AWAY;
}

/** Says what a patch must not do to the texts of a card. */
function checkText(steps: readonly string[], value: unknown, card: JsonObject): string | undefined {
  if (!EDITED.has(steps[0] ?? '')) return 'touches';
  const old = steps.reduce<unknown>((object, step) => (isObject(object) ? object[step] : undefined), card);
  if (isMissing(old)) return value === null ? TAKES_AWAY : undefined;
  return value === null || isObject(old) || steps.length === 1 ? TAKES_AWAY : undefined;
}

const TAKES_AWAY = 'would take away what is at';

/** An object without anything in it has nothing to lose. */
const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0);
