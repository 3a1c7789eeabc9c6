import { type DavClient } from '../../dav/dav-client.ts';
import { SenderError, TransientError } from '../../errors.ts';
import { isPut } from './carddav-card.ts';
import { groupUid } from '../contact-uid.ts';
import { newGroupCard, readGroup } from '../vcard/group-card.ts';

const MAX_UIDS = 9;

/**
 * Makes the card of a contact group. As with contacts (N7) its resource name is the guard: where that is taken, the card
 * there is the group, made by another process, unless it was renamed since; then the next name is tried. Throws
 * `SenderError` when the server refuses the card, `TransientError` when its place is gone.
 */
export async function createGroupCard(
  dav: DavClient,
  book: URL,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= MAX_UIDS; attempt++) {
    const uid = groupUid(name, attempt);
    const href = new URL(`${uid}.vcf`, book).pathname;
    if (await isPut(dav.putCard(href, newGroupCard(uid, name), { ifNoneMatch: '*' }, signal))) return;
    const existing = await dav.getCard(href, signal);
    if (existing === undefined) throw new TransientError(`The contact group at ${href} is gone`);
    if (readGroup(href, existing.data)?.name.normalize() === name.normalize()) return;
  }
  throw new SenderError(
    `No contact group "${name}" can be made: its ${MAX_UIDS} possible cards are other groups. Make it in your address book.`,
  );
}
