import { inGroupsOf, SEVEN_SETUP, type TestCategory } from '../support/category-setups.ts';
import { SEVEN_CATEGORIES } from '../support/seven-categories.ts';
import { card, furnish, mail, type World } from './world.ts';

const { paperTrail, billboard, truck, imbox, person } = SEVEN_SETUP;

/** Ann is in a category, has mail in its mailboxes and elsewhere, and is labelled for a relative of it. */
const moved = (from: TestCategory, to: TestCategory): World => ({
  name: `${from.name} → ${to.name}`,
  categories: SEVEN_CATEGORIES,
  triaged: { 'ann@x.example': to },
  build(account) {
    furnish(account, inGroupsOf(from, 'friend', 'ann'), SEVEN_SETUP);
    card(account, 'ann', 'Ann', ['ann@x.example']);
    mail(account, 'Ann <ann@x.example>', ['Screener', to.label]);
    mail(account, 'Ann <ann@x.example>', ['Screener']);
    mail(account, 'Ann <ann@x.example>', [...from.mailboxes]);
    mail(account, 'Ann <ann@x.example>', [...from.fromScreener], { keywords: ['$seen'] });
    for (const mailbox of [from.mailbox, 'Receipts', 'Trash'])
      mail(account, 'Ann <ann@x.example>', [mailbox]);
  },
});

/** Accounts in which categories are below others. */
export const NESTED_WORLDS: readonly World[] = [
  {
    name: 'a new sender of Truck',
    categories: SEVEN_CATEGORIES,
    triaged: { 'ann@x.example': { groups: truck.groups, mailboxes: truck.fromScreener } },
    build(account) {
      furnish(account, {}, SEVEN_SETUP);
      mail(account, 'Ann <ann@x.example>', ['Screener', truck.label]);
      mail(account, 'Ann <ann@x.example>', ['Screener'], { keywords: ['$seen'] });
      mail(account, 'ann@x.example', ['Screener', 'Receipts']);
      for (const mailbox of ['Paper Trail', 'Inbox', 'Trash']) mail(account, 'ann@x.example', [mailbox]);
    },
  },
  moved(billboard, paperTrail),
  moved(paperTrail, billboard),
  moved(imbox, person),
  {
    name: 'a conversation labelled for a child, with a sender of its parent',
    categories: SEVEN_CATEGORIES,
    // Mum is not triaged, but her labelled mail comes home.
    triaged: { 'ann@x.example': billboard, 'mum@z.example': paperTrail },
    build(account) {
      furnish(account, inGroupsOf(paperTrail, 'friend', 'mum'), SEVEN_SETUP);
      card(account, 'mum', 'Mum', ['mum@z.example']);
      mail(account, 'Ann <ann@x.example>', [billboard.label], {
        subject: 'A talk',
        messageId: '<talk@x.example>',
      });
      mail(account, 'Mum <mum@z.example>', [billboard.label], {
        subject: 'Re: A talk',
        inReplyTo: '<talk@x.example>',
      });
      mail(account, 'Ann <ann@x.example>', ['Screener']);
    },
  },
];
