import { AuthError, ConflictError, ProtocolError } from '../errors.ts';
import { arrayField, isObject, stringField } from '../jmap/fields.ts';
import { type JmapClient } from '../jmap/jmap-client.ts';
import { MethodError } from '../jmap/method-error.ts';
import { type WireGuard } from '../safety/wire-guard.ts';
import { type MailboxFilter, type Page, pageCalls, readMails, readPage } from './email-pages.ts';
import { updateMails } from './email-update.ts';
import { CHECKED, LISTED, type MailForm, SCANNED, type UnclearMail } from './jmap-mail.ts';
import {
  type Listing,
  type Mail,
  type Mailbox,
  type MailboxId,
  type MailChange,
  type MailDelta,
  type MailId,
  type MailQuery,
  type MailStore,
  type Scan,
  type UpdateResult,
} from './mail-store.ts';
import { MailboxWatch } from './mailbox-watch.ts';

/** Mails a page, and changes an Email/set: large enough to be few requests, small enough for a pod's memory. */
const PAGE_SIZE = 500;

/** Mailboxes whose first pages share one request, two calls each. */
const MAILBOXES_AT_ONCE = 10;

/** How often the listing of a mailbox starts over because the mail that a page hangs on has left it. */
const MAX_RESTARTS = 5;

/** The MailStore of a JMAP account (RFC 8621). `guard` must be the one that the client checks its requests with. */
export const createJmapMailStore = ({ jmap, guard }: { jmap: JmapClient; guard: WireGuard }): MailStore =>
  new JmapMailStore(jmap, guard);

class JmapMailStore implements MailStore {
  readonly #jmap: JmapClient;
  readonly #guard: WireGuard;
  readonly #mailboxes: MailboxWatch;
  #pageSize = PAGE_SIZE;
  #maxUpdates = PAGE_SIZE;
  #mailboxesAtOnce = MAILBOXES_AT_ONCE;
  /** Mail whose From itself showed that it has no sender, which a listing cannot see. As of the last scan. */
  #senderless = new Set<MailId>();

  constructor(jmap: JmapClient, guard: WireGuard) {
    this.#jmap = jmap;
    this.#guard = guard;
    this.#mailboxes = new MailboxWatch(jmap);
  }

  get maxUpdates(): number {
    return this.#maxUpdates;
  }

  mailboxes(signal: AbortSignal): Promise<Mailbox[]> {
    return this.#mailboxes.read(signal);
  }

