import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type MailSnapshot } from '../../src/sandbox/store/snapshot.ts';

const TRIAGE_LABELS = ['@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToJail', '@ToPerson'];
export const GROUPS = ['Imbox', 'Feed', 'Paper Trail', 'Jail'];

/** A From that no sender can be read from. Nobody can triage it. */
const UNUSABLE = 'nobody';

const SENDERS = ['ann', 'bob', 'cleo', 'dan', 'eve', 'fay', 'gus'].map((name) => `${name}@x.example`);

export const labelsOf = ({ mailboxes }: MailSnapshot): string[] =>
  mailboxes.filter((name) => TRIAGE_LABELS.includes(name));

export function furnish(account: SandboxAccount): void {
  const labels = [...TRIAGE_LABELS, '@MailroomError', '@MailroomWarning'];
  for (const path of ['Screener', 'Feed', 'Paper Trail', 'Jail', 'Receipts', ...labels])
    account.addMailbox(path);
  for (const name of GROUPS) account.addGroup(name);
}

/** A user who does things by chance. `random` answers with numbers from 0 up to 1. */
export function randomUser(account: SandboxAccount, random: () => number): RandomUser {
  let made = 0;
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const mails = (isMeant: (mail: MailSnapshot) => boolean): MailSnapshot[] =>
    account.snapshot().mails.filter(isMeant);
  const place = (mail: MailSnapshot | undefined, ...to: string[]): void => {
    if (mail !== undefined)
      account.moveMail(mail.id, { add: to, remove: mail.mailboxes.filter((name) => !to.includes(name)) });
  };
  const isIn = (name: string) => (mail: MailSnapshot) => mail.mailboxes.includes(name);

  const deliver = (from = pick([...SENDERS, ...SENDERS, account.username, UNUSABLE]) ?? ''): string => {
    made += 1;
    const receivedAt = new Date(Date.UTC(2026, 0, 1) + made * 60_000);
    const name = random() < 0.5 ? 'A Name' : 'Another';
    const author = from === UNUSABLE ? from : `${name} <${from}>`;
    return account.deliver({ from: author, subject: `mail ${made} of ${from}`, receivedAt });
  };
  const label = (mail: MailSnapshot | undefined): void => {
    if (mail === undefined) return;
    // Mostly the label that the sender has already, or most of the time would be conflicts.
    const others = mails(({ from }) => from === mail.from).flatMap(labelsOf);
    const name = (random() < 0.8 ? pick(others) : undefined) ?? pick(TRIAGE_LABELS) ?? '';
    account.moveMail(mail.id, { add: [name], remove: random() < 0.2 ? mail.mailboxes.filter(isFolder) : [] });
  };
  const unlabel = (mail: MailSnapshot | undefined): void => {
    if (mail !== undefined)
      place(mail, ...(mail.mailboxes.some(isFolder) ? mail.mailboxes.filter(isFolder) : ['Screener']));
  };
  const cards = (): [string, string][] =>
    Object.entries(account.snapshot().cards).filter(([, text]) => !/KIND:group/i.test(text));

  const actions: readonly (() => unknown)[] = [
    deliver,
    deliver,
    () => label(pick(mails(isIn('Screener')))),
    () => label(pick(mails(isIn('Screener')))),
    () => label(pick(mails(() => true))),
    () => unlabel(pick(mails((mail) => labelsOf(mail).length > 0))),
    () => place(pick(mails(() => true)), 'Receipts'),
    () => place(pick(mails(() => true)), 'Trash'),
    () => place(pick(mails(isIn('Trash'))), 'Screener'),
    () =>
      mails(isIn('Trash'))
        .slice(0, 3)
        .forEach(({ id }) => account.destroyMail(id)),
    () => {
      const [name, text = ''] = pick(cards()) ?? [];
      if (name === undefined) return;
      made += 1;
      account.addCard(text.replace('END:VCARD', `X-MINE:${made}\r\nEND:VCARD`), name);
    },
  ];

  return {
    act() {
      pick(actions)?.();
    },
    makeContact() {
      const sender = pick(SENDERS) ?? '';
      if (cards().some(([, text]) => text.includes(sender))) return;
      const name = random() < 0.5 ? 'A Name' : 'Known Otherwise';
      const lines = ['VERSION:3.0', `UID:mine-${sender}`, `FN:${name}`, `N:${name};;;;`, `EMAIL:${sender}`];
      account.addCard(['BEGIN:VCARD', ...lines, 'X-KEPT;A="b;c":as \\, it is', 'END:VCARD'].join('\r\n'));
    },
    decide(sender) {
      const theirs = mails(({ from }) => from === sender);
      for (const mail of theirs) if (labelsOf(mail).length > 0) unlabel(mail);
      account.moveMail(deliver(sender), { add: [pick(TRIAGE_LABELS) ?? ''] });
    },
  };
}

export interface RandomUser {
  /** Anything that may happen at any moment, also between two requests of a cycle. */
  act(): void;
  /** Makes a contact by hand. Only between cycles: one that is made while Mailroom makes the same one stands beside it. */
  makeContact(): void;
  /** Leaves one label on the sender's mail, and no doubt. */
  decide(sender: string): void;
}

const isFolder = (name: string): boolean => !name.startsWith('@');
