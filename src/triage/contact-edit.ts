import { type Contact, type ContactEdit, type NewContact } from '../contacts/contact-book.ts';
import { isDerivedUid } from '../contacts/contact-uid.ts';
import { splitPersonName } from '../contacts/person-name.ts';
import { sameName } from '../contacts/same-name.ts';
import { domainOf, isWholeDomain, localPartOf } from '../mail/address.ts';
import { isNewcomer } from './membership.ts';
import { type SenderWork } from './model.ts';

/** How a sender came to its category, as the history in the contact's note says it. */
export type Verb = 'created' | 'adopted' | 'moved';

/** The longest name that a new card gets, in characters; some senders put a whole advertisement there. */
const MAX_NAME_LENGTH = 255;

/** The card for a sender that has none. `date` is `YYYY-MM-DD`. */
export function newContact(work: SenderWork, date: string): NewContact {
  const fullName = nameFor(work);
  return {
    address: work.sender,
    fullName,
    ...typedName(work, fullName),
    note: historyLine(date, work.placed.category.name, 'created'),
  };
}

/**
 * What a sender's card gets: blanks are filled, and the history goes on. Undefined when nothing changes, so that
 * triage can be repeated (N7).
 */
export function reviseContact(contact: Contact, work: SenderWork, date: string): ContactEdit | undefined {
  const edit: ContactEdit = {};
  if (contact.fullName === undefined) {
    const ownName = nameOnCard(contact);
    edit.fullName = ownName ?? nameFor(work);
    if (ownName === undefined) Object.assign(edit, typedName(work, edit.fullName));
  }
  const arrival: Verb = isDerivedUid(contact.uid, work.sender) ? 'created' : 'adopted';
  // The domain was decided about, and stays where it is: this is the first that is decided about the sender itself.
  const isFirst = work.covering.length > 0 && isNewcomer(work);
  const verb = work.from === undefined || isFirst ? arrival : 'moved';
  const note = continueHistory(contact.note, date, work.placed.category.name, verb);
  if (note !== contact.note) edit.note = note;
  return Object.keys(edit).length === 0 ? undefined : edit;
}

/**
 * Whether a contact that Mailroom did not make, as it was before anything was filled in, goes by another name than the
 * sender gives. Either may be missing: then there is nothing to compare.
 */
export function isOtherName(contact: Contact, work: SenderWork): boolean {
  const { name } = work;
  if (name === undefined || isDerivedUid(contact.uid, work.sender)) return false;
  const { fullName, organization, nicknames = [], personName } = contact;
  const person = personName && [personName.given, personName.family].join(' ');
  const names = [fullName, nameOnCard(contact), organization, ...nicknames, person];
  const known = names.filter((candidate) => candidate !== undefined && candidate.trim() !== '');
  return known.length > 0 && !known.some((candidate) => candidate !== undefined && sameName(candidate, name));
}

/** What people know the contact by. */
export const shownName = (contact: Contact): string | undefined => contact.fullName ?? nameOnCard(contact);

/** What a contact without a name to show is called by the rest of its card. */
function nameOnCard({ personName, organization, nicknames = [] }: Contact): string | undefined {
  const { prefix = '', given = '', middle = '', family = '', suffix = '' } = personName ?? {};
  const person = [prefix, given, middle, family, suffix].map((part) => part.trim()).filter(Boolean);
  return [person.join(' '), organization ?? '', ...nicknames].find((name) => name.trim() !== '');
}

/** A line of the history in a contact's note. */
export interface HistoryEntry {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** The category's name, as it was then. */
  readonly category: string;
  readonly verb: Verb;
}

/** The history in a contact's note, oldest first; empty for a contact that Mailroom never had to do with. */
export const triageHistory = (note: string | undefined): HistoryEntry[] =>
  (note ?? '').split('\n').flatMap((line) => parseHistoryLine(line) ?? []);

/** The same note without Mailroom's lines, and with every other line as it is; null where nothing else is in it. */
export function withoutHistory(note: string): string | null {
  const others = note
    .split('\n')
    .filter((line) => parseHistoryLine(line) === undefined)
    .join('\n');
  return others.trim() === '' ? null : others;
}

/**
 * Adds a line unless the last one says it already. A move is noted before it is done, so a cycle that finds it done
 * must not note an arrival as well.
 */
function continueHistory(note: string | undefined, date: string, category: string, verb: Verb): string {
  const last = triageHistory(note).at(-1);
  const isSaid = last?.category === category && (verb !== 'moved' || last.verb === 'moved');
  if (note !== undefined && isSaid) return note;
  const line = historyLine(date, category, verb);
  return note === undefined ? line : `${note}${note.endsWith('\n') ? '' : '\n'}${line}`;
}

const historyLine = (date: string, category: string, verb: Verb): string =>
  `${date} ${category} (${verb} by Mailroom)`;

function parseHistoryLine(line: string): HistoryEntry | undefined {
  const match =
    /^(?<date>\d{4}-\d\d-\d\d) (?<category>.+) \((?<verb>created|adopted|moved) by Mailroom\)\s*$/.exec(line);
  const { date = '', category = '', verb } = match?.groups ?? {};
  return verb === undefined ? undefined : { date, category, verb: verb as Verb };
}

/** A whole domain is no person, wherever it goes. */
const typedName = (work: SenderWork, fullName: string): ContactEdit =>
  work.placed.category.contactType === 'person' && !isWholeDomain(work.sender)
    ? { personName: splitPersonName(fullName) }
    : { organization: fullName };

function nameFor({ name, sender }: SenderWork): string {
  const characters = Array.from((name ?? '').replace(/\s+/g, ' ').trim());
  if (isWholeDomain(sender)) return domainOf(sender);
  if (characters.length === 0) return localPartOf(sender);
  return characters.length <= MAX_NAME_LENGTH
    ? characters.join('')
    : `${characters.slice(0, MAX_NAME_LENGTH - 1).join('')}…`;
}
