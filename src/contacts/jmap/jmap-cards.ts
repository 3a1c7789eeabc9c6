import { ConflictError, RefusedError } from '../../errors.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { LongAnswerError } from '../../http/read-body.ts';
import { batchFailure, isTooLarge } from '../../jmap/batch-failure.ts';
import { type SetError } from '../../jmap/set-error.ts';
import { type WireGuard } from '../../safety/wire-guard.ts';
import { type Draft, type Drafts, writeDrafts, type Written } from './card-drafts.ts';
import { type Failure, gone, type Kind, type View, viewOf } from './card-jobs.ts';
import { readTargets, sparing, targetCalls, type Targets } from './card-targets.ts';
import { type BookProperty, putIntoBook } from './jmap-address-book.ts';
import { type JsCard } from './jscontact.ts';
import {
  type CardList,
  type CardSource,
  catchUp,
  changesCalls,
  isHistoryLost,
  keepCards,
  LISTED_PROPERTIES,
  listCards,
  pageSize,
  readChanges,
} from './jmap-card-list.ts';

const MAX_REDOS = 5;

/** After this many jobs failed by themselves and none worked, the server is at fault, not the jobs. */
const MAX_LONE_FAILURES = 3;

/** Jobs by their position in the call, and where their outcomes go. */
interface Batch<Job, Outcome> {
  jobs: ReadonlyMap<number, Job>;
  kind: Kind<Job, Outcome>;
  outcomes: (Outcome | Failure)[];
  tally: { succeeded: number; failed: number };
  /** No card is read as a whole. */
  isSparing?: boolean;
  signal: AbortSignal;
}

/**
 * The cards of a JMAP account. All jobs of a call share one read and one write, and the write holds only if no card of the
 * account has changed since the read: so nothing is overwritten, and nothing made twice, whoever else is at it (N5, N7).
 */
export class JmapCards {
  readonly #jmap: JmapClient;
  readonly #guard: WireGuard;
  readonly #source: CardSource;
  /** The book as it was last listed; brought up to date before a card is made. */
  #list: CardList | undefined;
  /** Nothing has changed since the list's state, for all that is known: a write that builds on it finds out. */
  #isListCurrent = false;
  #bookProperty: BookProperty = 'addressBookIds';

  constructor({ guard, ...source }: CardSource & { guard: WireGuard }) {
    this.#jmap = source.jmap;
    this.#guard = guard;
    this.#source = source;
  }

  async list(signal: AbortSignal): Promise<CardList> {
    this.#list = undefined;
    this.#list = await listCards(this.#source, signal);
    this.#isListCurrent = true;
    return this.#list;
  }

  /** Answers in the order of the jobs. */
  async run<Job, Outcome>(
    jobs: readonly Job[],
    kind: Kind<Job, Outcome>,
    signal: AbortSignal,
  ): Promise<(Outcome | Failure)[]> {
    const batch: Batch<Job, Outcome> = {
      ...{ jobs: new Map(), kind, outcomes: [], tally: { succeeded: 0, failed: 0 }, signal },
    };
    const entries = [...jobs.entries()];
    const size = entries.length === 0 ? 1 : await pageSize(this.#jmap, signal);
    for (let start = 0; start < entries.length; start += size)
      await this.#runInHalves({ ...batch, jobs: new Map(entries.slice(start, start + size)) });
    return batch.outcomes;
  }

  /** When a method as a whole fails, the batch is halved, down to the job at fault, so that the others get done. */
  async #runInHalves<Job, Outcome>(batch: Batch<Job, Outcome>): Promise<void> {
    const { jobs, tally, outcomes } = batch;
    try {
      await this.#runAll(batch);
      tally.succeeded += 1;
    } catch (error) {
      const failure = batchFailure(error);
      const entries = [...jobs];
      const [position, ...others] = jobs.keys();
      if (failure === undefined || position === undefined) throw error;
      if (others.length === 0) {
        // A card with more on it than there is room for is not Mailroom's own alone, so the few properties will do.
        if (failure instanceof LongAnswerError && batch.isSparing !== true)
          return this.#runInHalves({ ...batch, kind: sparing(batch.kind), isSparing: true });
        // What is too large is so by itself, and says nothing about the server.
        if (!isTooLarge(failure)) tally.failed += 1;
        if (tally.succeeded === 0 && tally.failed >= MAX_LONE_FAILURES) throw error;
        const message = `The server refuses to change a contact card: ${failure.message}`;
        outcomes[position] = { ok: false, error: new RefusedError(message, { cause: failure }) };
        return;
      }
      const middle = Math.ceil(entries.length / 2);
      await this.#runInHalves({ ...batch, jobs: new Map(entries.slice(0, middle)) });
      await this.#runInHalves({ ...batch, jobs: new Map(entries.slice(middle)) });
    }
  }

