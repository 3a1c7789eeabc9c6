import { createHash } from 'node:crypto';
import { type CardLine, formatCard, unescapeValue, valueOf } from './card-lines.ts';
import { isMemberLine, memberUid, type MemberRules } from './card-members.ts';
import { type Tombstone } from './mail-state.ts';

export interface CardRecord {
  /** The resource's name, like `ada.vcf`. */
  name: string;
  lines: CardLine[];
  /** With its quotes (RFC 9110 8.8.3). */
  etag: string;
  /** What JMAP calls it; stays the same when the card is written anew. */
  readonly id: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** An account's address book. It checks nothing: that is the protocol's part. */
export class CardState {
  /** In order of writing. */
  readonly cards = new Map<string, CardRecord>();
  /** By id. */
  readonly destroyedCards = new Map<string, Tombstone>();
  #now = 0;

  /** Changes with every write (CalendarServer's `getctag`). */
  get tag(): string {
    return `1-${this.#now}`;
  }

  /** RFC 8620 1.6.2. */
  get state(): string {
    return String(this.#now);
  }

  /** Every write makes a new etag, also one that changes nothing. */
  put(name: string, lines: CardLine[]): CardRecord {
    this.#now++;
    const now = this.#now;
    const digest = createHash('sha1')
      .update(`${now} ${formatCard(lines)}`)
      .digest('hex');
    const { id = `C-${digest.slice(0, 10)}-${digest.slice(10, 20)}`, createdAt = now } =
      this.cards.get(name) ?? {};
    const card = { name, lines, etag: `"${digest}"`, id, createdAt, changedAt: now };
    this.cards.delete(name);
    this.cards.set(name, card);
    return card;
  }

  delete(name: string): void {
    this.#now++;
    const card = this.cards.get(name);
    this.cards.delete(name);
    if (card === undefined) return;
    this.destroyedCards.set(card.id, { createdAt: card.createdAt, destroyedAt: this.#now });
  }
}

export interface Group {
  name: string;
  /** UIDs of cards, as the server resolves the members. */
  members: string[];
}

/** Groups in either form: vCard 4 (RFC 6350 6.6.5), or Apple's for vCard 3. */
export function groupsOf({ cards }: CardState, rules: MemberRules): Group[] {
  return [...cards.values()].flatMap(({ lines }) => {
    const isGroup = /^group$/i.test(
      valueOf(lines, 'KIND') ?? valueOf(lines, 'X-ADDRESSBOOKSERVER-KIND') ?? '',
    );
    if (!isGroup) return [];
    const members = lines.filter(isMemberLine).flatMap((line) => memberUid(line, rules) ?? []);
    return [{ name: unescapeValue(valueOf(lines, 'FN') ?? ''), members }];
  });
}

/** Names of the groups that have a contact with this address. */
export function groupNamesOf(state: CardState, address: string, rules: MemberRules): string[] {
  const wanted = address.toLowerCase();
  const uids = new Set(
    [...state.cards.values()]
      .filter(({ lines }) =>
        lines.some(({ name, value }) => /^email$/i.test(name) && value.toLowerCase() === wanted),
      )
      .map(({ lines }) => valueOf(lines, 'UID') ?? ''),
  );
  return groupsOf(state, rules)
    .filter(({ members }) => members.some((member) => uids.has(member)))
    .map(({ name }) => name);
}