  async ownAddresses(signal: AbortSignal): Promise<string[]> {
    const { username } = await this.#jmap.session(signal);
    try {
      const answer = await this.#jmap.call(
        [['Identity/get', { ids: null, properties: ['email'] }, 'all']],
        signal,
      );
      const identities = arrayField(answer.get('all'), 'list', 'Identity/get').filter(isObject);
      return [username, ...identities.flatMap(({ email }) => (typeof email === 'string' ? [email] : []))];
    } catch (error) {
      // A token without the submission scope may not read identities; that is how tokens should be.
      if (error instanceof MethodError || error instanceof AuthError) return [username];
      throw error;
    }
  }

  async scan(mailboxIds: readonly MailboxId[], signal: AbortSignal): Promise<Scan> {
    const filter: MailboxFilter = {
      operator: 'OR',
      conditions: mailboxIds.map((inMailbox) => ({ inMailbox })),
    };
    const limit = await this.#readLimits(signal);
    const page = pageCalls({ filter, after: undefined, form: SCANNED, limit });
    const answer = await this.#jmap.call([...page, this.#mailboxes.changesCall()], signal);
    const mailboxes = await this.#mailboxes.readIfChanged(answer, signal);
    const mails: Mail[] = [];
    this.#senderless = new Set();
    const keep = (page: readonly Mail[]): void => void mails.push(...this.#checked(page));
    const first = readPage(answer, { limit, form: SCANNED });
    keep(first.mails);
    await this.#listRest(filter, first, SCANNED, keep, signal);
    return {
      state: first.state,
      mails: [...new Map(mails.map((mail) => [mail.id, mail])).values()],
      mailboxes,
    };
  }

  async list(
    { ids, mailboxIds, keep, maxKept = Infinity }: MailQuery,
    signal: AbortSignal,
  ): Promise<Listing> {
    const limit = await this.#readLimits(signal);
    const mails = new Map<MailId, Mail>();
    const unclear: MailId[] = [];
    const isFull = (): boolean => mails.size + unclear.length >= ids.length + maxKept;
    const keepPage = (page: readonly (Mail | UnclearMail)[]): void => {
      for (const read of page) {
        if ('candidates' in read) {
          const { mail, candidates } = read;
          const mayBeKept = candidates.some((sender) => keep({ ...mail, sender }));
          if (mayBeKept && !mails.has(mail.id)) unclear.push(mail.id);
        } else {
          const mail = this.#senderless.has(read.id) ? { ...read, sender: undefined } : read;
          if (keep(mail)) mails.set(mail.id, mail);
        }
      }
    };
    const firstPages: { filter: MailboxFilter; page: Pick<Page, 'last'> }[] = [];
    const idChunks = chunks(ids, limit);
    const boxChunks = chunks(mailboxIds, this.#mailboxesAtOnce);
    let state: string | undefined;
    for (let n = 0; n < Math.max(idChunks.length, boxChunks.length, 1); n += 1) {
      const filters = (boxChunks[n] ?? []).map((inMailbox) => ({ inMailbox }));
      const request = { after: undefined, form: LISTED, limit };
      const answer = await this.#jmap.call(
        [
          ['Email/get', { ids: idChunks[n] ?? [], properties: CHECKED.properties }, 'ids'],
          ...filters.flatMap((filter, index) => pageCalls({ ...request, filter }, String(index))),
        ],
        signal,
      );
      state ??= stringField(answer.get('ids'), 'state', 'Email/get');
      for (const mail of readMails(answer.get('ids'), CHECKED)) mails.set(mail.id, mail);
      for (const [index, filter] of filters.entries()) {
        const page = readPage(answer, request, String(index));
        keepPage(page.mails);
        firstPages.push({ filter, page: { last: page.last } });
      }
    }
    let isComplete = true;
    for (const { filter, page } of firstPages) {
      const isListed = await this.#listRest(filter, page, LISTED, keepPage, signal, isFull);
      isComplete &&= isListed;
    }

    for (const chunk of chunks(unclear, limit)) {
      const answer = await this.#jmap.call(
        [['Email/get', { ids: chunk, properties: CHECKED.properties }, 'unclear']],
        signal,
      );
      for (const mail of readMails(answer.get('unclear'), CHECKED)) if (keep(mail)) mails.set(mail.id, mail);
    }

    const wanted = new Set(ids);
    const delta = await this.changesSince(state ?? '', signal);
    for (const id of delta.gone) mails.delete(id);
    for (const mail of delta.mails)
      if (wanted.has(mail.id) || mails.has(mail.id) || keep(mail)) mails.set(mail.id, mail);
    return { state: delta.state, mails: this.#read([...mails.values()]), isComplete };
  }

  async changesSince(state: string, signal: AbortSignal): Promise<MailDelta> {
    const mails = new Map<MailId, Mail>();
    const gone = new Set<MailId>();
    for (let since = state; ;) {
      const page = await this.#changesPage(since, signal);
      for (const id of page.gone) {
        mails.delete(id);
        gone.add(id);
      }
      for (const mail of page.mails) mails.set(mail.id, mail);
      if (!page.hasMore)
        return { state: page.state, mails: this.#checked([...mails.values()]), gone: [...gone] };
      if (page.state === since)
        throw new ProtocolError('Email/changes announces more changes, but its state stays the same');
      since = page.state;
    }
  }

  async update(
    changes: readonly MailChange[],
    ifInState: string,
    signal: AbortSignal,
  ): Promise<UpdateResult> {
    return updateMails(changes, ifInState, { jmap: this.#jmap, guard: this.#guard, signal });
  }

  async #changesPage(sinceState: string, signal: AbortSignal): Promise<MailDelta & { hasMore: boolean }> {
    const get = (path: string): Record<string, unknown> => ({
      '#ids': { resultOf: 'changes', name: 'Email/changes', path },
      properties: SCANNED.properties,
    });
    const answer = await this.#jmap.call(
      [
        ['Email/changes', { sinceState, maxChanges: this.#pageSize }, 'changes'],
        ['Email/get', get('/created'), 'created'],
        ['Email/get', get('/updated'), 'updated'],
        ...this.#mailboxes.exactCalls(),
      ],
      signal,
    );
    // Cyrus destroys mail that is moved into a deleted mailbox, and says it was updated. Deleting a mailbox changes the
    // state of mail, too, so this is the place where it shows: before anything is moved on the new state.
    if (!this.#mailboxes.isSame(answer)) throw new ConflictError('Mailboxes were changed meanwhile');
    const changes = orConflict(() => answer.get('changes'));
    const parts = [answer.get('created'), answer.get('updated')];
    return {
      state: stringField(changes, 'newState', 'Email/changes'),
      hasMore: changes.hasMoreChanges === true,
      mails: parts.flatMap((part) => readMails(part, SCANNED)),
      gone: [
        ...arrayField(changes, 'destroyed', 'Email/changes'),
        ...parts.flatMap((part) => arrayField(part, 'notFound', 'Email/get')),
      ].filter((id) => typeof id === 'string'),
    };
  }

  /** Lists the pages after the first one, unless told to stop; answers with whether the last one was reached. */
  async #listRest<Read>(
    filter: MailboxFilter,
    first: Pick<Page, 'last'>,
    form: MailForm<Read>,
    keep: (mails: readonly Read[]) => void,
    signal: AbortSignal,
    isStopped: () => boolean = () => false,
  ): Promise<boolean> {
    let after = first.last;
    let isLast = after === undefined;
    for (let restarts = 0; !isLast && !isStopped();) {
      const limit = this.#pageSize;
      const answer = await this.#jmap.call(pageCalls({ filter, after, form, limit }), signal);
      try {
        const page = readPage(answer, { limit, form });
        keep(page.mails);
        after = page.last;
        isLast = after === undefined;
      } catch (error) {
        if (!(error instanceof MethodError) || error.type !== 'anchorNotFound') throw error;
        if (restarts === MAX_RESTARTS)
          throw new ConflictError('Mail moves faster than it can be listed', { cause: error });
        restarts += 1;
        after = undefined;
      }
    }
    return isLast;
  }

  /** Limits may change with the session (RFC 8620 2), which the client reads again when it does. */
  async #readLimits(signal: AbortSignal): Promise<number> {
    const { limits } = await this.#jmap.session(signal);
    this.#pageSize = Math.min(PAGE_SIZE, limits.maxObjectsInGet);
    this.#maxUpdates = Math.min(PAGE_SIZE, limits.maxObjectsInSet);
    this.#mailboxesAtOnce = Math.max(
      1,
      Math.min(MAILBOXES_AT_ONCE, Math.floor((limits.maxCallsInRequest - 1) / 2)),
    );
    return this.#pageSize;
  }

  /** Mail whose From itself was read. */
  #checked(mails: readonly Mail[]): readonly Mail[] {
    for (const { id, sender } of mails) if (sender === undefined) this.#senderless.add(id);
    return this.#read(mails);
  }

  #read(mails: readonly Mail[]): readonly Mail[] {
    for (const mail of mails) this.#guard.noteRead(mail);
    return mails;
  }
}

const orConflict = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MethodError) || error.type !== 'cannotCalculateChanges') throw error;
    throw new ConflictError('The server no longer knows what changed', { cause: error });
  }
};

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
