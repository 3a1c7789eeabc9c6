import { describe, expect, inject, it } from 'vitest';
import { sieveRules } from '../../src/rules/sieve-rules.ts';
import { contactCard, groupCard } from '../support/card-text.ts';
import { CATEGORY_SETUPS, type CategorySetup, DEFAULT_SETUP } from '../support/category-setups.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { deliverByLmtp, installSieve } from '../support/cyrus-sieve.ts';
import { expectSuccess, useWorld } from '../scenarios/world.ts';

const is36 = inject('cyrusName') === 'cyrus36';

/** An empty account for each test, and what can be done with it. */
function useSieve(setup: CategorySetup) {
  const empty = useWorld(cyrusAccount, {
    categories: setup,
    without: [...setup.mailboxes, ...setup.groups],
  });
  return {
    empty,
    /** Sets the account up, and installs the generated script. */
    async installRules(environment: Record<string, string> = {}): Promise<void> {
      const { account, mailroom } = empty();
      expect(await mailroom(['setup', '--apply', '--yes'], environment)).toMatchObject({ code: 0 });
      const { code, stdout, stderr, writes } = await mailroom(['rules', '--format', 'sieve'], environment);
      expect([code, stderr, writes]).toEqual([0, '', []]);
      await installSieve(account.access, stdout);
    },
    /** Delivers a mail and answers with the mailboxes it went to. */
    async routed(from: string): Promise<string[]> {
      const { account } = empty();
      const subject = `To be routed ${Math.random()}`;
      await deliverByLmtp(account.access, from, subject);
      return (await account.mails()).find((mail) => mail.subject === subject)?.mailboxes ?? [];
    },
  };
}

describe.each(CATEGORY_SETUPS.map((setup) => [setup.name, setup] as const))(
  'the Sieve script on Cyrus, with %s',
  (_, setup) => {
    const { empty, installRules, routed } = useSieve(setup);

    it.each(setup.categories.map((category) => [category.label, category] as const))(
      'routes the mail of a sender triaged with %s as triage did',
      async (label, { fromScreener }) => {
        const { account, once } = empty();
        await installRules();
        expect(await routed('Ann <ann@x.example>')).toEqual(['Screener']);
        const [mail] = await account.mailOf('ann@x.example');
        await account.addLabel(mail!.id, label);
        expectSuccess(await once());

        expect(await routed('Ann <ann@x.example>')).toEqual(fromScreener);
        expect(await routed('"Ann" <ANN@X.Example>')).toEqual(fromScreener);
        expect(await routed('Bob <bob@y.example>')).toEqual(['Screener']);
        const places = (await account.mailOf('ann@x.example')).map(({ mailboxes }) => mailboxes);
        expect(places).toEqual([fromScreener, fromScreener, fromScreener]);
      },
    );

    it.each(setup.categories.map((category) => [category.label, category] as const))(
      'routes the mail of a sender sent back to Screener after %s to Screener, and with the label again as before',
      async (label, { fromScreener }) => {
        const { account, once } = empty();
        await installRules();
        await routed('Ann <ann@x.example>');
        const [mail] = await account.mailOf('ann@x.example');
        for (const [next, target] of [
          [label, fromScreener],
          ['@ToScreener', ['Screener']],
          [label, fromScreener],
        ] as const) {
          await account.addLabel(mail!.id, next);
          expectSuccess(await once());

          expect(await routed('Ann <ann@x.example>')).toEqual(target);
        }
      },
    );
  },
);

