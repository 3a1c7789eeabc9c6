import { LongAnswerError } from '../../http/read-body.ts';
import { isTooLarge } from '../../jmap/batch-failure.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type CardEntry, type Contact } from '../contact-book.ts';
import { completeCards } from './card-answers.ts';
import { pageSize } from './jmap-card-list.ts';
import { CONTACT_PROPERTIES, readContact } from './jscontact.ts';

type Tell = (card: CardEntry, contact: Contact) => void;

/** Tells what is on these cards: as many a request as the server allows, and fewer where their notes are long. */
export async function readContacts(
  jmap: JmapClient,
  cards: readonly CardEntry[],
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const size = await pageSize(jmap, signal);
  for (let start = 0; start < cards.length; start += size)
    await readInHalves(jmap, cards.slice(start, start + size), tell, signal);
}

async function readInHalves(
  jmap: JmapClient,
  cards: readonly CardEntry[],
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const ids = cards.map(({ ref }) => ref);
  const asked = { callId: 'cards', ids, properties: CONTACT_PROPERTIES };
  try {
    const answer = await jmap.call(
      [['ContactCard/get', { ids, properties: CONTACT_PROPERTIES }, 'cards']],
      signal,
    );
    const found = await completeCards(jmap, { ...asked, answer }, signal);
    for (const card of cards) {
      const read = found.get(card.ref);
      if (read !== undefined) tell(card, readContact(read));
    }
  } catch (error) {
    if (!(error instanceof LongAnswerError || isTooLarge(error)) || cards.length === 1) throw error;
    const middle = Math.ceil(cards.length / 2);
    await readInHalves(jmap, cards.slice(0, middle), tell, signal);
    await readInHalves(jmap, cards.slice(middle), tell, signal);
  }
}
