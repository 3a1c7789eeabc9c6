import { type SandboxAccount } from '../sandbox/store/account.ts';
import { routeByGroup } from '../sandbox/store/routing.ts';

/** A label that the user puts on one mail, as on a phone. */
export interface LabelPut {
  sender: string;
  label: string;
}

/** The rules that the user has at the provider: the Jail first, unknown senders last. */
export const DEMO_ROUTE = routeByGroup(
  [
    { group: 'Jail', mailbox: 'Jail' },
    { group: 'Imbox', mailbox: 'Inbox' },
    { group: 'Feed', mailbox: 'Feed' },
    { group: 'Paper Trail', mailbox: 'Paper Trail' },
  ],
  'Screener',
);

const MAILBOXES = [
  ...['Screener', 'Feed', 'Paper Trail', 'Jail'],
  ...['@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToJail', '@ToPerson', '@MailroomError', '@MailroomWarning'],
];

const CRUMB = 'hello@crumb.example';
const BOOKS = 'orders@harbour.example';
const PRIZES = 'win@prizes.example';
const GYM = 'news@gym.example';
const ROSA = 'rosa@delgado.example';
const JONAS = 'jonas@lind.example';
const DIGEST = 'daily@digest.example';

/** What the user decides in the demo. The gym gets two labels by mistake. */
export const LABELS: readonly LabelPut[] = [
  { sender: CRUMB, label: '@ToFeed' },
  { sender: BOOKS, label: '@ToPaperTrail' },
  { sender: PRIZES, label: '@ToJail' },
  { sender: ROSA, label: '@ToPerson' },
  { sender: JONAS, label: '@ToImbox' },
  { sender: DIGEST, label: '@ToImbox' },
  { sender: GYM, label: '@ToFeed' },
  { sender: GYM, label: '@ToJail' },
];

/** The sender with two labels, and the label that turns out to be the wrong one. */
export const MISTAKE: LabelPut = { sender: GYM, label: '@ToJail' };

/** A sender whose next mail shows that the decision holds. */
export const RETURNING = { from: `Weekly Crumb <${CRUMB}>`, subject: 'Issue 42: rye', sender: CRUMB };

/** Subjects of mail that waits in Screener, by sender. */
const WAITING: readonly [from: string, subjects: readonly string[]][] = [
  [
    `Weekly Crumb <${CRUMB}>`,
    ['Issue 38: starters', 'Issue 39: salt', 'Issue 40: steam', 'Issue 41: crusts'],
  ],
  [`Harbour Books <${BOOKS}>`, ['Your order', 'Your parcel is on its way', 'Your invoice']],
  [`Prize Desk <${PRIZES}>`, ['You have won!', 'You have won again!', 'Last chance']],
  [`City Gym <${GYM}>`, ['New classes', 'Your membership']],
  [`R. Delgado <${ROSA}>`, ['Sunday lunch']],
  ['Tram Alerts <alerts@tram.example>', ['Line 4 is late']],
  ['Orchard School <office@orchard.example>', ['Term dates', 'Lost: one scarf']],
  ['Mira Okoye <mira@okoye.example>', ['Hello from next door']],
  ['Pavement Radio <news@radio.example>', ['This week on air', 'A new show']],
];

/**
 * Furnishes an account as a user has it after setting Mailroom up: labels, groups, waiting mail from a dozen senders, older mail from
 * one of them in the Inbox, one sender sorted before, one contact under another name, one conversation with own replies.
 */
export function furnish(account: SandboxAccount): void {
  for (const path of MAILBOXES) account.addMailbox(path);
  account.addGroup('Imbox');
  account.addGroup('Feed', ['digest']);
  account.addGroup('Paper Trail');
  account.addGroup('Jail');
  account.addCard(card('rosa', 'Aunt Rosa', ROSA));
  account.addCard(card('digest', 'Corner Digest', DIGEST));

  let minutes = 0;
  const receivedAt = (): Date => new Date(Date.UTC(2026, 0, 5, 8) + (minutes += 47) * 60_000);
  for (const [from, subjects] of WAITING) {
    for (const subject of subjects)
      account.addMail({ from, subject, receivedAt: receivedAt(), mailboxes: ['Screener'] });
  }
  for (const subject of ['Monday', 'Tuesday', 'Wednesday']) {
    account.addMail({
      from: `Corner Digest <${DIGEST}>`,
      subject,
      receivedAt: receivedAt(),
      mailboxes: ['Feed'],
    });
  }
  for (const subject of ['Issue 1: flour', 'Issue 2: water'])
    account.addMail({
      from: `Weekly Crumb <${CRUMB}>`,
      subject,
      receivedAt: receivedAt(),
      mailboxes: ['Inbox'],
    });
  const talk = { messageId: '<boat@lind.example>', subject: 'The boat' };
  account.addMail({
    from: `Jonas Lind <${JONAS}>`,
    ...talk,
    receivedAt: receivedAt(),
    mailboxes: ['Screener'],
  });
  const reply = { subject: 'Re: The boat', inReplyTo: '<boat@lind.example>' };
  account.addMail({
    from: `Me <${account.username}>`,
    ...reply,
    receivedAt: receivedAt(),
    mailboxes: ['Sent'],
  });
}

/**
 * Puts the labels on. A conversation is labelled as a whole, own replies included, as phones do; of a sender with two
 * labels, each goes on another mail.
 */
export function putLabels(account: SandboxAccount): void {
  const { mails } = account.snapshot();
  const used = new Set<string>();
  for (const { sender, label } of LABELS) {
    const mail = mails.find(({ id, from }) => from === sender && !used.has(id));
    if (mail === undefined) continue;
    used.add(mail.id);
    for (const { id } of mails.filter(({ threadId }) => threadId === mail.threadId))
      account.moveMail(id, { add: [label] });
  }
}

/** Takes the wrong one of two labels off. */
export function correctMistake(account: SandboxAccount): void {
  const { sender, label } = MISTAKE;
  for (const { id, from, mailboxes } of account.snapshot().mails) {
    if (from === sender && mailboxes.includes(label)) account.moveMail(id, { remove: [label] });
  }
}

const card = (uid: string, name: string, address: string): string =>
  [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:${uid}`,
    `FN:${name}`,
    `N:;${name};;;`,
    `EMAIL:${address}`,
    'END:VCARD',
  ].join('\r\n');
