import { DEFAULT_SETUP, inGroupsOf, SEVEN_SETUP, type CategorySetup } from '../support/category-setups.ts';
import { SEVEN_CATEGORIES } from '../support/seven-categories.ts';
import { card, furnish, mail, type World } from './world.ts';

const LABEL = '@ToScreener';
const UNDECIDED = { groups: ['Screener'], mailboxes: ['Screener'] };

/** Of an account that has the label `@ToScreener`. */
const withScreener = (setup: CategorySetup): CategorySetup => ({
  ...setup,
  mailboxes: [...setup.mailboxes, LABEL],
  groups: [...setup.groups, 'Screener'],
});

const { feed } = DEFAULT_SETUP;
const { truck } = SEVEN_SETUP;

/** Accounts in which senders are sent back to Screener. */
export const SCREENER_WORLDS: readonly World[] = [
  {
    name: 'from Feed back to Screener',
    triaged: { 'ann@x.example': UNDECIDED },
    build(account) {
      furnish(account, inGroupsOf(feed, 'friend', 'ann', 'ann2'), withScreener(DEFAULT_SETUP));
      card(account, 'ann', 'Ann', ['ann@x.example']);
      card(account, 'ann2', 'Ann', ['ann@x.example', 'ann@work.example']);
      mail(account, 'Ann <ann@x.example>', ['Feed', LABEL]);
      for (const mailbox of ['Feed', 'Feed', 'Inbox', 'Screener', 'Receipts', 'Trash', 'Junk', 'Sent'])
        mail(account, 'Ann <ann@x.example>', [mailbox]);
    },
  },
  {
    name: 'from Truck back to Screener',
    categories: SEVEN_CATEGORIES,
    triaged: { 'ann@x.example': UNDECIDED },
    build(account) {
      furnish(account, inGroupsOf(truck, 'friend', 'ann'), withScreener(SEVEN_SETUP));
      card(account, 'ann', 'Ann', ['ann@x.example']);
      mail(account, 'Ann <ann@x.example>', [...truck.fromScreener, LABEL]);
      mail(account, 'Ann <ann@x.example>', [...truck.fromScreener], { keywords: ['$seen'] });
      for (const mailbox of [truck.mailbox, 'Paper Trail', 'Receipts'])
        mail(account, 'Ann <ann@x.example>', [mailbox]);
    },
  },
  {
    name: 'out of Screener into Feed',
    triaged: { 'ann@x.example': feed },
    build(account) {
      furnish(account, { Screener: ['friend', 'ann'] }, withScreener(DEFAULT_SETUP));
      card(account, 'ann', 'Ann', ['ann@x.example']);
      mail(account, 'Ann <ann@x.example>', ['Screener', feed.label]);
      for (const mailbox of ['Screener', 'Inbox', 'Receipts'])
        mail(account, 'Ann <ann@x.example>', [mailbox]);
    },
  },
  {
    name: 'senders that are undecided already, beside one that is not',
    triaged: { 'ann@x.example': UNDECIDED },
    build(account) {
      furnish(account, inGroupsOf(feed, 'friend', 'ann', 'mum'), withScreener(DEFAULT_SETUP));
      card(account, 'ann', 'Ann', ['ann@x.example']);
      card(account, 'mum', 'Mum', ['mum@z.example']);
      mail(account, 'Ann <ann@x.example>', ['Feed', LABEL]);
      mail(account, 'New <new@x.example>', ['Inbox', LABEL]);
      mail(account, 'New <new@x.example>', ['Inbox']);
      const talk = { subject: 'A talk', messageId: '<talk@y.example>' };
      mail(account, 'Bob <bob@y.example>', ['Screener', LABEL], talk);
      mail(account, 'Mum <mum@z.example>', ['Feed', LABEL], {
        subject: 'Re: A talk',
        inReplyTo: '<talk@y.example>',
      });
    },
  },
];
