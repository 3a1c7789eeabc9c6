import { LongAnswerError } from '../../http/read-body.ts';
import { isTooLarge } from '../../jmap/batch-failure.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type CardEntry, type Contact } from '../contact-book.ts';
import { completeCards } from './card-answers.ts';
import { pageSize } from './jmap-card-list.ts';
import { hasDerivedUid, isOwnCard } from '../../safety/own-card.ts';
import { CONTACT_PROPERTIES, type JsCard, readContact } from './jscontact.ts';

type Tell = (card: CardEntry, contact: Contact) => void;

/** Tells what is on these cards: as many a request as the server allows, and fewer where their notes are long. */
export function readContacts(
  jmap: JmapClient,
  cards: readonly CardEntry[],
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const read = (card: CardEntry, found: JsCard): void => tell(card, readContact(found));
  return readAll(jmap, cards, { properties: CONTACT_PROPERTIES, read, signal });
}

/** Which of these cards, by id, are Mailroom's own. */
export async function readOwn(
  jmap: JmapClient,
  cards: readonly CardEntry[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  const read = ({ ref }: CardEntry, found: JsCard): void => {
    if (isOwnCard(found)) own.add(ref);
  };
  // One that is larger than an answer may be has more on it than Mailroom writes.
  const whole: Reading = { properties: null, read, mayBeTooLong: true, signal };
  await readAll(
    jmap,
    cards.filter(({ uid, addresses }) => hasDerivedUid(uid, addresses)),
    whole,
  );
  return own;
}

interface Reading {
  /** Null reads all. */
  readonly properties: readonly string[] | null;
  readonly read: (card: CardEntry, found: JsCard) => void;
  /** Leaves out a card that is too long for an answer. */
  readonly mayBeTooLong?: boolean;
  readonly signal: AbortSignal;
}

async function readAll(jmap: JmapClient, cards: readonly CardEntry[], reading: Reading): Promise<void> {
  const size = await pageSize(jmap, reading.signal);
  for (let start = 0; start < cards.length; start += size)
    await readInHalves(jmap, cards.slice(start, start + size), reading);
}

async function readInHalves(jmap: JmapClient, cards: readonly CardEntry[], reading: Reading): Promise<void> {
  const { properties, read, mayBeTooLong = false, signal } = reading;
  const ids = cards.map(({ ref }) => ref);
  try {
    const answer = await jmap.call([['ContactCard/get', { ids, properties }, 'cards']], signal);
    const found = await completeCards(jmap, { callId: 'cards', ids, properties, answer }, signal);
    for (const card of cards) {
      const whole = found.get(card.ref);
      if (whole !== undefined) read(card, whole);
    }
  } catch (error) {
    if (!(error instanceof LongAnswerError || isTooLarge(error))) throw error;
    if (cards.length === 1) {
      if (mayBeTooLong) return;
      throw error;
    }
    const middle = Math.ceil(cards.length / 2);
    await readInHalves(jmap, cards.slice(0, middle), reading);
    await readInHalves(jmap, cards.slice(middle), reading);
  }
}
