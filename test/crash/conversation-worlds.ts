import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { card, furnish, mail, type World } from './world.ts';

const JAIL = { groups: ['Jail'], mailboxes: ['Jail'] };
const FEED = { groups: ['Feed'], mailboxes: ['Feed'] };

const FAMILY = ['mum', 'dad', 'aunt'];

/** A family of three: two in Imbox, one in Feed. */
function furnishFamily(account: SandboxAccount): void {
  furnish(account, { Imbox: ['friend', 'mum', 'dad'], Feed: ['friend', 'aunt'] });
  for (const name of FAMILY) card(account, name, name, [`${name}@z.example`]);
}

/** Mail of one conversation, in the order in which it was written. */
function talk(account: SandboxAccount, topic: string, mails: readonly (readonly [string, string[]])[]): void {
  for (const [index, [from, mailboxes]] of mails.entries())
    mail(account, from, mailboxes, {
      subject: index === 0 ? topic : `Re: ${topic}`,
      messageId: `<${topic}-${index}@x.example>`,
      ...(index === 0 ? {} : { inReplyTo: `<${topic}-0@x.example>` }),
    });
}

const family: World = {
  name: 'a conversation of senders in other categories',
  triaged: {},
  build(account) {
    furnishFamily(account);
    talk(account, 'dinner', [
      ['mum@z.example', ['Inbox', '@ToJail']],
      ['dad@z.example', ['Archive', '@ToJail']],
      ['mum@z.example', ['Inbox', '@ToJail', '@MailroomWarning']],
      ['aunt@z.example', ['Feed', '@ToJail', '@MailroomError']],
    ]);
  },
};

const twoTalks: World = {
  name: 'two conversations, one with a stranger',
  triaged: { 'spam@y.example': JAIL },
  build(account) {
    furnishFamily(account);
    talk(account, 'dinner', [
      ['mum@z.example', ['Inbox', '@ToJail']],
      ['dad@z.example', ['Inbox', '@ToJail']],
    ]);
    talk(account, 'offer', [
      ['spam@y.example', ['Screener', '@ToJail']],
      ['dad@z.example', ['Archive', '@ToJail']],
    ]);
  },
};

/** Labels are changed one in a request, so that a process may end between any two. */
const oneByOne = (world: World): World => ({
  ...world,
  name: `${world.name}, label by label`,
  limits: { maxObjectsInSet: 1 },
});

const withoutWarnings = (world: World): World => ({
  ...world,
  name: `${world.name}, without a warning label`,
  environment: { MAILROOM_WARNINGS_ENABLED: 'false' },
});

/** Conversations in which senders of other categories are labelled along. */
export const CONVERSATION_WORLDS: readonly World[] = [
  ...[family, twoTalks].flatMap((world) => [world, oneByOne(world)]),
  oneByOne(withoutWarnings(family)),
  oneByOne(withoutWarnings(twoTalks)),
  {
    name: 'a conversation of strangers',
    triaged: { 'ann@x.example': FEED, 'bob@y.example': FEED },
    build(account) {
      furnish(account);
      talk(account, 'offer', [
        ['ann@x.example', ['Screener', '@ToFeed']],
        ['bob@y.example', ['Screener', '@ToFeed']],
      ]);
      mail(account, 'ann@x.example', ['Screener']);
      mail(account, 'bob@y.example', ['Screener']);
    },
  },
];
