import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type Limits } from '../../src/sandbox/store/options.ts';
import { type CategorySetup, DEFAULT_SETUP } from '../support/category-setups.ts';

/** Where a sender's mail and contact are to end, whatever happens on the way. */
export interface Destination {
  groups: readonly string[];
  mailboxes: readonly string[];
}

/** An account in which something is labelled, covering a part of what triage does. */
export interface World {
  name: string;
  build: (account: SandboxAccount) => void;
  /** Every sender that is triaged. All others' mail must stay where it is. */
  triaged: Readonly<Record<string, Destination>>;
  limits?: Partial<Limits>;
  /** As in MAILROOM_CATEGORIES; the default ones unless given. */
  categories?: string;
  /** More of the configuration, as environment variables. */
  environment?: Readonly<Record<string, string>>;
  /** How Mailroom reaches the contacts; over CardDAV unless given. */
  contacts?: 'carddav' | 'jmap';
}

let receivedAt = 0;

/** Puts a mail from `from` into mailboxes; the subject says where it was at first. */
export function mail(
  account: SandboxAccount,
  from: string,
  mailboxes: string[],
  given: Partial<Parameters<SandboxAccount['addMail']>[0]> = {},
): string {
  receivedAt += 1;
  const date = new Date(Date.UTC(2026, 0, 1) + receivedAt * 60_000);
  return account.addMail({
    from,
    mailboxes,
    subject: `${from} in ${mailboxes.join()} ${receivedAt}`,
    receivedAt: date,
    ...given,
  });
}

/** The mailboxes and groups of the categories, and mail and a contact that triage must not touch. */
export function furnish(
  account: SandboxAccount,
  members: Record<string, string[]> = {},
  { mailboxes, groups }: CategorySetup = DEFAULT_SETUP,
): void {
  receivedAt = 0;
  for (const path of [...mailboxes, 'Receipts']) account.addMailbox(path);
  for (const name of groups) account.addGroup(name, members[name] ?? ['friend']);
  card(account, 'friend', 'Friend', ['friend@z.example']);
  mail(account, 'Stranger <stranger@z.example>', ['Screener']);
  mail(account, 'Friend <friend@z.example>', ['Inbox'], { keywords: ['$flagged'] });
}

export function card(account: SandboxAccount, uid: string, name: string, addresses: string[]): void {
  const lines = [
    ...[
      'BEGIN:VCARD',
      'VERSION:3.0',
      `UID:${uid}`,
      `FN:${name}`,
      `N:${name};;;;`,
      ...addresses.map((address) => `EMAIL:${address}`),
    ],
    ...[
      'item1.URL:https://x.example',
      'item1.X-ABLabel:home\\;page',
      'X-KEPT;A="b;c":kept \\, as it is',
      'END:VCARD',
    ],
  ];
  account.addCard(lines.join('\r\n'));
}
