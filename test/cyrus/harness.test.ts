import { beforeEach, describe, expect, inject, it } from 'vitest';
import { contactCard, type GroupForm } from '../support/card-text.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { createCyrusUser } from '../support/cyrus-user.ts';
import { dialog } from '../support/line-dialog.ts';
import { testAccount, type TestAccount } from '../support/test-account.ts';

const FROM = 'Ada <ada@example.test>';

describe('the server', () => {
  it('keeps users apart', async () => {
    const [ada, ben] = await Promise.all([cyrusAccount(), cyrusAccount()]);

    await ada.deliver({ from: FROM, mailboxes: ['Inbox'] });

    expect(await ada.mails()).toHaveLength(1);
    expect(await ben.mails()).toHaveLength(0);
  });

  it.each([
    ['token', 'GET', { token: 'wrong' }],
    ['password', 'PROPFIND', { password: 'wrong' }],
  ])('refuses a wrong %s', async (_, method, wrong) => {
    const account = await cyrusAccount();
    const intruder = testAccount({ ...account.access, ...wrong });

    await expect(intruder.snapshot()).rejects.toThrow(new RegExp(`^${method} .* answered 401$`));
  });

  it('makes many users at once', async () => {
    const users = await Promise.all(Array.from({ length: 12 }, () => createCyrusUser(inject('cyrus'))));

    expect(new Set(users.map(({ user }) => user)).size).toBe(12);
  });

  it('delivers over LMTP', async () => {
    const account = await cyrusAccount();

    await dialog(inject('cyrus').ports.lmtp, [
      { until: /^220 / },
      { send: 'LHLO localhost', until: /^250 / },
      { send: 'MAIL FROM:<ada@example.test>', until: /^250 / },
      { send: `RCPT TO:<${account.access.username}>`, until: /^250 / },
      { send: 'DATA', until: /^354 / },
      { send: `From: ${FROM}\r\nSubject: Over LMTP\r\n\r\nHello.\r\n.`, until: /^250 / },
    ]);

    expect(await account.mailIn('Inbox')).toMatchObject([{ from: 'ada@example.test', subject: 'Over LMTP' }]);
  });
});

describe("an account's mail", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await cyrusAccount();
    await account.setUp();
  });

  it('has the mailboxes of the default categories, and those with roles', async () => {
    const mailboxes = await account.mailboxes();

    expect(mailboxes.map(({ path }) => path)).toEqual(expect.arrayContaining([...DEFAULT_SETUP.mailboxes]));
    expect(new Set(mailboxes.map(({ role }) => role))).toEqual(
      new Set([null, 'inbox', 'archive', 'drafts', 'junk', 'sent', 'trash']),
    );
  });

  it('holds what was delivered, as it was delivered', async () => {
    const ids = await account.deliver([
      { from: FROM, subject: 'One', mailboxes: ['Screener', '@ToFeed'], keywords: ['$seen', '$flagged'] },
      { from: '', subject: 'Two', mailboxes: ['trash'] },
    ]);

    const mails = await account.mails();
    expect(ids.map((id) => mails.find((mail) => mail.id === id))).toMatchObject([
      {
        from: 'ada@example.test',
        subject: 'One',
        mailboxes: ['@ToFeed', 'Screener'],
        keywords: ['$flagged', '$seen'],
      },
      { from: '', subject: 'Two', mailboxes: ['Trash'], keywords: [] },
    ]);
  });

  it('puts answers into the thread of what they answer', async () => {
    await account.deliver([
      { from: FROM, subject: 'Lunch', mailboxes: ['Inbox'], messageId: '<1@example.test>' },
      { from: 'ben@example.test', subject: 'Re: Lunch', mailboxes: ['Inbox'], inReplyTo: '<1@example.test>' },
    ]);

    expect(new Set((await account.mails()).map(({ threadId }) => threadId)).size).toBe(1);
  });

  it('lists all mail, over several pages', async () => {
    const specs = Array.from({ length: 501 }, (_, n) => ({
      from: `s${n % 7}@example.test`,
      mailboxes: ['Screener'],
    }));

    const ids = await account.deliver(specs);

    expect((await account.mails()).map(({ id }) => id)).toEqual(ids.sort());
    expect(await account.mailOf('S3@example.test')).toHaveLength(72);
  });

  it('can be labelled, unlabelled, moved and destroyed', async () => {
    const [one = '', two = '', three = ''] = await account.deliver(
      ['One', 'Two', 'Three'].map((subject) => ({ from: FROM, subject, mailboxes: ['Screener'] })),
    );

    await account.addLabel([one, two], '@ToFeed');
    await account.removeFrom(one, 'Screener');
    await account.setMailboxes(two, ['Archive', '@ToFeed']);
    await account.destroyMail(three);

    const places = (await account.mails()).map(({ subject, mailboxes }) => [subject, mailboxes]);
    expect(Object.fromEntries(places)).toEqual({ One: ['@ToFeed'], Two: ['@ToFeed', 'Archive'] });
  });

  it('is not destroyed by taking the last mailbox away', async () => {
    const [id = ''] = await account.deliver({ from: FROM, mailboxes: ['Screener'] });

    await expect(account.removeFrom(id, 'Screener')).rejects.toThrow('the only mailbox');

    expect(await account.mailIn('Screener')).toHaveLength(1);
  });

  it('can have its mailboxes made, renamed and destroyed', async () => {
    await account.createMailbox('Inbox/Lists/Garden');
    await account.renameMailbox('Feed', 'Newsletters');
    await account.destroyMailbox('@ToJail');

    const paths = (await account.mailboxes()).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['Inbox/Lists', 'Inbox/Lists/Garden', 'Newsletters']));
    expect(paths).not.toEqual(expect.arrayContaining(['Feed']));
    expect(paths).not.toEqual(expect.arrayContaining(['@ToJail']));
  });
});

