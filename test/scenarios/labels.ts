import { describe, expect, it } from 'vitest';
import { readCard } from '../support/card-text.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Rows 1, 2 and 7: what a label does, that it does it once, and whose mail it is about. */
export function describeLabels(makeAccount: MakeAccount): void {
  const world = useWorld(makeAccount);

  describe('a label on one mail of an unknown sender', () => {
    it.each([
      ['@ToImbox', 'Imbox', 'Inbox', 'company'],
      ['@ToFeed', 'Feed', 'Feed', 'company'],
      ['@ToPaperTrail', 'Paper Trail', 'Paper Trail', 'company'],
      ['@ToJail', 'Jail', 'Jail', 'company'],
      ['@ToPerson', 'Imbox', 'Inbox', 'person'],
    ])(
      '%s: contact made and in the group, all Screener mail in the mailbox, label off',
      async (label, group, mailbox, type) => {
        const { account, once, deliver, mailboxesOf } = world();
        const [labelled = '', ...others] = await deliver(
          { from: 'Ann Other <ann@x.example>', keywords: ['$seen'] },
          { from: 'ann@x.example', keywords: ['$flagged'] },
          { from: 'Ann <ann@x.example>' },
        );
        await deliver({ from: 'Bob <bob@y.example>' }, { from: 'Bob <bob@y.example>', mailboxes: ['Inbox'] });
        const foreignBefore = await account.mailOf('bob@y.example');
        const keywordsBefore = (await account.mailOf('ann@x.example')).map(({ keywords }) => keywords);
        await account.addLabel(labelled, label);

        const run = await once();

        expectSuccess(run);
        for (const id of [labelled, ...others]) expect(await mailboxesOf(id)).toEqual([mailbox]);
        expect((await account.mailOf('ann@x.example')).map(({ keywords }) => keywords)).toEqual(
          keywordsBefore,
        );
        expect(await account.mailOf('bob@y.example')).toEqual(foreignBefore);
        expect(await account.membersByAddress(group)).toEqual(['ann@x.example']);
        const card = (await account.cardOf('ann@x.example'))?.text ?? '';
        expect(readCard(card)).toMatchObject({ fullName: 'Ann Other', addresses: ['ann@x.example'] });
        expect(card).toMatch(type === 'person' ? /^N:Other;Ann;/m : /^ORG[;:].*Ann Other/m);
        expect(eventsNamed(run, 'sender_triaged')).toMatchObject([{ sender: 'ann@x.example' }]);
      },
    );

    it('running again changes nothing: same states, no new contact, no write', async () => {
      const { account, once, deliver } = world();
      const [first = ''] = await deliver({ from: 'Ann <ann@x.example>' }, { from: 'Ann <ann@x.example>' });
      await account.addLabel(first, '@ToFeed');
      expectSuccess(await once());
      const [states, snapshot] = [await account.states(), await account.snapshot()];

      const again = await once();

      expectIdle(again);
      expect(await account.states()).toEqual(states);
      expect(await account.snapshot()).toEqual(snapshot);
    });

    it('labelling again a sender that is there already writes no contact and no group', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [first = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(first, '@ToFeed');
      expectSuccess(await once());
      const cards = await account.cards();
      await account.addLabel(first, '@ToFeed');

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(first)).toEqual(['Feed']);
      expect(await account.cards()).toEqual(cards);
    });

    it('several senders with several labels are triaged in one cycle', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [a = '', b = '', c = ''] = await deliver(
        { from: 'a@x.example' },
        { from: 'b@x.example' },
        { from: 'c@x.example' },
      );
      await account.addLabel(a, '@ToFeed');
      await account.addLabel(b, '@ToJail');
      await account.addLabel(c, '@ToFeed');

      expectSuccess(await once());

      expect([await mailboxesOf(a), await mailboxesOf(b), await mailboxesOf(c)]).toEqual([
        ['Feed'],
        ['Jail'],
        ['Feed'],
      ]);
      expect(await account.membersByAddress('Feed')).toEqual(['a@x.example', 'c@x.example']);
    });
  });

  describe('who a sender is', () => {
    it('Foo@X.example and foo@x.example are one sender', async () => {
      const { account, once, deliver } = world();
      const [upper = ''] = await deliver({ from: 'Foo@X.example' }, { from: 'foo@x.example' });
      await account.addLabel(upper, '@ToFeed');

      expectSuccess(await once());

      expect((await account.mailOf('foo@x.example')).map(({ mailboxes }) => mailboxes)).toEqual([
        ['Feed'],
        ['Feed'],
      ]);
      expect(await account.cardsOf('foo@x.example')).toHaveLength(1);
    });

    it.each([
      ['a display name that shows the address', '"ann@x.example" <evil@y.example>'],
      ['an address that ends like it', 'joann@x.example'],
      ['a domain that begins like it', 'ann@x.example.evil.test'],
      ['a subdomain', 'ann@mail.x.example'],
      ['a plus address', 'ann+news@x.example'],
      ['another author first', 'Evil <evil@y.example>, Ann <ann@x.example>'],
    ])('%s is another sender', async (_, from) => {
      const { account, once, deliver, mailboxesOf } = world();
      const [ann = '', other = ''] = await deliver({ from: 'ann@x.example' }, { from });
      await account.addLabel(ann, '@ToFeed');

      expectSuccess(await once());

      expect(await mailboxesOf(ann)).toEqual(['Feed']);
      expect(await mailboxesOf(other)).toEqual(['Screener']);
    });

    it('a Sender header changes nothing', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [ann = '', other = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'evil@y.example', headers: { Sender: 'ann@x.example' } },
      );
      await account.addLabel(ann, '@ToFeed');

      expectSuccess(await once());

      expect(await mailboxesOf(other)).toEqual(['Screener']);
    });
  });
}
