import { type DavCard, type DavClient } from '../dav/dav-client.ts';
import { ConflictError, SenderError, TransientError } from '../errors.ts';
import { newCard, readContact } from './card.ts';
import { type NewContact } from './contact-book.ts';
import { derivedUid, MAX_ATTEMPTS } from './contact-uid.ts';
import { type JobResult } from './run-jobs.ts';

const MAX_REDOS = 5;

/** Decides from a card's text what it is to be; the very same text when nothing is to change. */
export type Rewrite<Result> = (text: string) => { text: string; result: Result };

/**
 * Changes one card. Where someone else changed it in between (412) it is read and rewritten again, at most 5 times.
 * `known` is the card if it was just read. A card that is gone is a `TransientError` as outcome. Throws `ConflictError` when
 * it kept changing, `SenderError` when it cannot be written safely or the server refuses it.
 */
export async function rewriteCard<Result>(
  dav: DavClient,
  href: string,
  known: DavCard | undefined,
  rewrite: Rewrite<Result>,
  signal: AbortSignal,
): Promise<JobResult<Result>> {
  let card = known;
  let reached = false;
  for (let redos = 0; ; redos++) {
    if (card?.etag === undefined) {
      card = await dav.getCard(href, signal);
      reached = true;
    }
    if (card === undefined) return gone(href);
    const { text, result } = rewrite(card.data);
    if (text === card.data) return { ok: true, result, reached };
    const { etag: ifMatch } = card;
    // A weak one never matches (RFC 9110 13.1.1): the card would seem to change every time.
    if (ifMatch === undefined || ifMatch.startsWith('W/'))
      throw new SenderError(
        `The contact card at ${href} cannot be edited safely: the server gives no strong ETag`,
      );
    if (await isPut(dav.putCard(href, text, { ifMatch }, signal))) return { ok: true, result, reached: true };
    if (redos === MAX_REDOS)
      throw new ConflictError(
        `The contact card at ${href} was changed by someone else every time it was written`,
      );
    card = undefined;
  }
}

/**
 * Makes the card of a contact. Its name is the guard (N7): where that is taken, the card there is ours if it holds the
 * address, and is rewritten; else it is somebody's, and the next name is tried. Throws as `rewriteCard` does.
 */
export async function createCard<Result>(
  dav: DavClient,
  book: URL,
  contact: NewContact,
  onCreated: (text: string) => Result,
  rewrite: Rewrite<Result>,
  signal: AbortSignal,
): Promise<JobResult<Result>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const uid = derivedUid(contact.address, attempt);
    const href = new URL(`${uid}.vcf`, book).pathname;
    const text = newCard(uid, contact);
    if (await isPut(dav.putCard(href, text, { ifNoneMatch: '*' }, signal)))
      return { ok: true, result: onCreated(text), reached: true };
    const existing = await dav.getCard(href, signal);
    if (existing === undefined) return gone(href);
    if (readContact(existing.data).addresses.includes(contact.address))
      return { ...(await rewriteCard(dav, href, existing, rewrite, signal)), reached: true };
  }
  throw new SenderError(
    `No contact card can be made: its ${MAX_ATTEMPTS} possible names are taken by cards that do not hold the address`,
  );
}

/** Not thrown: the server is there, and the next cycle finds other cards. */
const gone = (href: string): JobResult<never> => ({
  ok: false,
  error: new TransientError(`The contact card at ${href} is gone`),
  reached: true,
});

/** False when the condition of the write did not hold. */
export async function isPut(put: Promise<unknown>): Promise<boolean> {
  try {
    await put;
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}