describe("an account's cards", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await cyrusAccount();
  });

  it.each<GroupForm>(['vcard3', 'vcard4'])(
    'has the groups of the default categories as %s',
    async (groupForm) => {
      await account.setUp({ groupForm });

      expect(await account.groups()).toEqual(
        Object.fromEntries(DEFAULT_SETUP.groups.map((name) => [name, []])),
      );
    },
  );

  it('leaves out what a test wants to be missing', async () => {
    await account.setUp({ without: ['Jail', '@ToJail'] });

    expect(Object.keys(await account.groups()).sort()).toEqual(['Feed', 'Imbox', 'Paper Trail']);
    expect((await account.mailboxes()).map(({ path }) => path)).not.toContain('@ToJail');
  });

  it('finds a card by any of its addresses, grouped ones too', async () => {
    const lines = ['item1.EMAIL;TYPE="home,x":Ada@Home.example'];
    const text = contactCard({ uid: 'ada', fullName: 'Ada', addresses: ['ada@example.test'], lines });
    await account.putCard('ada', text);

    expect(await account.cardOf('ada@home.example')).toEqual(await account.cardOf('ADA@example.test'));
    expect(await account.cardOf('ben@example.test')).toBeUndefined();
  });

  it('shows a duplicate', async () => {
    for (const uid of ['one', 'two']) {
      await account.putCard(uid, contactCard({ uid, fullName: 'Ada', addresses: ['ada@example.test'] }));
    }

    await expect(account.cardOf('ada@example.test')).rejects.toThrow('2 cards have ada@example.test');
    expect(await account.cardsOf('ada@example.test')).toHaveLength(2);
  });

  it('tells the addresses of group members', async () => {
    const members = ['X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ada', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:gone'];
    const kind = 'X-ADDRESSBOOKSERVER-KIND:group';
    const addresses = ['z@example.test', 'ada@example.test'];
    await account.putCard('ada', contactCard({ uid: 'ada', fullName: 'Ada', addresses }));
    await account.putCard(
      'feed',
      contactCard({ uid: 'feed', fullName: 'Feed', addresses: [], lines: [kind, ...members] }),
    );

    expect(await account.groups()).toEqual({ Feed: ['ada', 'gone'] });
    expect(await account.membersByAddress('Feed')).toEqual(['ada@example.test', 'z@example.test']);
  });

  it('writes over another version only without an etag', async () => {
    const text = contactCard({ uid: 'ada', fullName: 'Ada', addresses: ['ada@example.test'] });
    await account.putCard('ada', text);
    const { etag } = (await account.cardOf('ada@example.test'))!;
    await account.putCard('ada', text.replace('FN:Ada', 'FN:Ada Lovelace'));

    await expect(account.putCard('ada', text, etag)).rejects.toThrow('answered 412');
    await account.deleteCard('ada');

    expect(await account.cards()).toEqual([]);
  });
});

describe('a snapshot', () => {
  const changes: [string, (account: TestAccount, id: string) => Promise<unknown>][] = [
    ['a label', (account, id) => account.addLabel(id, '@ToFeed')],
    ['a mailbox', (account) => account.createMailbox('New')],
    ['a new mail', (account) => account.deliver({ from: FROM, mailboxes: ['Feed'] })],
    ['a deleted mail', (account, id) => account.destroyMail(id)],
    [
      'a card',
      (account) => account.putCard('ada', contactCard({ uid: 'ada', fullName: 'Ada', addresses: [] })),
    ],
  ];

  it.each(changes)('shows %s', async (_, change) => {
    const account = await cyrusAccount();
    await account.setUp();
    const [id = ''] = await account.deliver({ from: FROM, mailboxes: ['Screener'] });
    const before = { snapshot: await account.snapshot(), states: await account.states() };
    expect({ snapshot: await account.snapshot(), states: await account.states() }).toEqual(before);

    await change(account, id);

    expect(await account.snapshot()).not.toEqual(before.snapshot);
    expect(await account.states()).not.toEqual(before.states);
  });
});
