import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { GROUPS, LABELS, OTHER_CONTACTS, type TriageWork, type Work } from './cases.ts';

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
  if (work.kind === 'triage') {
    for (const name of GROUPS) account.addGroup(name, name === work.from ? addContacts(account, work) : []);
    return labelSenders(account, work, addMail);
  }
  for (const name of GROUPS) account.addGroup(name);
  if (work.kind === 'connect' || !work.hasConflict) return () => undefined;
  const [one, other] = [0, 1].map(() => addMail(labelledAddress(0), 'Screener')) as [string, string];
  return () => {
    account.moveMail(one, { add: ['@ToFeed'] });
    account.moveMail(other, { add: ['@ToJail'] });
  };
}

const labelledAddress = (n: number): string => `sender${n}@labelled.example`;
const otherAddress = (n: number): string => `sender${n % OTHER_CONTACTS}@other.example`;

/** Answers with the contacts' UIDs. */
function addContacts(account: SandboxAccount, { senders }: TriageWork): string[] {
  const addresses = [
    ...Array.from({ length: senders }, (_, n) => labelledAddress(n)),
    ...Array.from({ length: OTHER_CONTACTS }, (_, n) => otherAddress(n)),
  ];
  return addresses.map((address, n) => {
    const uid = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const name = address.slice(0, address.indexOf('@'));
    const lines = ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, `FN:${name}`, `N:;;;;`, `ORG:${name}`];
    account.addCard([...lines, `EMAIL:${address}`, 'END:VCARD'].join('\r\n'));
    return uid;
  });
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
