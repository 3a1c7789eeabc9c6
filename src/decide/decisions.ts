import { indexCards } from '../contacts/address-pattern.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { type Address, isWholeDomain, normaliseAddress, senderAddress } from '../mail/address.ts';
import { type CategorisedSenders } from '../senders/categorised.ts';
import { categoryNamed } from '../senders/category-named.ts';
import { groupBy } from '../triage/group-by.ts';
import { isStillUndecided } from '../triage/membership.ts';
import { type PlacedCategory, type Places } from '../triage/places/placed-category.ts';
import { type LineProblem, type Row } from './read-rows.ts';

/** What one line of the file decides about a sender. */
export interface Decision {
  readonly line: number;
  readonly sender: Address;
  readonly placed: PlacedCategory;
  /** The category that the sender is in; undefined for one that is in none. */
  readonly from: PlacedCategory | undefined;
  /** Further addresses of the sender's contact: a label on their mail is one on the same contact. */
  readonly sharing: readonly Address[];
}

export interface Decisions {
  /** One for each sender that a label may have something to do about. */
  readonly decisions: readonly Decision[];
  /**
   * How many lines say what is so already: senders that are to be undecided, and are, where a label would come off again, and
   * that would be all; and whole domains.
   */
  readonly alreadyDone: number;
  readonly problems: readonly LineProblem[];
}

export interface DecisionContext {
  readonly places: Places;
  readonly listing: BookListing;
  readonly categorised: Pick<CategorisedSenders, 'get'>;
  readonly isOwnAddress: (sender: Address) => boolean;
}

/** The addresses and whole domains that the rows name, as far as they are any. */
export const addressesIn = (rows: readonly Row[]): ReadonlySet<Address> =>
  new Set(rows.flatMap(({ address }) => senderAddress(address) ?? domainIn(address) ?? []));

function domainIn(text: string): Address | undefined {
  const address = normaliseAddress(text);
  return address !== undefined && isWholeDomain(address) ? address : undefined;
}

/** What the rows decide. Where lines disagree about a sender, or about senders of one contact, none of them counts. */
export function decisionsIn(rows: readonly Row[], context: DecisionContext): Decisions {
  const { listing } = context;
  const problems: LineProblem[] = [];
  const read: Decision[] = [];
  const cards = indexCards(listing.cards);
  let alreadyDone = 0;
  for (const row of rows) {
    const decision = decisionOf(row, context, cards);
    if (decision === undefined) alreadyDone += 1;
    else if (typeof decision === 'string') problems.push({ line: row.line, text: decision });
    else read.push(decision);
  }
  const bySender = groupBy(read, ({ sender }) => sender);
  const contacts = listing.cards
    .map(({ addresses }) => [...new Set(addresses)].flatMap((address) => bySender.get(address) ?? []))
    .filter((lines) => new Set(lines.map(({ sender }) => sender)).size > 1);
  const disputed = new Set<Address>();
  for (const lines of [...bySender.values(), ...contacts]) {
    const [first, ...others] = lines.toSorted((one, other) => one.line - other.line);
    const differing = others.filter(({ placed }) => placed !== first?.placed);
    if (first === undefined || differing.length === 0) continue;
    for (const { line, sender, placed } of differing) {
      const whose = sender === first.sender ? sender : `${sender} shares a contact with ${first.sender}, and`;
      const named = `${placed.category.name}, but in line ${first.line} ${first.placed.category.name}`;
      problems.push({ line, text: `${whose} is to be ${named}: none of it is done` });
    }
    for (const { sender } of lines) disputed.add(sender);
  }
  const agreed = [...bySender.values()]
    .flatMap(([first]) => first ?? [])
    .filter(({ sender }) => !disputed.has(sender));
  const decisions = agreed.filter(
    ({ sender, placed, from }) =>
      !isStillUndecided({ placed, from, cards: cards.of(sender), covering: cards.covering(sender) }),
  );
  return { decisions, alreadyDone: alreadyDone + agreed.length - decisions.length, problems };
}

/** What one row decides; undefined when it is so already, and a text where it decides nothing. */
function decisionOf(
  { line, address, category }: Row,
  { places, categorised, isOwnAddress }: DecisionContext,
  cards: ReturnType<typeof indexCards>,
): Decision | string | undefined {
  const sender = senderAddress(address) ?? domainIn(address);
  if (sender === undefined) return `"${address}" is no address that mail comes from`;
  const named = categoryNamed(
    category,
    places.categories.map((placed) => placed.category),
  );
  if (typeof named === 'string') return named;
  const placed = places.categories.find((each) => each.category === named);
  if (placed === undefined) return `no category is called "${category}"`;
  if (isWholeDomain(sender)) {
    if (categorised.get(sender)?.placed === placed) return undefined;
    return `${sender} is a whole domain: put "${placed.category.label}" and the label for whole domains on one of its messages`;
  }
  if (isOwnAddress(sender)) return `${sender} is an address of your own, and own mail is not triaged`;
  const addresses = new Set(cards.of(sender).flatMap((card) => card.addresses));
  addresses.delete(sender);
  return { line, sender, placed, from: categorised.get(sender)?.placed, sharing: [...addresses] };
}
