import { type Category } from '../../src/config/categories/category.ts';
import { type Places } from '../../src/triage/places/placed-category.ts';
import { category, DEFAULT_CATEGORIES, undecidedCategory } from '../../src/config/categories/categories.ts';
import { type BookListing, type GroupEntry } from '../../src/contacts/contact-book.ts';
import { bookListing } from '../../src/contacts/member-uid.ts';
import { type Address } from '../../src/mail/address.ts';
import { type Mail, type Mailbox, type MailChange } from '../../src/mail/mail-store.ts';
import { type LabelledSender, type SenderWork } from '../../src/triage/model.ts';
import { findPlaces, type PlacesConfig } from '../../src/triage/places/places.ts';

/** In these fixtures a mailbox's id is its name, so that assertions read like the account. */
export const mailboxes = (...names: string[]): Mailbox[] =>
  names.map((name) => ({ id: name, name, parentId: null, role: ROLES[name] ?? null }));

const ROLES: Record<string, string> = {
  Inbox: 'inbox',
  Sent: 'sent',
  Drafts: 'drafts',
  Trash: 'trash',
  Junk: 'junk',
  Archive: 'archive',
};

export const DEFAULT_MAILBOXES = [
  ...Object.keys(ROLES),
  ...[
    'Screener',
    'Feed',
    'Paper Trail',
    'Jail',
    'Receipts',
    '@ToImbox',
    '@ToFeed',
    '@ToPaperTrail',
    '@ToJail',
    '@ToPerson',
  ],
  ...['@MailroomError', '@MailroomWarning'],
];

export const placesConfig = (overrides: Partial<PlacesConfig> = {}): PlacesConfig => ({
  screenerMailbox: 'Screener',
  wholeDomainLabel: '@WholeDomain',
  errorLabel: '@MailroomError',
  warningLabel: '@MailroomWarning',
  categories: DEFAULT_CATEGORIES,
  undecided: undecidedCategory({
    label: '@ToScreener',
    group: 'Screener',
    mailbox: overrides.screenerMailbox ?? 'Screener',
  }),
  ...overrides,
});

export const defaultPlaces = (overrides: Partial<PlacesConfig> = {}): Places =>
  findPlaces(placesConfig(overrides), mailboxes(...DEFAULT_MAILBOXES));

/** Those of an account that has the label `@WholeDomain`, too. */
export const domainPlaces = findPlaces(placesConfig(), mailboxes(...DEFAULT_MAILBOXES, '@WholeDomain'));

/** Those of an account that has the label `@ToScreener`, too. */
export const placesWithScreener = (): Places =>
  findPlaces(placesConfig(), mailboxes(...DEFAULT_MAILBOXES, '@ToScreener'));

/** Feed stands alone; Billboard and Truck are below Paper Trail, and Truck shows its mail in the Inbox. */
export const nestedPlaces = (truck: Partial<Category> = {}): Places => {
  const categories = [
    category('Feed', {}),
    category('Paper Trail', {}),
    category('Billboard', { parent: 'Paper Trail' }),
    category('Truck', { parent: 'Paper Trail', addToInbox: true, ...truck }),
  ];
  const names = ['Billboard', 'Truck', '@ToBillboard', '@ToTruck'];
  return findPlaces(placesConfig({ categories }), mailboxes(...DEFAULT_MAILBOXES, ...names));
};

let count = 0;

export interface MailFixture extends Partial<Omit<Mail, 'sender' | 'mailboxIds'>> {
  sender?: string | undefined;
  in: readonly string[];
}

/** A mail from ann@x.example, in a thread of its own, unless said otherwise. */
export function mail({ in: names, sender = 'ann@x.example', ...given }: MailFixture): Mail {
  count += 1;
  return {
    id: `m${count}`,
    threadId: `t${count}`,
    senderName: undefined,
    receivedAt: new Date(Date.UTC(2026, 0, 1) + count * 60_000).toISOString(),
    viaList: false,
    ...given,
    sender: sender as Address,
    mailboxIds: new Set(names),
  };
}

/** A mail whose From names nobody. */
export const anonymousMail = (fixture: MailFixture): Mail => ({ ...mail(fixture), sender: undefined });

export function categoryNamed(places: Places, name: string): Places['categories'][number] {
  const found = places.categories.find(({ category }) => category.name === name);
  if (found === undefined) throw new Error(`no category ${name}`);
  return found;
}

export interface CardFixture {
  uid: string;
  addresses: readonly string[];
}

/** A listing in which `members` names, for each group, the UIDs in it. */
export const listing = (
  cards: readonly CardFixture[],
  members: Record<string, readonly string[]> = {},
): BookListing =>
  bookListing(
    cards.map(({ uid, addresses }) => ({
      ref: `/${uid}.vcf`,
      uid,
      addresses: addresses as readonly Address[],
    })),
    GROUPS.map((name) => group(name, members[name] ?? [])),
  );

const GROUPS = ['Imbox', 'Feed', 'Paper Trail', 'Jail', 'Billboard', 'Truck', 'Screener'];

export const group = (name: string, uids: readonly string[]): GroupEntry => ({
  ref: `/${name}.vcf`,
  uid: name,
  name,
  members: new Set(uids),
  strays: new Set(),
});

export const labelled = (
  places: Places,
  category: string,
  given: Partial<LabelledSender> = {},
): LabelledSender => ({
  sender: 'ann@x.example' as Address,
  placed: categoryNamed(places, category),
  mails: [],
  name: undefined,
  exceptions: new Set(),
  byConversation: false,
  ...given,
});

export const work = (places: Places, category: string, given: Partial<SenderWork> = {}): SenderWork => ({
  ...labelled(places, category),
  cards: [],
  lostUids: [],
  covering: [],
  overlaps: [],
  from: undefined,
  join: [],
  leave: [],
  sources: [places.screener],
  ...given,
});

/** Where a mail is after the change, sorted. */
export const mailboxesAfter = (before: Mail, changes: readonly MailChange[]): string[] => {
  const change = changes.find(({ mail: changed }) => changed.id === before.id);
  const kept = [...before.mailboxIds].filter((id) => change?.remove.includes(id) !== true);
  return [...new Set([...kept, ...(change?.add ?? [])])].sort();
};

export const withCategories = (...categories: Category[]): Partial<PlacesConfig> => ({ categories });
