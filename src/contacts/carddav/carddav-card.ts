import { type DavCard } from '../../dav/dav-card.ts';
import { type DavClient } from '../../dav/dav-client.ts';
import { UidConflictError } from '../../dav/refusal.ts';
import { ConflictError, SenderError, TransientError } from '../../errors.ts';
import { type ByteGate } from './byte-gate.ts';
import { newCard, readContact } from '../vcard/card.ts';
import { type NewContact } from '../contact-book.ts';
import { derivedUid, MAX_ATTEMPTS } from '../contact-uid.ts';
import { type JobResult } from './run-jobs.ts';

const MAX_REDOS = 5;

/** Decides from a card's text what it is to be; the very same text when nothing is to change. */
export type Rewrite<Result> = (text: string) => { text: string; result: Result };

/**
 * Changes one card, which `read` reads. Where someone else changed it in between (412) it is read and rewritten again, at
 * most 5 times. A card that is gone is a `TransientError` as outcome. Throws `ConflictError` when it kept changing,
 * `SenderError` when it cannot be written safely or the server refuses it.
 */
export async function rewriteCard<Result>(
  dav: DavClient,
  href: string,
  read: () => Promise<DavCard | undefined>,
  rewrite: Rewrite<Result>,
  signal: AbortSignal,
): Promise<JobResult<Result>> {
  for (let redos = 0; ; redos++) {
    const card = await (redos === 0 ? read() : dav.getCard(href, signal));
    if (card === undefined) return gone(href);
    const { text, result } = rewrite(card.data);
    if (text === card.data) return { ok: true, result, reached: true };
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
  }
}

/**
 * Makes the card of a contact. Its name is the guard (N7): where that is taken, or its UID by a card of another name, the
 * card there is ours if it holds the address, and is rewritten; else it is somebody's, and the next name is tried. What is
 * there is read while `gate` lets nothing else be read: it may be large. Throws as `rewriteCard` does.
 */
export async function createCard<Result>(
  dav: DavClient,
  book: URL,
  contact: NewContact,
  onCreated: (text: string) => Result,
  rewrite: Rewrite<Result>,
  gate: ByteGate,
  signal: AbortSignal,
): Promise<JobResult<Result>> {
  const adopt = async (href: string): Promise<JobResult<Result> | undefined> => {
    const existing = await dav.getCard(href, signal);
    if (existing === undefined) return gone(href);
    if (!readContact(existing.data).addresses.includes(contact.address)) return undefined;
    return rewriteCard(dav, href, () => Promise.resolve(existing), rewrite, signal);
  };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const uid = derivedUid(contact.address, attempt);
    const href = new URL(`${uid}.vcf`, book).pathname;
    const text = newCard(uid, contact);
    const taken = await putNew(dav, href, text, signal);
    if (taken === undefined) return { ok: true, result: onCreated(text), reached: true };
    const { by } = taken;
    const adopted = by === undefined ? undefined : await gate.run(Infinity, () => adopt(by));
    if (adopted !== undefined) return adopted;
  }
  throw new SenderError(
    `No contact card can be made: its ${MAX_ATTEMPTS} possible names are taken by cards that do not hold the address`,
  );
}

/** Undefined when the card was made; else the card that is in the way, if the server says which that is. */
async function putNew(
  dav: DavClient,
  href: string,
  text: string,
  signal: AbortSignal,
): Promise<{ by: string | undefined } | undefined> {
  try {
    return (await isPut(dav.putCard(href, text, { ifNoneMatch: '*' }, signal))) ? undefined : { by: href };
  } catch (error) {
    if (error instanceof UidConflictError) return { by: error.href };
    throw error;
  }
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
