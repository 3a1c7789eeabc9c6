import { chooseAddressBook, type ChooseAddressBook } from '../address-book-choice.ts';
import { type CardExcerpt } from '../../dav/dav-card.ts';
import { type DavClient } from '../../dav/dav-client.ts';
import { AuthError, ProtocolError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { isDerivedUid } from '../contact-uid.ts';
import { createByteGate } from './byte-gate.ts';
import { editContact, readContact, readEntry } from '../vcard/card.ts';
import { type Rewrite, createCard } from './carddav-card.ts';
import { createGroupCard } from './carddav-group.ts';
import { type CardTask, type Positioned, rewriteTasks, runTasks } from './carddav-tasks.ts';
import {
  type CardEntry,
  type ContactBook,
  type ContactJob,
  type ContactOutcome,
  type ContactReading,
  type GroupEntry,
  type MemberChange,
} from '../contact-book.ts';
import { editMembers, readGroup } from '../vcard/group-card.ts';
import { isOwnVCard } from '../vcard/own-vcard.ts';
import { changeInParts, type WholeOutcome } from '../member-parts.ts';
import { bookListing } from '../member-uid.ts';

/** What a listing shows of each card. A property keeps its group (`item1.EMAIL`), though it is asked for without. */
const LISTED_PROPERTIES = [
  'VERSION',
  'UID',
  'FN',
  'N',
  'EMAIL',
  'KIND',
  'MEMBER',
  'X-ADDRESSBOOKSERVER-KIND',
  'X-ADDRESSBOOKSERVER-MEMBER',
];

/** What `readContact` reads. */
const CONTACT_PROPERTIES = ['VERSION', 'UID', 'FN', 'N', 'ORG', 'NICKNAME', 'NOTE', 'EMAIL'];

/** As many cards as a request takes by their paths. Of more, the whole book is read in one. */
const MAX_READ_SINGLY = 50;

/** Enough to learn the size: most groups that are looked at are written. */
const GROUP_PROPERTIES = ['UID'];

/** Whole cards are asked for without naming properties (RFC 6352 10.4). */
const WHOLE: readonly string[] = [];

/** Mailroom's own cards are smaller; what is larger has a photo or the like. */
const MAX_OWN_BYTES = 16 * 1024;

/** How much of cards may be in work at the same time. A card of unknown size takes it all. */
const MAX_BYTES_AT_ONCE = 1024 * 1024;

/** The address book at a CardDAV server. A card's `ref` is its path. */
export function createCardDavContactBook({
  dav,
  chooseBook = chooseAddressBook,
}: {
  dav: DavClient;
  chooseBook?: ChooseAddressBook;
}): ContactBook & ContactReading {
  let found: URL | undefined;
  const addressBook = async (signal: AbortSignal): Promise<URL> =>
    (found ??= chooseBook(
      (await dav.findAddressBooks(signal)).map((book) => ({ ...book, isDefault: false })),
    ).url);

  const gate = createByteGate(MAX_BYTES_AT_ONCE);

  /**
   * Cards that hold these addresses by now, by address. Others may have made them since the book was listed. Filters may
   * miss one; the name of the card to be made is the guard in any case.
   */
  async function madeMeanwhile(
    book: URL,
    addresses: readonly Address[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Address, string>> {
    const refs = new Map<Address, string>();
    if (addresses.length === 0) return refs;
    const cards = await dav.findCards(book, addresses, LISTED_PROPERTIES, signal).catch((error: unknown) => {
      // A server may refuse the filter.
      if (error instanceof ProtocolError || error instanceof AuthError) return [];
      throw error;
    });
    for (const found of cards) {
      const { card } = readListed(found);
      for (const address of card?.addresses ?? []) if (!refs.has(address)) refs.set(address, found.href);
    }
    return refs;
  }

  return {
    // Each takes a request, and cards may have large photos.
    sendersAtOnce: 125,
    async list(signal) {
      const book = await addressBook(signal);
      try {
        const cards: CardEntry[] = [];
        const groups: GroupEntry[] = [];
        const keep = (listed: { href: string; data: string }): void => {
          const { card, group } = readListed(listed);
          if (card !== undefined) cards.push(card);
          if (group !== undefined) groups.push(group);
        };
        await dav.listCards(book, LISTED_PROPERTIES, keep, signal);
        return bookListing(cards, groups);
      } catch (error) {
        // The book may have been moved or made anew: the next cycle looks for it again.
        found = undefined;
        throw error;
      }
    },

    async read(cards, tell, signal) {
      if (cards.length === 0) return;
      const book = await addressBook(signal);
      const wanted = new Map(cards.map((card) => [card.ref, card]));
      const tellOf = ({ href, data }: { href: string; data: string }): void => {
        const card = wanted.get(href);
        if (card !== undefined) tell(card, readContact(data));
      };
      if (cards.length > MAX_READ_SINGLY) await dav.listCards(book, CONTACT_PROPERTIES, tellOf, signal);
      else await dav.multiget(book, [...wanted.keys()], CONTACT_PROPERTIES, tellOf, signal);
    },

    async own(cards, signal) {
      const candidates = new Map(
        cards
          .filter(({ uid, addresses }) => addresses.some((address) => isDerivedUid(uid, address)))
          .map((card) => [card.ref, card]),
      );
      const own = new Set<string>();
      if (candidates.size === 0) return own;
      const book = await addressBook(signal);
      const isSmall = ({ size = 0 }: CardExcerpt): boolean => size <= MAX_OWN_BYTES;
      const sizes = await dav.multiget(book, [...candidates.keys()], GROUP_PROPERTIES, isSmall, signal);
      const small = [...sizes].flatMap(([href, isSmallOne]) => (isSmallOne ? [href] : []));
      const judge = ({ href, data }: CardExcerpt): void => {
        const card = candidates.get(href);
        if (card !== undefined && isOwnVCard(data, card)) own.add(href);
      };
      if (small.length > 0) await dav.multiget(book, small, WHOLE, judge, signal);
      return own;
    },

    async save(jobs, signal) {
      if (jobs.length === 0) return [];
      const book = await addressBook(signal);
      const toMake = jobs.flatMap(({ target }) => ('create' in target ? [target.create.address] : []));
      const made = await madeMeanwhile(book, toMake, signal);
      const edits = new Map<string, Map<number, ContactJob>>();
      const creations: CardTask<ContactOutcome>[] = [];
      for (const [position, job] of jobs.entries()) {
        const { target } = job;
        if ('edit' in target) {
          addTo(edits, target.edit.ref, position, job);
          continue;
        }
        const ref = made.get(target.create.address);
        if (ref !== undefined) {
          addTo(edits, ref, position, job);
          continue;
        }
        const created = (text: string): Positioned<ContactOutcome> =>
          new Map([[position, { ok: true, contact: readContact(text), created: true, wrote: true }]]);
        const revise = reviseContact(new Map([[position, job]]));
        creations.push({
          positions: [position],
          run: () => createCard(dav, book, target.create, created, revise, gate, signal),
        });
      }
      const access = { dav, book, gate };
      const rewrites = await rewriteTasks(access, edits, CONTACT_PROPERTIES, reviseContact, signal);
      return runTasks([...rewrites, ...creations], signal);
    },

    async changeMembers(changes, signal) {
      if (changes.length === 0) return [];
      const access = { dav, book: await addressBook(signal), gate };
      return changeInParts(changes, async (parts) => {
        const byGroup = new Map<string, Map<number, MemberChange>>();
        for (const [position, change] of parts.entries()) addTo(byGroup, change.group.ref, position, change);
        return runTasks(
          await rewriteTasks(access, byGroup, GROUP_PROPERTIES, changeMembersOf, signal),
          signal,
        );
      });
    },

    createGroup: async (name, signal) => createGroupCard(dav, await addressBook(signal), name, signal),
  };
}

/** Either is undefined; both where there is no card. */
function readListed({ href, data }: { href: string; data: string }): {
  card?: CardEntry;
  group?: GroupEntry;
} {
  const group = readGroup(href, data);
  if (group !== undefined) return { group };
  const card = readEntry(href, data);
  return card === undefined ? {} : { card };
}

/** Each job decides on what those before it made of the contact. */
const reviseContact =
  (jobs: Positioned<ContactJob>): Rewrite<Positioned<ContactOutcome>> =>
  (text) => {
    const outcomes = new Map<number, ContactOutcome>();
    const before = readContact(text);
    let revised = text;
    for (const [position, job] of jobs) {
      const edit = job.revise(readContact(revised));
      const next = edit === undefined ? revised : editContact(revised, edit);
      outcomes.set(position, {
        ok: true,
        contact: readContact(next),
        before,
        created: false,
        wrote: next !== revised,
      });
      revised = next;
    }
    return { text: revised, result: outcomes };
  };

const changeMembersOf =
  (changes: Positioned<MemberChange>): Rewrite<Positioned<WholeOutcome>> =>
  (text) => {
    const outcomes = new Map<number, WholeOutcome>();
    let changed = text;
    for (const [position, change] of changes) {
      const next = editMembers(changed, change);
      outcomes.set(position, { ok: true, wrote: next !== changed });
      changed = next;
    }
    return { text: changed, result: outcomes };
  };

function addTo<Job>(
  jobsByCard: Map<string, Map<number, Job>>,
  ref: string,
  position: number,
  job: Job,
): void {
  const jobs = jobsByCard.get(ref) ?? new Map<number, Job>();
  jobsByCard.set(ref, jobs.set(position, job));
}