  async #runAll<Job, Outcome>(batch: Batch<Job, Outcome>): Promise<void> {
    const taken = new Set<string>();
    let { jobs } = batch;
    for (let redos = 0; jobs.size > 0 && redos <= MAX_REDOS; redos++)
      jobs = await this.#runOnce({ ...batch, jobs }, taken);
    for (const position of jobs.keys()) {
      const message = 'Contact cards were changed by someone else every time they were written';
      batch.outcomes[position] = { ok: false, error: new ConflictError(message) };
    }
  }

  /** Reads, decides, writes; answers with the jobs that are to be decided anew. `taken` are UIDs that cannot be had. */
  async #runOnce<Job, Outcome>(batch: Batch<Job, Outcome>, taken: Set<string>): Promise<Map<number, Job>> {
    const { jobs, kind, outcomes, signal } = batch;
    const { state, view } = await this.#read([...jobs.values()], kind, taken, signal);
    const drafts = new Map<string, Draft>();
    const keys = new Map<number, string>();
    for (const [position, job] of jobs) {
      try {
        const { key, outcome } = kind.decide(job, view, drafts);
        keys.set(position, key);
        outcomes[position] = outcome;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        outcomes[position] = { ok: false, error };
      }
    }
    const refused = await this.#write(drafts, state, signal);
    if (refused === 'changed meanwhile') return new Map(jobs);
    const again = new Map<number, Job>();
    for (const [position, job] of jobs) {
      const key = keys.get(position) ?? '';
      const refusal = refused.get(key);
      if (refusal === undefined) continue;
      const isNew = drafts.get(key)?.before === undefined;
      if (isNew && this.#isCurable(refusal, key, taken)) again.set(position, job);
      else outcomes[position] = { ok: false, error: refusal.type === 'notFound' ? gone(key) : refusal.error };
    }
    return again;
  }

  async #read<Job, Outcome>(
    jobs: readonly Job[],
    kind: Kind<Job, Outcome>,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<{ state: string; view: View }> {
    const targetsIn = (view: Pick<View, 'byAddress'>): Targets =>
      new Map(jobs.flatMap((job) => kind.targetOf(job, view) ?? []).map((target) => [target.ref, target]));
    const listed = this.#asListed(jobs, kind, taken, targetsIn);
    if (listed !== undefined) return listed;
    const known = targetsIn({ byAddress: new Map() });
    if (!jobs.some(kind.makesCard)) {
      const calls = targetCalls(known, kind.properties);
      const { state, cards } = readTargets(await this.#jmap.call(calls, signal), known);
      return { state, view: viewOf(cards, undefined, taken) };
    }

    const list = this.#list ?? (await this.list(signal));
    const limit = await pageSize(this.#jmap, signal);
    const calls = [...targetCalls(known, kind.properties), ...changesCalls(list, limit)];
    const answer = await this.#jmap.call(calls, signal);
    // What is read after this must not have changed since, so the first read's state is the one to build on.
    const { state, cards } = readTargets(answer, known);
    try {
      if (readChanges(list, answer)) this.#list = await catchUp(this.#source, list, signal);
    } catch (error) {
      if (!isHistoryLost(error)) throw error;
      await this.list(signal);
    }
    const view = viewOf(cards, this.#list, taken);
    const found = new Map([...targetsIn(view)].filter(([ref]) => !known.has(ref)));
    if (found.size > 0) {
      const more = readTargets(await this.#jmap.call(targetCalls(found, kind.properties), signal), found);
      for (const [id, card] of more.cards) cards.set(id, card);
    }
    return { state, view };
  }

  /** What the list tells without another request; undefined where the jobs need more than that. */
  #asListed<Job, Outcome>(
    jobs: readonly Job[],
    kind: Kind<Job, Outcome>,
    taken: ReadonlySet<string>,
    targetsIn: (view: View) => Targets,
  ): { state: string; view: View } | undefined {
    const list = this.#list;
    if (list === undefined || !this.#isListCurrent) return undefined;
    const cards = new Map<string, JsCard>();
    const view = viewOf(cards, jobs.some(kind.makesCard) ? list : undefined, taken);
    for (const { ref, isWhole } of targetsIn(view).values()) {
      const card = list.cards.get(ref);
      const isEnough = !isWhole && kind.properties.every((property) => LISTED_PROPERTIES.includes(property));
      if (card === undefined || !isEnough) return undefined;
      cards.set(ref, card);
    }
    return { state: list.state, view };
  }

  async #write(
    drafts: Drafts,
    ifInState: string,
    signal: AbortSignal,
  ): Promise<Written['refused'] | 'changed meanwhile'> {
    const list = this.#list;
    const wasListed = this.#isListCurrent && list?.state === ifInState;
    this.#isListCurrent = false;
    const inBook = (draft: Draft): Draft =>
      draft.before !== undefined || list === undefined
        ? draft
        : { before: undefined, after: putIntoBook(draft.after, list.book, this.#bookProperty) };
    const complete = new Map([...drafts].map(([key, draft]) => [key, inBook(draft)]));
    try {
      const context = { jmap: this.#jmap, guard: this.#guard, signal };
      const { refused, made, madeState } = await writeDrafts(complete, ifInState, context);
      if (list !== undefined && wasListed && madeState !== undefined) {
        keepCards(list, new Map([...made.values()].map((card) => [String(card.id), card])));
        list.state = madeState;
        this.#isListCurrent = true;
      }
      return refused;
    } catch (error) {
      if (error instanceof ConflictError) return 'changed meanwhile';
      throw error;
    }
  }

  /** Whether a card that could not be made can be made in another way. */
  #isCurable({ type, properties }: SetError, uid: string, taken: Set<string>): boolean {
    if (type === 'alreadyExists' || properties.includes('uid')) {
      taken.add(uid);
      return true;
    }
    if (this.#bookProperty === 'addressBookId' || !properties.includes('addressBookIds')) return false;
    this.#bookProperty = 'addressBookId';
    return true;
  }
}
