import { AuthError, ConflictError } from '../../errors.ts';
import { isTooLarge } from '../../jmap/batch-failure.ts';
import { arrayField, isObject, stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type JmapResponses } from '../../jmap/invocation.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { type WireGuard } from '../../safety/wire-guard.ts';
import { changesCalls, type ChangesContext, readChanges } from './email-changes.ts';
import { idsIn } from './email-get.ts';
import { listMails } from './email-listing.ts';
import { type MailboxFilter, pageCalls, readPage, readPagesAfter } from './email-pages.ts';
import { updateMails } from './email-update.ts';
import { SCANNED } from './jmap-mail.ts';
import { canShrink, MAX_ANSWER_BYTES, type RequestSizes, requestSizes } from './request-sizes.ts';
import { UpdateSize } from './update-size.ts';
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
  type MailWalks,
  type Scan,
  type UpdateResult,
  type Walker,
} from '../mail-store.ts';
import { type Address } from '../address.ts';
import { MailboxWatch } from './mailbox-watch.ts';
import { walkMail, walkRecipients } from './walk-mail.ts';

export interface JmapMailStoreParts {
  jmap: JmapClient;
  /** The one that the client checks its requests with. */
  guard: WireGuard;
  /** Milliseconds of a steady clock. */
  now?: () => number;
}

/** The MailStore of a JMAP account (RFC 8621). */
export const createJmapMailStore = (parts: JmapMailStoreParts): MailStore & MailWalks =>
  new JmapMailStore(parts);

class JmapMailStore implements MailStore, MailWalks {
  readonly #jmap: JmapClient;
  readonly #guard: WireGuard;
  readonly #mailboxes: MailboxWatch;
  readonly #updateSize: UpdateSize;
  /** As the session last said. */
  #maxObjectsInSet = 1;
  /** Mail whose From itself showed that it has no sender, which a listing cannot see. As of the last scan. */
  readonly #senderless = new Set<MailId>();

  constructor({ jmap, guard, now = () => performance.now() }: JmapMailStoreParts) {
    this.#jmap = {
      ...jmap,
      call: (calls, signal) => jmap.call(calls, signal, { maxAnswerBytes: MAX_ANSWER_BYTES }),
    };
    this.#guard = guard;
    this.#mailboxes = new MailboxWatch(this.#jmap);
    this.#updateSize = new UpdateSize(now);
  }

  get maxUpdates(): number {
    return this.#updateSize.within(this.#maxObjectsInSet);
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
    return this.#unlessRefused(mailboxIds, signal, async ({ checked: limit }) => {
      const page = pageCalls({ filter, form: SCANNED, limit });
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

  async #list(query: MailQuery, sizes: RequestSizes, signal: AbortSignal): Promise<Listing> {
    const { since } = query;
    const changes = this.#changesContext(sizes, signal);
    const { state, mails, unfinished, answer } = await listMails(query, {
      jmap: this.#jmap,
      senderless: this.#senderless,
      sizes,
      signal,
      changesCalls: (state) => changesCalls(state, changes),
    });
    const wanted = new Set(query.ids);
    const delta =
      answer === undefined
        ? await this.changesSince(since ?? state, signal)
        : await this.#changesSince(since ?? state, changes, answer);
    for (const id of delta.gone) mails.delete(id);
    for (const mail of delta.mails)
      if (wanted.has(mail.id) || mails.has(mail.id) || query.keep(mail)) mails.set(mail.id, mail);
    return { state: delta.state, mails: this.#read([...mails.values()]), unfinished };
  }

  walk(mailboxIds: readonly MailboxId[], begin: Walker<Mail>, signal: AbortSignal): Promise<void> {
    return this.#unlessRefused(mailboxIds, signal, ({ listed: limit }) =>
      walkMail({ mailboxIds, begin, limit }, { jmap: this.#jmap, signal }),
    );
  }

  walkRecipients(
    mailboxIds: readonly MailboxId[],
    begin: Walker<readonly Address[]>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#unlessRefused(mailboxIds, signal, ({ listed: limit }) =>
      walkRecipients({ mailboxIds, begin, limit }, { jmap: this.#jmap, signal }),
    );
  }

  changesSince(state: string, signal: AbortSignal): Promise<MailDelta> {
    return this.#inFittingSizes(signal, (sizes) =>
      this.#changesSince(state, this.#changesContext(sizes, signal)),
    );
  }

  async #changesSince(state: string, context: ChangesContext, begun?: JmapResponses): Promise<MailDelta> {
    const delta = await readChanges(state, context, begun);
    this.#checked(delta.mails);
    return delta;
  }

  #changesContext({ checked: limit }: RequestSizes, signal: AbortSignal): ChangesContext {
    return { jmap: this.#jmap, form: SCANNED, mailboxes: this.#mailboxes, limit, signal };
  }

  async update(
    changes: readonly MailChange[],
    ifInState: string,
    signal: AbortSignal,
  ): Promise<UpdateResult> {
    const context = { jmap: this.#jmap, guard: this.#guard, size: this.#updateSize, signal };
    return updateMails(changes, ifInState, context);
  }

  /** Reads from mailboxes; with a `ConflictError` where the server refuses to because one of them is gone. */
  async #unlessRefused<T>(
    mailboxIds: readonly MailboxId[],
    signal: AbortSignal,
    read: (sizes: RequestSizes) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#inFittingSizes(signal, read);
    } catch (error) {
      const isRefused = error instanceof MethodError && error.type === 'invalidArguments';
      if (isRefused && (await this.#areGone(mailboxIds, signal)))
        throw new ConflictError('A mailbox was deleted meanwhile', { cause: error });
      throw error;
    }
  }

  /** Reads anew in smaller requests where the server, or Mailroom's memory, finds them too large. */
  async #inFittingSizes<T>(signal: AbortSignal, read: (sizes: RequestSizes) => Promise<T>): Promise<T> {
    for (let part = 1; ; part *= 2) {
      // Limits may change with the session (RFC 8620 2), which the client reads again when it does.
      const { limits } = await this.#jmap.session(signal);
      this.#maxObjectsInSet = limits.maxObjectsInSet;
      const sizes = requestSizes(limits, part);
      try {
        return await read(sizes);
      } catch (error) {
        if (!isTooLarge(error) || !canShrink(sizes)) throw error;
      }
    }
  }

  async #areGone(ids: readonly MailboxId[], signal: AbortSignal): Promise<boolean> {
    const answer = await this.#jmap.call([['Mailbox/get', { ids, properties: ['id'] }, 'boxes']], signal);
    return idsIn(arrayField(answer.get('boxes'), 'notFound', 'Mailbox/get')).length > 0;
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
