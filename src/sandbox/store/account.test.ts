import { describe, expect, it } from 'vitest';
import { type AccountOptions, SandboxAccount } from './account.ts';
import { routeByGroup } from './routing.ts';

const newAccount = (options: Partial<AccountOptions> = {}): SandboxAccount =>
  new SandboxAccount({ username: 'me@x.example', password: '', token: '', route: () => 'Inbox', ...options });

const contact = (uid: string, email: string): string =>
  `BEGIN:VCARD\nVERSION:3.0\nUID:${uid}\nFN:x\nN:x\nitem1.EMAIL:${email}\nEND:VCARD\n`;

describe('SandboxAccount', () => {
  it('starts with the mailboxes that have roles', () => {
    expect(
      newAccount()
        .snapshot()
        .mailboxes.map(({ path, role }) => [path, role]),
    ).toEqual([
      ['Inbox', 'inbox'],
      ['Archive', 'archive'],
      ['Drafts', 'drafts'],
      ['Junk', 'junk'],
      ['Sent', 'sent'],
      ['Trash', 'trash'],
    ]);
  });

  it('makes a mailbox and those above it, once', () => {
    const account = newAccount();
    const id = account.addMailbox('Inbox/Lists/News');
    expect(account.addMailbox('Inbox/Lists/News')).toBe(id);
    expect(account.mailboxId('Inbox/Lists')).not.toBe(id);
    expect(account.snapshot().mailboxes).toHaveLength(8);
  });

  it('shows what was put in', () => {
    const account = newAccount();
    account.addMailbox('Screener');
    const id = account.addMail({
      from: 'Ada <Ada@x.example>',
      subject: '=?utf-8?Q?h=C3=A9llo?=',
      mailboxes: ['Screener', 'Archive'],
      keywords: ['$Seen'],
    });
    account.addCard(contact('a', 'ada@x.example'));
    account.addGroup('Feed', ['a']);
    expect(account.snapshot()).toMatchObject({
      mails: [
        {
          id,
          from: 'ada@x.example',
          subject: 'héllo',
          mailboxes: ['Archive', 'Screener'],
          keywords: ['$seen'],
        },
      ],
      cards: { 'a.vcf': expect.stringContaining('item1.EMAIL:ada@x.example\r\n') as string },
      groups: { Feed: ['a'] },
    });
  });

  it('lets a user move, label and delete mail', () => {
    const account = newAccount();
    const [moved, deleted] = [
      account.addMail({ from: 'a@x.example' }),
      account.addMail({ from: 'a@x.example' }),
    ];
    account.moveMail(moved, { add: ['Archive'], remove: ['Inbox'] });
    account.destroyMail(deleted);
    expect(account.snapshot().mails).toMatchObject([{ id: moved, mailboxes: ['Archive'] }]);
  });

  it('lets a user delete a mailbox, with all below it', () => {
    const account = newAccount();
    account.addMailbox('Old/Older');
    account.addMail({ from: 'a@x.example', mailboxes: ['Old/Older'] });
    const both = account.addMail({ from: 'a@x.example', mailboxes: ['Old', 'Archive'] });
    account.destroyMailbox('Old');
    expect(account.snapshot().mails).toMatchObject([{ id: both, mailboxes: ['Archive'] }]);
    expect(() => account.mailboxId('Old')).toThrow('no mailbox Old');
  });

  it('routes arriving mail by the contact groups of its sender', () => {
    const rules = [
      { group: 'Jail', mailbox: 'Junk' },
      { group: 'Feed', mailbox: 'Archive' },
    ];
    const account = newAccount({ route: routeByGroup(rules, 'Inbox') });
    account.addCard(contact('a', 'Feed@x.example'));
    account.addCard(contact('b', 'both@x.example'));
    account.addGroup('Feed', ['a', 'b']);
    // UIDs are compared exactly, so A is nobody.
    account.addGroup('Jail', ['A', 'b']);
    for (const from of ['FEED@x.example', 'both@x.example', 'new@x.example', '']) account.deliver({ from });
    expect(account.snapshot().mails.map(({ from, mailboxes }) => [from, ...mailboxes])).toEqual([
      ['feed@x.example', 'Archive'],
      ['both@x.example', 'Junk'],
      ['new@x.example', 'Inbox'],
      ['', 'Inbox'],
    ]);
  });

  it('takes a whole message', () => {
    const account = newAccount();
    account.addMail({ raw: 'From: a@x.example\r\nSubject: raw\r\n\r\nx\r\n' });
    expect(account.snapshot().mails).toMatchObject([{ from: 'a@x.example', subject: 'raw' }]);
  });

  it('refuses what it does not know', () => {
    const account = newAccount();
    expect(() => account.addMail({ mailboxes: ['Nowhere'] })).toThrow('no mailbox Nowhere');
    expect(() => account.moveMail('M1', {})).toThrow('no mail M1');
    expect(() => account.addCard('hello')).toThrow('no vCard');
  });
});
