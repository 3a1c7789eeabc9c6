import { isInThisPart } from '../support/part.ts';
import { CONVERSATION_WORLDS } from './conversation-worlds.ts';
import { DOMAIN_WORLDS } from './domain-worlds.ts';
import { NESTED_WORLDS } from './nested-worlds.ts';
import { SCREENER_WORLDS } from './screener-worlds.ts';
import { card, furnish, mail, type World } from './world.ts';

const FEED = { groups: ['Feed'], mailboxes: ['Feed'] };
const IMBOX = { groups: ['Imbox'], mailboxes: ['Inbox'] };
const JAIL = { groups: ['Jail'], mailboxes: ['Jail'] };

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
  ...DOMAIN_WORLDS,
  ...NESTED_WORLDS,
  ...CONVERSATION_WORLDS,
  ...SCREENER_WORLDS,
];

/** Worlds in which contacts are made, changed and moved between groups. */
const OVER_JMAP_TOO = [
  'a new sender',
  're-triage from Feed to Imbox',
  'several senders at once',
  'Billboard → Paper Trail',
  'from Feed back to Screener',
  'a whole domain',
];

export const WORLDS: readonly World[] = [
  ...WORLDS_OVER_CARDDAV,
  ...WORLDS_OVER_CARDDAV.filter(({ name }) => OVER_JMAP_TOO.includes(name)).map((world): World => ({
    ...world,
    name: `${world.name}, with contacts over JMAP`,
    contacts: 'jmap',
  })),
];

/** The accounts that `npm test` explores. */
const SAMPLE = ['re-triage from Feed to Imbox', 'a conversation of strangers'];

export const ofThisPart = (worlds: readonly World[]): World[] =>
  worlds.filter(({ name }) => isInThisPart(SAMPLE.includes(name)));
