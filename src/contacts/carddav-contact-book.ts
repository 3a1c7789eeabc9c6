import { type CardExcerpt } from '../dav/dav-card.ts';
import { type DavClient } from '../dav/dav-client.ts';
import { AuthError, ProtocolError } from '../errors.ts';
import { type Address } from '../mail/address.ts';
import { createByteGate } from './byte-gate.ts';
import { editContact, readContact, readEntry } from './card.ts';
import { type Rewrite, createCard, rewriteCard } from './carddav-card.ts';
import { createGroupCard } from './carddav-group.ts';
import {
  type CardEntry,
  type ContactBook,
  type ContactJob,
  type ContactOutcome,
  type GroupEntry,
  type MemberChange,
  type MemberOutcome,
} from './contact-book.ts';
import { editMembers, readGroup } from './group-card.ts';
import { bookListing } from './member-uid.ts';
import { type JobResult, runJobs } from './run-jobs.ts';

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

/** Enough to learn the size: most groups that are looked at are written. */
const GROUP_PROPERTIES = ['UID'];

/** How much of cards may be in work at the same time. A card of unknown size takes it all. */
const MAX_BYTES_AT_ONCE = 1024 * 1024;

/** Jobs or outcomes, by the job's position in the call. */
type Positioned<T> = ReadonlyMap<number, T>;

/** All that one call does to one card. */
interface CardTask<Outcome> {
  positions: readonly number[];
  run: () => Promise<JobResult<Positioned<Outcome>>>;
}

