import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type Beside, GROUPS, LABELS, OTHER_CONTACTS, type TriageWork, type Work } from './cases.ts';

/** What the default categories need. */
export const MAILBOXES = [
  'Screener',
  'Feed',
  'Paper Trail',
  'Jail',
  ...LABELS,
  '@MailroomError',
  '@MailroomWarning',
];

/** The same for every run, so that every run counts the same bytes. */
const FIRST_RECEIVED_AT = Date.UTC(2026, 0, 1);

/** Fills the account for the work. Answers with what the user does then: put the labels on. */
export function fillAccount(account: SandboxAccount, work: Work): () => void {
  for (const name of MAILBOXES) account.addMailbox(name);
  let mails = 0;
  const addMail = (address: string, mailbox: string): string => {
    // A second apart, oldest first: the order in which the sandbox need not sort them for each page.
    const receivedAt = new Date(FIRST_RECEIVED_AT + mails * 1000);
    mails += 1;
    const from = `${address.slice(0, address.indexOf('@'))} <${address}>`;
    return account.addMail({ from, subject: `Mail ${mails}`, mailboxes: [mailbox], receivedAt });
  };
  const { inbox = 0, mailboxes = 0 } = besideOf(work);
  for (let n = 0; n < mailboxes; n += 1) account.addMailbox(`Mailbox ${n}`);
  for (let n = 0; n < inbox; n += 1) addMail(otherAddress(n), 'Inbox');
  addContacts(account, work);
  if (work.kind === 'triage') return labelSenders(account, work, addMail);
  if (work.kind === 'connect' || !work.hasConflict) return () => undefined;
  const [one, other] = [0, 1].map(() => addMail(labelledAddress(0), 'Screener')) as [string, string];
  return () => {
    account.moveMail(one, { add: ['@ToFeed'] });
    account.moveMail(other, { add: ['@ToJail'] });
  };
}

const labelledAddress = (n: number): string => `sender${n}@labelled.example`;
const otherAddress = (n: number): string => `sender${n % OTHER_CONTACTS}@other.example`;

const besideOf = (work: Work): Beside => (work.kind === 'idle' ? {} : (work.beside ?? {}));

/** The groups, and the contacts in them and beside them. */
function addContacts(account: SandboxAccount, work: Work): void {
  const { cards = 0, members = 0 } = besideOf(work);
  let added = 0;
  const addContact = (address: string): string => {
    const uid = `00000000-0000-4000-8000-${String(added).padStart(12, '0')}`;
    added += 1;
    const name = address.slice(0, address.indexOf('@'));
    const lines = ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, `FN:${name}`, `N:;;;;`, `ORG:${name}`];
    account.addCard([...lines, `EMAIL:${address}`, 'END:VCARD'].join('\r\n'));
    return uid;
  };
  const addContactsOf = (count: number, addressOf: (n: number) => string): string[] =>
    Array.from({ length: count }, (_, n) => addContact(addressOf(n)));
  const feed =
    work.kind === 'triage' && work.from === 'Feed'
      ? [...addContactsOf(work.senders, labelledAddress), ...addContactsOf(OTHER_CONTACTS, otherAddress)]
      : [];
  addContactsOf(cards, (n) => `contact${n}@card.example`);
  const inAll = addContactsOf(members, (n) => `contact${n}@member.example`);
  for (const name of GROUPS) account.addGroup(name, name === 'Feed' ? [...feed, ...inAll] : inAll);
}

/** Spreads the senders' mail evenly among the other mail. One mail of each gets the label. */
function labelSenders(
  account: SandboxAccount,
  { from, senders, mailsEach, otherMails }: TriageWork,
  addMail: (address: string, mailbox: string) => string,
): () => void {
  const theirs = senders * mailsEach;
  const labelled: string[] = [];
  let others = 0;
  for (let n = 0; n < theirs; n += 1) {
    for (; others < (otherMails * (n + 1)) / theirs; others += 1) addMail(otherAddress(others), from);
    const id = addMail(labelledAddress(n % senders), from);
    if (n < senders) labelled.push(id);
  }
  return () => {
    for (const [n, id] of labelled.entries()) {
      const label = from === 'Feed' ? '@ToPaperTrail' : (LABELS[n % LABELS.length] ?? '');
      account.moveMail(id, { add: [label] });
    }
  };
}
