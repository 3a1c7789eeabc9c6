import { SenderError, TransientError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { type Draft } from './card-drafts.ts';
import { type CardEntry, type ContactJob, type ContactOutcome, type MemberChange } from '../contact-book.ts';
import { derivedUid, groupUid, MAX_ATTEMPTS } from '../contact-uid.ts';
import { type CardList } from './jmap-card-list.ts';
import { editMembers, GROUP_PROPERTIES, newGroup, readGroup } from './jscontact-group.ts';
import {
  CONTACT_PROPERTIES,
  editContact,
  type JsCard,
  newCard,
  readContact,
  readEntry,
} from './jscontact.ts';
import { hasDerivedUid, isOwnCard } from '../../safety/own-card.ts';

export interface Failure {
  ok: false;
  error: Error;
}

/** Everything that decisions build on, as it was at one state of the account's cards. */
export interface View {
  /** Cards to edit, by id. */
  cards: ReadonlyMap<string, JsCard>;
  /** The whole book, for jobs that may make a card. */
  list: CardList | undefined;
  byAddress: ReadonlyMap<Address, CardEntry>;
  /** UIDs that cards have. */
  uids: ReadonlySet<string>;
}

/** A card to edit. */
export interface Target {
  ref: string;
  /** Whether all of it is read, and not only the properties of its kind. */
  isWhole: boolean;
}

/** How jobs of one kind are done. */
export interface Kind<Job, Outcome> {
  /** What is read of the cards to edit. */
  properties: readonly string[];
  /** The job may make a card, so it must know the whole book. */
  makesCard: (job: Job) => boolean;
  /** Undefined when a card is to be made. */
  targetOf: (job: Job, view: Pick<View, 'byAddress'>) => Target | undefined;
  /** Decides on what the jobs before it made of the cards, and adds to it. Throws when the job cannot be done. */
  decide: (job: Job, view: View, drafts: Map<string, Draft>) => { key: string; outcome: Outcome };
}

/** Makes or edits contacts. */
export const CONTACT_JOBS: Kind<ContactJob, ContactOutcome> = {
  properties: CONTACT_PROPERTIES,
  makesCard: ({ target }) => 'create' in target,
  targetOf({ target }, { byAddress }) {
    const entry = 'edit' in target ? target.edit : byAddress.get(target.create.address);
    // All of a card shows whether it is Mailroom's own: only what may be is worth reading, others may hold photos.
    return entry && { ref: entry.ref, isWhole: hasDerivedUid(entry.uid, entry.addresses) };
  },
  decide(job, view, drafts) {
    const { target } = job;
    if ('edit' in target) return revise(job, target.edit.ref, view, drafts);
    const { address } = target.create;
    const existing = view.byAddress.get(address);
    if (existing !== undefined) return revise(job, existing.ref, view, drafts);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const uid = derivedUid(address, attempt);
      const draft = drafts.get(uid);
      if (draft !== undefined && readContact(draft.after).addresses.includes(address))
        return revise(job, uid, view, drafts);
      if (draft !== undefined || view.uids.has(uid)) continue;
      const after = newCard(uid, target.create);
      drafts.set(uid, { before: undefined, after });
      return { key: uid, outcome: { ok: true, contact: readContact(after), created: true, wrote: true } };
    }
    throw new SenderError(
      `No contact card can be made: its ${MAX_ATTEMPTS} possible UIDs are taken by cards that do not hold the address`,
    );
  },
};

/** Changes members of groups. */
export const MEMBER_JOBS: Kind<MemberChange, { ok: true; wrote: boolean }> = {
  properties: GROUP_PROPERTIES,
  makesCard: () => false,
  targetOf: ({ group: { ref } }) => ({ ref, isWhole: false }),
  decide(change, view, drafts) {
    const { ref } = change.group;
    const draft = draftOf(ref, view, drafts);
    const after = editMembers(draft.after, change);
    drafts.set(ref, { ...draft, after });
    return { key: ref, outcome: { ok: true, wrote: after !== draft.after } };
  },
};

/** Makes empty groups, by name; where there is one of the name, it is done. */
export const GROUP_JOBS: Kind<string, { ok: true }> = {
  properties: GROUP_PROPERTIES,
  makesCard: () => true,
  targetOf: () => undefined,
  decide(name, { list, uids }, drafts) {
    const groups = [...(list?.cards.values() ?? [])].flatMap((card) => readGroup(card) ?? []);
    const existing = groups.find((group) => group.name.normalize() === name.normalize());
    if (existing !== undefined) return { key: existing.ref, outcome: { ok: true } };
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const uid = groupUid(name, attempt);
      if (uids.has(uid)) continue;
      drafts.set(uid, { before: undefined, after: newGroup(uid, name) });
      return { key: uid, outcome: { ok: true } };
    }
    throw new SenderError(
      `No contact group "${name}" can be made: its ${MAX_ATTEMPTS} possible cards are other groups. Make it in your address book.`,
    );
  },
};

export function viewOf(
  cards: ReadonlyMap<string, JsCard>,
  list: CardList | undefined,
  taken: Iterable<string>,
): View {
  const byAddress = new Map<Address, CardEntry>();
  const uids = new Set<string>(taken);
  for (const card of list?.cards.values() ?? []) {
    const entry = readEntry(card);
    if (entry === undefined) continue;
    uids.add(entry.uid);
    if (readGroup(card) !== undefined) continue;
    for (const address of entry.addresses) if (!byAddress.has(address)) byAddress.set(address, entry);
  }
  return { cards, list, byAddress, uids };
}

function revise(
  job: ContactJob,
  key: string,
  view: View,
  drafts: Map<string, Draft>,
): { key: string; outcome: ContactOutcome } {
  const draft = draftOf(key, view, drafts);
  const isOwn = draft.before === undefined || isOwnCard(draft.before);
  const edit = isOwn ? job.revise(readContact(draft.after)) : undefined;
  const after = edit === undefined ? draft.after : editContact(draft.after, edit);
  drafts.set(key, { ...draft, after });
  const read = draft.before && { before: readContact(draft.before) };
  const wrote = after !== draft.after;
  return { key, outcome: { ok: true, contact: readContact(after), ...read, created: false, wrote } };
}

function draftOf(ref: string, { cards }: View, drafts: ReadonlyMap<string, Draft>): Draft {
  const draft = drafts.get(ref);
  if (draft !== undefined) return draft;
  const card = cards.get(ref);
  if (card === undefined) throw gone(ref);
  return { before: card, after: card };
}

/** The next cycle finds other cards. */
export const gone = (ref: string): TransientError => new TransientError(`The contact card ${ref} is gone`);
