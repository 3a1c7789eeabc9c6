import { type BookListing, type ContactReading } from '../../contacts/contact-book.ts';
import { type Address } from '../../mail/address.ts';
import { type MailboxId, type MailWalks } from '../../mail/mail-store.ts';
import { type Places } from '../../triage/places/placed-category.ts';
import { type CardPast, pastOf } from '../card-past.ts';
import { categorise, type CategorisedSenders, categorisedCards } from '../categorised.ts';
import { type Selection } from '../sender-rows.ts';
import { Tally } from '../tally.ts';

export interface SendersAccount {
  readonly places: Places;
  readonly listing: BookListing;
  readonly isOwnAddress: (sender: Address) => boolean;
  readonly walks: MailWalks;
  readonly cards: ContactReading;
}

/** Which senders are in a category, and what their cards say of it. Memory holds no card's text. */
export async function readCategorised(
  { listing, places, cards }: Pick<SendersAccount, 'listing' | 'places' | 'cards'>,
  signal: AbortSignal,
): Promise<CategorisedSenders> {
  const inCategories = categorisedCards(listing, places);
  const pasts = new Map<string, CardPast>();
  await cards.read(
    inCategories.map(({ card }) => card),
    ({ ref }, contact) => void pasts.set(ref, pastOf(contact)),
    signal,
  );
  return categorise(inCategories, pasts);
}

/** Counts the mail that tells of the wanted senders. `onTally` gets the counts while they grow. */
export async function countMail(
  { places, isOwnAddress, walks }: Pick<SendersAccount, 'places' | 'isOwnAddress' | 'walks'>,
  categorised: CategorisedSenders,
  { of, withSent }: Selection,
  signal: AbortSignal,
  onTally: (tally: Tally) => void = () => undefined,
): Promise<Tally> {
  const homeOf = (sender: Address): MailboxId | undefined => categorised.get(sender)?.placed.mailbox;
  const tally = new Tally({ places, isOwnAddress, homeOf });
  onTally(tally);
  const homes =
    of === 'waiting'
      ? []
      : places.categories.filter(({ category }) => of === 'all' || category.name === of.category);
  const mailboxIds = new Set([places.screener, places.inbox, ...homes.map(({ mailbox }) => mailbox)]);
  await walks.walk([...mailboxIds], tally.mail, signal);
  if (of !== 'waiting') tally.expect(categorised.keys());
  if (withSent && places.sent !== undefined)
    await walks.walkRecipients([places.sent], tally.recipients, signal);
  return tally;
}
