import { AuthError, ConflictError } from '../../errors.ts';
import { isTooLarge } from '../../jmap/batch-failure.ts';
import { arrayField, isObject, stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { type WireGuard } from '../../safety/wire-guard.ts';
import { readChanges } from './email-changes.ts';
import { idsIn } from './email-get.ts';
import { type ListingSizes, listMails } from './email-listing.ts';
import { type MailboxFilter, pageCalls, readPage, readPagesAfter } from './email-pages.ts';
import { updateMails } from './email-update.ts';
import { SCANNED } from './jmap-mail.ts';
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
} from '../mail-store.ts';
import { MailboxWatch } from './mailbox-watch.ts';

/** Mails a page, and changes an Email/set: large enough to be few requests, small enough for a pod's memory. */
const PAGE_SIZE = 500;

/** Mailboxes whose first pages share one request, two calls each. */
const MAILBOXES_AT_ONCE = 10;

/** The MailStore of a JMAP account (RFC 8621). `guard` must be the one that the client checks its requests with. */
export const createJmapMailStore = ({ jmap, guard }: { jmap: JmapClient; guard: WireGuard }): MailStore =>
  new JmapMailStore(jmap, guard);

class JmapMailStore implements MailStore {
  readonly #jmap: JmapClient;
  readonly #guard: WireGuard;
  readonly #mailboxes: MailboxWatch;
  #maxUpdates = PAGE_SIZE;
  /** Mail whose From itself showed that it has no sender, which a listing cannot see. As of the last scan. */
  readonly #senderless = new Set<MailId>();

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
    return this.#unlessRefused(mailboxIds, signal, async ({ pageSize: limit }) => {
      const page = pageCalls({ filter, after: undefined, form: SCANNED, limit });
      const answer = await this.#jmap.call([...page, this.#mailboxes.changesCall()], signal);
      const mailboxes = await this.#mailboxes.readIfChanged(answer, signal);
      const context = { jmap: this.#jmap, form: SCANNED, signal };
      const mails = new Map<MailId, Mail>();
      this.#senderless.clear();
      const keep = (page: readonly Mail[]): void => {
        for (const mail of this.#checked(page)) mails.set(mail.id, mail);
      };
      const first = await readPage(answer, limit, context);
      keep(first.mails);
      await readPagesAfter(first.last, { filter, limit, keep }, context);
      const state = stringField(answer.get('page'), 'state', 'Email/get');
      return { state, mails: [...mails.values()], mailboxes };
    });
  }

  list(query: MailQuery, signal: AbortSignal): Promise<Listing> {
    return this.#unlessRefused(query.mailboxIds, signal, (sizes) => this.#list(query, sizes, signal));
  }

  async #list(query: MailQuery, sizes: ListingSizes, signal: AbortSignal): Promise<Listing> {
    const context = { jmap: this.#jmap, senderless: this.#senderless, sizes, signal };
    const { state, mails, isComplete } = await listMails(query, context);
    const wanted = new Set(query.ids);
    const delta = await this.changesSince(state, signal);
    for (const id of delta.gone) mails.delete(id);
    for (const mail of delta.mails)
      if (wanted.has(mail.id) || mails.has(mail.id) || query.keep(mail)) mails.set(mail.id, mail);
    return { state: delta.state, mails: this.#read([...mails.values()]), isComplete };
  }

  async changesSince(state: string, signal: AbortSignal): Promise<MailDelta> {
    const { pageSize: limit } = await this.#readSizes(signal);
    const context = { jmap: this.#jmap, form: SCANNED, mailboxes: this.#mailboxes, limit, signal };
    const delta = await readChanges(state, context);
    this.#checked(delta.mails);
    return delta;
  }

  async update(
    changes: readonly MailChange[],
    ifInState: string,
    signal: AbortSignal,
  ): Promise<UpdateResult> {
    return updateMails(changes, ifInState, { jmap: this.#jmap, guard: this.#guard, signal });
  }

  /**
   * Reads from mailboxes: in smaller requests where the server finds them too large, and with a `ConflictError` where it
   * refuses to because one of the mailboxes is gone.
   */
  async #unlessRefused<T>(
    mailboxIds: readonly MailboxId[],
    signal: AbortSignal,
    read: (sizes: ListingSizes) => Promise<T>,
  ): Promise<T> {
    for (let part = 1; ; part *= 2) {
      const sizes = await this.#readSizes(signal, part);
      try {
        return await read(sizes);
      } catch (error) {
        if (isTooLarge(error) && Math.max(sizes.pageSize, sizes.mailboxesAtOnce) > 1) continue;
        const isRefused = error instanceof MethodError && error.type === 'invalidArguments';
        if (isRefused && (await this.#areGone(mailboxIds, signal)))
          throw new ConflictError('A mailbox was deleted meanwhile', { cause: error });
        throw error;
      }
    }
  }

  async #areGone(ids: readonly MailboxId[], signal: AbortSignal): Promise<boolean> {
    const answer = await this.#jmap.call([['Mailbox/get', { ids, properties: ['id'] }, 'boxes']], signal);
    return idsIn(arrayField(answer.get('boxes'), 'notFound', 'Mailbox/get')).length > 0;
  }

  /** Limits may change with the session (RFC 8620 2), which the client reads again when it does. */
  async #readSizes(signal: AbortSignal, part = 1): Promise<ListingSizes> {
    const { limits } = await this.#jmap.session(signal);
    const partOf = (size: number): number => Math.max(1, Math.floor(size / part));
    this.#maxUpdates = Math.min(PAGE_SIZE, limits.maxObjectsInSet);
    return {
      pageSize: partOf(Math.min(PAGE_SIZE, limits.maxObjectsInGet)),
      mailboxesAtOnce: partOf(Math.min(MAILBOXES_AT_ONCE, (limits.maxCallsInRequest - 1) / 2)),
    };
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
