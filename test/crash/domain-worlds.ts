import { card, furnish, mail, type World } from './world.ts';

const FEED = { groups: ['Feed'], mailboxes: ['Feed'] };
const JAIL = { groups: ['Jail'], mailboxes: ['Jail'] };

const NEWS = 'news@shop.example';
const REPLY = 'reply-1@shop.example';
const ANN = 'ann@shop.example';

/** Decisions about whole domains. */
export const DOMAIN_WORLDS: readonly World[] = [
  {
    name: 'a whole domain',
    triaged: { [NEWS]: FEED, [REPLY]: FEED },
    build(account) {
      furnish(account);
      account.addMailbox('@WholeDomain');
      mail(account, `Shop <${NEWS}>`, ['Screener', '@ToFeed', '@WholeDomain']);
      mail(account, REPLY, ['Screener']);
      mail(account, REPLY, ['Inbox']);
      mail(account, REPLY, ['Receipts']);
      mail(account, NEWS, ['Trash']);
      mail(account, 'news@mail.shop.example', ['Screener']);
    },
  },
  {
    name: 're-triage of a whole domain, with an exception',
    triaged: { [NEWS]: JAIL, [REPLY]: JAIL },
    build(account) {
      furnish(account, { Feed: ['friend', 'shop'], Imbox: ['friend', 'ann'] });
      account.addMailbox('@WholeDomain');
      card(account, 'shop', 'Shop', ['*@shop.example']);
      card(account, 'ann', 'Ann', [ANN]);
      mail(account, NEWS, ['Feed', '@ToJail', '@WholeDomain']);
      mail(account, REPLY, ['Screener', '@ToJail', '@WholeDomain']);
      mail(account, REPLY, ['Feed']);
      mail(account, ANN, ['Screener']);
      mail(account, ANN, ['Feed']);
    },
  },
  {
    name: 'a whole domain and one sender of it',
    triaged: { [NEWS]: FEED, [REPLY]: FEED, [ANN]: JAIL },
    build(account) {
      furnish(account, { Imbox: ['friend', 'shop'] });
      account.addMailbox('@WholeDomain');
      card(account, 'shop', 'Shop', ['*@shop.example']);
      mail(account, NEWS, ['Screener', '@ToFeed', '@WholeDomain']);
      mail(account, REPLY, ['Inbox']);
      mail(account, ANN, ['Screener', '@ToJail']);
      mail(account, ANN, ['Inbox']);
    },
  },
];
