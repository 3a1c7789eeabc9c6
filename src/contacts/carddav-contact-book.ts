import { type DavCard, type DavClient } from '../dav/dav-client.ts';
import { ProtocolError } from '../errors.ts';
import { editContact, readContact, readEntry } from './card.ts';
import { type Rewrite, createCard, rewriteCard } from './carddav-card.ts';
import { createGroupCard } from './carddav-group.ts';
import {
  type BookListing,
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

  /** Cards that are missing here are read on their own when their turn comes. */
  async function readCards(
    hrefs: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, DavCard>> {
    const book = await addressBook(signal);
    try {
      return await dav.multiget(book, hrefs, signal);
    } catch (error) {
      // One card can make the whole answer unreadable, by bytes that are no UTF-8 for instance.
      if (error instanceof ProtocolError) return new Map();
      throw error;
    }
  }

  /** Reads all the cards at once; the tasks then apply to each card all its jobs in one write. */
  async function rewriteTasks<Job, Outcome>(
    jobsByCard: ReadonlyMap<string, Positioned<Job>>,
    rewriteFor: (jobs: Positioned<Job>) => Rewrite<Positioned<Outcome>>,
    signal: AbortSignal,
  ): Promise<CardTask<Outcome>[]> {
    if (jobsByCard.size === 0) return [];
    const cards = await readCards([...jobsByCard.keys()], signal);
    return [...jobsByCard].map(([href, jobs]) => ({
      positions: [...jobs.keys()],
      run: () => rewriteCard(dav, href, cards.get(href), rewriteFor(jobs), signal),
    }));
  }

  return {
    // Each takes a request, and cards may have large photos.
    sendersAtOnce: 100,
    async list(signal) {
      const book = await addressBook(signal);
      try {
        return listingOf(await dav.listCards(book, LISTED_PROPERTIES, signal));
      } catch (error) {
        // The book may have been moved or made anew: the next cycle looks for it again.
        found = undefined;
        throw error;
      }
    },

    async save(jobs, signal) {
      const edits = new Map<string, Map<number, ContactJob>>();
      const creations: CardTask<ContactOutcome>[] = [];
      for (const [position, job] of jobs.entries()) {
        const { target } = job;
        if ('edit' in target) {
          addTo(edits, target.edit.ref, position, job);
          continue;
        }
        const book = await addressBook(signal);
        const created = (text: string): Positioned<ContactOutcome> =>
          new Map([[position, { ok: true, contact: readContact(text), created: true, wrote: true }]]);
        const revise = reviseContact(new Map([[position, job]]));
        creations.push({
          positions: [position],
          run: () => createCard(dav, book, target.create, created, revise, signal),
        });
      }
      return runTasks([...(await rewriteTasks(edits, reviseContact, signal)), ...creations], signal);
    },

    async changeMembers(changes, signal) {
      const byGroup = new Map<string, Map<number, MemberChange>>();
      for (const [position, change] of changes.entries()) addTo(byGroup, change.group.ref, position, change);
      return runTasks(await rewriteTasks(byGroup, changeMembersOf, signal), signal);
    },

    createGroup: async (name, signal) => createGroupCard(dav, await addressBook(signal), name, signal),
  };
}

function listingOf(davCards: readonly DavCard[]): BookListing {
  const cards: CardEntry[] = [];
  const groups: GroupEntry[] = [];
  for (const { href, data } of davCards) {
    const group = readGroup(href, data);
    const card = group === undefined ? readEntry(href, data) : undefined;
    if (group !== undefined) groups.push(group);
    if (card !== undefined) cards.push(card);
  }
  return bookListing(cards, groups);
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