/** The address book at a CardDAV server. A card's `ref` is its path. */
export function createCardDavContactBook({ dav }: { dav: DavClient }): ContactBook {
  let found: URL | undefined;
  const addressBook = async (signal: AbortSignal): Promise<URL> =>
    (found ??= await dav.findAddressBook(signal));

  const gate = createByteGate(MAX_BYTES_AT_ONCE);

  /** What `read` makes of some properties of these cards. Cards that are missing are read whole when their turn comes. */
  async function readExcerpts<Entry>(
    book: URL,
    hrefs: readonly string[],
    props: readonly string[],
    read: (card: CardExcerpt) => Entry,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Entry>> {
    try {
      return await dav.multiget(book, hrefs, props, read, signal);
    } catch (error) {
      // One card can make the whole answer unreadable, by characters that XML does not have for instance.
      if (error instanceof ProtocolError) return new Map();
      throw error;
    }
  }

  /**
   * Reads what the jobs ask about of all the cards at once, and whole cards only where they are to be written: photos are
   * large. The tasks then apply to each card all its jobs in one write.
   */
  async function rewriteTasks<Job, Outcome>(
    jobsByCard: ReadonlyMap<string, Positioned<Job>>,
    props: readonly string[],
    rewriteFor: (jobs: Positioned<Job>) => Rewrite<Positioned<Outcome>>,
    signal: AbortSignal,
  ): Promise<CardTask<Outcome>[]> {
    if (jobsByCard.size === 0) return [];
    const book = await addressBook(signal);
    const look = ({ href, etag, size, data }: CardExcerpt) => ({
      state: { href, etag, size },
      result: unchanged(data, rewriteFor(jobsByCard.get(href) ?? new Map<number, Job>())),
    });
    const seen = await readExcerpts(book, [...jobsByCard.keys()], props, look, signal);
    const toWrite = [...seen.values()].filter(({ result }) => result === undefined);
    const read = await dav.openCards(
      book,
      toWrite.map(({ state }) => state),
      signal,
    );
    return [...jobsByCard].map(([href, jobs]) => {
      const { state, result } = seen.get(href) ?? {};
      const rewrite = (): Promise<JobResult<Positioned<Outcome>>> =>
        rewriteCard(dav, href, () => read(href), rewriteFor(jobs), signal);
      return {
        positions: [...jobs.keys()],
        run: () =>
          result === undefined
            ? gate.run(state?.size ?? Infinity, rewrite)
            : Promise.resolve({ ok: true, result, reached: false }),
      };
    });
  }

  /**
   * Cards that hold these addresses by now, by address. Others may have made them since the book was listed. Filters may
   * miss one; the name of the card to be made is the guard in any case.
   */
  async function madeMeanwhile(
    addresses: readonly Address[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Address, string>> {
    const refs = new Map<Address, string>();
    if (addresses.length === 0) return refs;
    const book = await addressBook(signal);
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
    sendersAtOnce: 100,
    async list(signal) {
      const book = await addressBook(signal);
      try {
        const listed = await dav.listCards(book, LISTED_PROPERTIES, readListed, signal);
        return bookListing(
          listed.flatMap(({ card }) => card ?? []),
          listed.flatMap(({ group }) => group ?? []),
        );
      } catch (error) {
        // The book may have been moved or made anew: the next cycle looks for it again.
        found = undefined;
        throw error;
      }
    },

    async save(jobs, signal) {
      const edits = new Map<string, Map<number, ContactJob>>();
      const creations: CardTask<ContactOutcome>[] = [];
      const toMake = jobs.flatMap(({ target }) => ('create' in target ? [target.create.address] : []));
      const made = await madeMeanwhile(toMake, signal);
      for (const [position, job] of jobs.entries()) {
        const { target } = job;
        const ref = 'edit' in target ? target.edit.ref : made.get(target.create.address);
        if (ref !== undefined || !('create' in target)) {
          if (ref !== undefined) addTo(edits, ref, position, job);
          continue;
        }
        const book = await addressBook(signal);
        const created = (text: string): Positioned<ContactOutcome> =>
          new Map([[position, { ok: true, contact: readContact(text), created: true, wrote: true }]]);
        const revise = reviseContact(new Map([[position, job]]));
        creations.push({
          positions: [position],
          run: () => createCard(dav, book, target.create, created, revise, gate, signal),
        });
      }
      return runTasks(
        [...(await rewriteTasks(edits, CONTACT_PROPERTIES, reviseContact, signal)), ...creations],
        signal,
      );
    },

    async changeMembers(changes, signal) {
      const byGroup = new Map<string, Map<number, MemberChange>>();
      for (const [position, change] of changes.entries()) addTo(byGroup, change.group.ref, position, change);
      return runTasks(await rewriteTasks(byGroup, GROUP_PROPERTIES, changeMembersOf, signal), signal);
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

/** What the jobs come to when they change nothing of the card; undefined when it is to be read whole. */
function unchanged<Outcome>(excerpt: string, rewrite: Rewrite<Outcome>): Outcome | undefined {
  try {
    const { text, result } = rewrite(excerpt);
    return text === excerpt ? result : undefined;
  } catch {
    // What is wrong with the card shows when it is read whole.
    return undefined;
  }
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
  (changes: Positioned<MemberChange>): Rewrite<Positioned<MemberOutcome>> =>
  (text) => {
    const outcomes = new Map<number, MemberOutcome>();
    let changed = text;
    for (const [position, change] of changes) {
      const next = editMembers(changed, change);
      outcomes.set(position, { ok: true, wrote: next !== changed });
      changed = next;
    }
    return { text: changed, result: outcomes };
  };

/** Answers in the order of the positions. What a card's task throws is the outcome of all its jobs. */
async function runTasks<Outcome>(
  tasks: readonly CardTask<Outcome>[],
  signal: AbortSignal,
): Promise<(Outcome | { ok: false; error: Error })[]> {
  const outcomes: (Outcome | { ok: false; error: Error })[] = [];
  for (const settled of await runJobs(tasks, ({ run }) => run(), signal)) {
    if (settled.ok) {
      for (const [position, outcome] of settled.result) outcomes[position] = outcome;
    } else {
      for (const position of settled.job.positions) outcomes[position] = { ok: false, error: settled.error };
    }
  }
  return outcomes;
}

function addTo<Job>(
  jobsByCard: Map<string, Map<number, Job>>,
  ref: string,
  position: number,
  job: Job,
): void {
  const jobs = jobsByCard.get(ref) ?? new Map<number, Job>();
  jobsByCard.set(ref, jobs.set(position, job));
}