describe('the Sieve script on Cyrus', () => {
  const { empty, installRules, routed } = useSieve(DEFAULT_SETUP);

  it('follows a sender that is moved to another category, without a new script', async () => {
    const { account, once } = empty();
    await installRules();
    await deliverByLmtp(account.access, 'ann@x.example', 'Hello');
    const [mail] = await account.mailOf('ann@x.example');
    await account.addLabel(mail!.id, '@ToFeed');
    expectSuccess(await once());
    await account.addLabel(mail!.id, '@ToJail');
    expectSuccess(await once());

    expect(await routed('Ann <ann@x.example>')).toEqual(['Jail']);
  });

  it('names nested mailboxes, and names that are not ASCII', async () => {
    const { account, once } = empty();
    const environment = {
      MAILROOM_SCREENER_MAILBOX: 'Inbox/Vorzimmer & Tür',
      MAILROOM_MAILBOX_FEED: 'Lesen/Übersicht',
    };
    await installRules(environment);

    expect(await routed('Ann <ann@x.example>')).toEqual(['Inbox/Vorzimmer & Tür']);
    await account.addLabel((await account.mailOf('ann@x.example'))[0]!.id, '@ToFeed');
    expectSuccess(await once(environment));

    expect(await routed('Ann <ann@x.example>')).toEqual(['Lesen/Übersicht']);
  });

  it('knows groups in either form, and contacts whose every address is labelled', async () => {
    const { account } = empty();
    await account.putCard('g4', groupCard({ uid: 'g4', name: 'Feed', members: ['c1'], form: 'vcard4' }));
    await account.putCard(
      'c1',
      contactCard({ uid: 'c1', fullName: 'Ann', addresses: [], lines: ['item1.EMAIL:ann@x.example'] }),
    );
    await account.putCard(
      'c2',
      contactCard({ uid: 'c2', fullName: 'Bob', addresses: [], lines: ['item1.EMAIL:bob@y.example'] }),
    );
    await installRules();

    expect(await routed('Ann <ann@x.example>')).toEqual(['Feed']);
    expect(await routed('Bob <bob@y.example>')).toEqual(['Inbox']);
  });

  it('routes everybody at a domain that has a card, and nobody at those below it', async () => {
    const { account } = empty();
    await account.putCard('feed', groupCard({ uid: 'feed', name: 'Feed', members: ['shop'] }));
    await account.putCard(
      'shop',
      contactCard({ uid: 'shop', fullName: 'Shop', addresses: ['*@shop.example'] }),
    );
    await installRules();

    expect(await routed('news+8731@shop.example')).toEqual(['Feed']);
    expect(await routed('"Shop" <NEW@Shop.Example>')).toEqual(['Feed']);
    expect(await routed('new@mail.shop.example')).toEqual(['Screener']);
    expect(await routed('new@notshop.example')).toEqual(['Screener']);
  });

  it('routes a domain that was decided about as a whole, and each exception as it was decided', async () => {
    const { account, once } = empty();
    await installRules();
    const label = async (address: string, ...labels: string[]): Promise<void> => {
      const [mail] = await account.mailOf(address);
      for (const each of labels) await account.addLabel(mail!.id, each);
      expectSuccess(await once());
    };
    for (const from of ['before@shop.example', 'news+1@shop.example', 'reply-1@shop.example'])
      expect(await routed(from)).toEqual(['Screener']);
    await label('before@shop.example', '@ToImbox');

    await label('news+1@shop.example', '@ToFeed', '@WholeDomain');

    expect(await routed('"Shop" <news+2@Shop.Example>')).toEqual(['Feed']);
    expect(await routed('news@mail.shop.example')).toEqual(['Screener']);
    expect((await account.mailOf('reply-1@shop.example')).map(({ mailboxes }) => mailboxes)).toEqual([
      ['Feed'],
    ]);
    expect(await routed('before@shop.example')).toEqual(['Feed', 'Inbox']);
    await installRules();
    expect(await routed('before@shop.example')).toEqual(['Inbox']);

    await label('reply-1@shop.example', '@ToPaperTrail');
    await installRules();
    expect(await routed('reply-1@shop.example')).toEqual(['Paper Trail']);
    expect(await routed('reply-2@shop.example')).toEqual(['Feed']);

    await label('news+2@shop.example', '@ToJail', '@WholeDomain');
    expect(await routed('reply-2@shop.example')).toEqual(['Jail']);
    expect(await routed('reply-1@shop.example')).toEqual(['Paper Trail']);
    expect(await routed('before@shop.example')).toEqual(['Inbox']);
  });

  it.each([
    ['Feed', 'Paper Trail', ['Paper Trail'], ['Feed', 'Paper Trail']],
    ['Paper Trail', 'Feed', ['Feed'], ['Feed', 'Paper Trail']],
    ['Feed', 'Imbox', ['Inbox'], ['Feed', 'Inbox']],
    ['Jail', 'Feed', ['Feed'], ['Jail']],
    ['Feed', 'Jail', ['Jail'], ['Jail']],
    ['Imbox', 'Paper Trail', ['Paper Trail'], ['Inbox', 'Paper Trail']],
  ])(
    'with the domain in %s, files mail of a sender in %s into %j, where a script of before filed it into %j',
    async (ofDomain, own, expected, before) => {
      const { account } = empty();
      await account.putCard('g1', groupCard({ uid: 'g1', name: ofDomain, members: ['shop'] }));
      await account.putCard('g2', groupCard({ uid: 'g2', name: own, members: ['ann'] }));
      const card = (uid: string, address: string): string =>
        contactCard({ uid, fullName: uid, addresses: [address] });
      await account.putCard('shop', card('shop', '*@shop.example'));
      await installRules();
      await account.putCard('ann', card('ann', 'ann@shop.example'));
      expect(await routed('ann@shop.example')).toEqual(before);

      // The same script again is refused.
      if (expected.join() !== before.join()) await installRules();

      expect(await routed('ann@shop.example')).toEqual(expected);
      const others = await routed('bob@shop.example');
      expect(others).toEqual([ofDomain === 'Imbox' ? 'Inbox' : ofDomain]);
    },
  );

  it.each([
    ['X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:', 'ann', true],
    ['X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:', 'urn:uuid:ann', true],
    ['X-ADDRESSBOOKSERVER-MEMBER:', 'urn:uuid:ann', false],
    ['X-ADDRESSBOOKSERVER-MEMBER:', 'ann', false],
    ['X-ADDRESSBOOKSERVER-MEMBER:URN:UUID:', 'ann', false],
    // In a vCard 4, 3.6 wants the prefix, and main the UID alone.
    ['MEMBER:urn:uuid:', 'ann', is36],
    ['MEMBER:urn:uuid:', 'urn:uuid:ann', is36],
    ['MEMBER:', 'ann', !is36],
    ['MEMBER:', 'urn:uuid:ann', !is36],
  ])('takes %s and the UID %s for a member of a group: %s', async (prefix, uid, isMember) => {
    const { account } = empty();
    const form = prefix.startsWith('MEMBER') ? 'vcard4' : 'vcard3';
    const group = groupCard({ uid: 'feed', name: 'Feed', form });
    await account.putCard('feed', group.replace('END:VCARD', `${prefix}${uid}\r\nEND:VCARD`));
    await account.putCard('ann', contactCard({ uid, fullName: 'Ann', addresses: ['ann@x.example'] }));
    await installRules();

    expect(await routed('Ann <ann@x.example>')).toEqual([isMember ? 'Feed' : 'Inbox']);
    expect(await account.membersByAddress('Feed')).toEqual(isMember ? ['ann@x.example'] : []);
  });

  it.each(
    (['vcard3', 'vcard4'] as const).flatMap((form) =>
      ['ann', 'urn:uuid:ann'].map((uid) => [form, uid] as const),
    ),
  )('routes a sender that was triaged into a group of the form %s, with the card %s', async (form, uid) => {
    const { account, once } = empty();
    for (const name of ['Feed', 'Jail'])
      await account.putCard(name, groupCard({ uid: name, name, form, members: ['somebody'] }));
    await account.putCard('ann', contactCard({ uid, fullName: 'Ann', addresses: ['ann@x.example'] }));
    await installRules();
    await deliverByLmtp(account.access, 'Ann <ann@x.example>', 'Hello');
    const [mail] = await account.mailOf('ann@x.example');
    await account.addLabel(mail!.id, '@ToFeed');
    expectSuccess(await once());
    expect(await routed('Ann <ann@x.example>')).toEqual(['Feed']);

    await account.addLabel(mail!.id, '@ToJail');
    expectSuccess(await once());
    expect(await routed('Ann <ann@x.example>')).toEqual(['Jail']);
    expect(await account.membersByAddress('Feed')).toEqual([]);
  });

  it('without extensions lists the addresses, and routes alike', async () => {
    const { account, mailroom } = empty();
    await mailroom(['setup', '--apply', '--yes']);
    const rules = [
      {
        name: 'Mailroom: Feed',
        from: { group: 'Feed' },
        mailbox: 'Feed',
        inInbox: false,
        stop: false,
        target: { path: 'Feed', id: undefined },
        members: { uid: 'unused', addresses: ['ann@x.example', 'o"hara@x.example'] },
      },
      {
        name: 'Mailroom: Screener',
        from: 'strangers' as const,
        mailbox: 'Screener',
        inInbox: false,
        stop: true,
        target: { path: 'Screener', id: undefined },
        members: undefined,
      },
    ];
    const plain = { jmapQuery: false, mailboxId: false, addressBookList: false };
    const contacts = ['ann@x.example', 'bob@y.example', '*@shop.example'];
    await installSieve(account.access, sieveRules(rules, plain, contacts));

    expect(await routed('Ann <Ann@x.example>')).toEqual(['Feed']);
    expect(await routed('Bob <bob@y.example>')).toEqual(['Inbox']);
    expect(await routed('Eve <eve@z.example>')).toEqual(['Screener']);
    expect(await routed('new@shop.example')).toEqual(['Inbox']);
    expect(await routed('new@mail.shop.example')).toEqual(['Screener']);
  });
});

describe('rules for an account that is not set up', () => {
  const world = useWorld(cyrusAccount, { without: ['Jail'] });

  it('as Sieve, says what is missing, and writes nothing', async () => {
    const run = await world().mailroom(['rules', '--format', 'sieve']);

    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/1 mailbox \("Jail"\) and 1 contact group \("Jail"\) do not exist/);
  });
});
