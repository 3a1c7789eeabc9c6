import { type Category } from '../../src/config/config.ts';
import { type SandboxAccount } from '../../src/sandbox/account.ts';
import { type Limits } from '../../src/sandbox/options.ts';

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
  /** The default ones unless given. */
  categories?: readonly Partial<Category>[];
  /** How Mailroom reaches the contacts; over CardDAV unless given. */
  contacts?: 'carddav' | 'jmap';
}

const FEED = { groups: ['Feed'], mailboxes: ['Feed'] };
const IMBOX = { groups: ['Imbox'], mailboxes: ['Inbox'] };
const JAIL = { groups: ['Jail'], mailboxes: ['Jail'] };

let receivedAt = 0;

/** Puts a mail from `from` into mailboxes; the subject says where it was at first. */
function mail(
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

/** The mailboxes and groups of the default categories, and mail and a contact that triage must not touch. */
function furnish(account: SandboxAccount, members: Record<string, string[]> = {}): void {
  receivedAt = 0;
  const labels = [
    '@ToImbox',
    '@ToFeed',
    '@ToPaperTrail',
    '@ToJail',
    '@ToPerson',
    '@MailroomError',
    '@MailroomWarning',
  ];
  for (const path of ['Screener', 'Feed', 'Paper Trail', 'Jail', 'Receipts', ...labels])
    account.addMailbox(path);
  for (const name of ['Imbox', 'Feed', 'Paper Trail', 'Jail'])
    account.addGroup(name, members[name] ?? ['friend']);
  card(account, 'friend', 'Friend', ['friend@z.example']);
  mail(account, 'Stranger <stranger@z.example>', ['Screener']);
  mail(account, 'Friend <friend@z.example>', ['Inbox'], { keywords: ['$flagged'] });
}

function card(account: SandboxAccount, uid: string, name: string, addresses: string[]): void {
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

const WORLDS_OVER_CARDDAV: readonly World[] = [
  {
    name: 'a new sender',
    triaged: { 'ann@x.example': FEED },
    build(account) {
      furnish(account);
      mail(account, 'Ann <ann@x.example>', ['Screener', '@ToFeed']);
      mail(account, 'Ann <ann@x.example>', ['Screener'], { keywords: ['$seen'] });
      mail(account, 'ann@x.example', ['Screener', 'Receipts']);
      mail(account, 'ann@x.example', ['Trash']);
      // Servers may destroy mail that was moved before when its last mailbox goes.
      account.moveMail(mail(account, 'ann@x.example', ['Archive']), {
        add: ['Screener'],
        remove: ['Archive'],
      });
    },
  },
  {
    name: 'an adopted contact with another name',
    triaged: { 'ann@x.example': FEED },
    build(account) {
      furnish(account);
      card(account, 'ann', 'Somebody Else', ['ann@work.example', 'ann@x.example']);
      mail(account, 'Ann <ann@x.example>', ['@ToFeed']);
      mail(account, 'Ann <ann@x.example>', ['Screener']);
      mail(account, 'Ann <ann@work.example>', ['Screener']);
    },
  },
  {
    name: 're-triage from Feed to Imbox',
    triaged: { 'ann@x.example': IMBOX },
    build(account) {
      furnish(account, { Feed: ['friend', 'ann'] });
      card(account, 'ann', 'Ann', ['ann@x.example']);
      mail(account, 'Ann <ann@x.example>', ['Screener', '@ToImbox']);
      for (const mailbox of ['Screener', 'Feed', 'Feed', 'Receipts', 'Trash', 'Junk', 'Sent'])
        mail(account, 'Ann <ann@x.example>', [mailbox]);
    },
  },
  {
    name: 'a conflict that was cleared',
    triaged: { 'ann@x.example': FEED },
    build(account) {
      furnish(account);
      mail(account, 'Ann <ann@x.example>', ['Screener', '@ToFeed', '@MailroomError']);
      mail(account, 'Ann <ann@x.example>', ['Screener', '@MailroomError']);
      mail(account, 'Ann <ann@x.example>', ['@MailroomError']);
    },
  },
  {
    name: 'a person',
    triaged: { 'ann@x.example': IMBOX },
    build(account) {
      furnish(account);
      mail(account, 'Ann Other <ann@x.example>', ['Junk', '@ToPerson']);
      mail(account, 'Ann Other <ann@x.example>', ['Screener']);
    },
  },
  {
    name: 'a large sweep over several pages',
    limits: { maxObjectsInGet: 6, maxObjectsInSet: 6 },
    triaged: { 'ann@x.example': FEED },
    build(account) {
      furnish(account);
      for (let n = 0; n < 20; n += 1)
        mail(account, n % 3 === 0 ? 'bob@y.example' : 'ann@x.example', ['Screener']);
      mail(account, 'Ann <ann@x.example>', ['Screener', '@ToFeed']);
    },
  },
  {
    name: 'several senders at once',
    triaged: {
      'new@x.example': FEED,
      'ann@x.example': IMBOX,
      'ann@work.example': IMBOX,
      'bob@y.example': FEED,
      'spam@y.example': JAIL,
    },
    build(account) {
      furnish(account, {
        Feed: ['friend', 'ann'],
        Imbox: ['friend', 'bob', 'mum'],
        Jail: ['friend', 'dangling'],
      });
      card(account, 'ann', 'Ann', ['ann@x.example', 'ann@work.example']);
      card(account, 'bob', 'Bob', ['bob@y.example']);
      card(account, 'mum', 'Mum', ['mum@z.example']);
      mail(account, 'New <new@x.example>', ['Screener', '@ToFeed']);
      mail(account, 'Ann <ann@x.example>', ['Feed', '@ToImbox']);
      mail(account, 'Ann <ann@work.example>', ['Screener', '@ToImbox']);
      mail(account, 'Ann <ann@work.example>', ['Feed']);
      mail(account, 'Bob <bob@y.example>', ['Inbox', '@ToFeed']);
      mail(account, 'Bob <bob@y.example>', ['Inbox']);
      const talk = { subject: 'A talk', messageId: '<talk@y.example>' };
      mail(account, 'spam@y.example', ['Screener', '@ToJail'], talk);
      mail(account, 'Mum <mum@z.example>', ['Inbox', '@ToJail'], {
        subject: 'Re: A talk',
        inReplyTo: '<talk@y.example>',
      });
      mail(account, `Me <${account.username}>`, ['Sent', '@ToJail'], {
        subject: 'Re: A talk',
        inReplyTo: '<talk@y.example>',
      });
    },
  },
];

/** Worlds in which contacts are made, changed and moved between groups. */
const OVER_JMAP_TOO = ['a new sender', 're-triage from Feed to Imbox', 'several senders at once'];

export const WORLDS: readonly World[] = [
  ...WORLDS_OVER_CARDDAV,
  ...WORLDS_OVER_CARDDAV.filter(({ name }) => OVER_JMAP_TOO.includes(name)).map((world): World => ({
    ...world,
    name: `${world.name}, with contacts over JMAP`,
    contacts: 'jmap',
  })),
];
