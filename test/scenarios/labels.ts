import { describe, expect, it } from 'vitest';
import { readCard } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Rows 1, 2 and 7: what a label does, that it does it once, and whose mail it is about. */
export function describeLabels(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, imbox, jail } = setup;

  describe('a label on one mail of an unknown sender', () => {
    it.each(setup.categories.map((category) => [category.label, category] as const))(
      '%s: contact made and in the groups, all Screener mail in the mailboxes, label off',
      async (_, category) => {
        const { account, once, deliver, mailboxesOf, members } = world();
        const [labelled = '', ...others] = await deliver(
          { from: 'Ann Other <ann@x.example>', keywords: ['$seen'] },
          { from: 'ann@x.example', keywords: ['$flagged'] },
          { from: 'Ann <ann@x.example>' },
        );
        await deliver({ from: 'Bob <bob@y.example>' }, { from: 'Bob <bob@y.example>', mailboxes: ['Inbox'] });
        const foreignBefore = await account.mailOf('bob@y.example');
        const keywordsBefore = (await account.mailOf('ann@x.example')).map(({ keywords }) => keywords);
        await account.addLabel(labelled, category.label);

        const run = await once();

        expectSuccess(run);
        for (const id of [labelled, ...others]) expect(await mailboxesOf(id)).toEqual(category.fromScreener);
        expect((await account.mailOf('ann@x.example')).map(({ keywords }) => keywords)).toEqual(
          keywordsBefore,
        );
        expect(await account.mailOf('bob@y.example')).toEqual(foreignBefore);
        expect(await members()).toEqual(inGroupsOf(category, 'ann@x.example'));
        const card = (await account.cardOf('ann@x.example'))?.text ?? '';
        expect(readCard(card)).toMatchObject({ fullName: 'Ann Other', addresses: ['ann@x.example'] });
        expect(card).toMatch(
          category.contactType === 'person' ? /^N:Other;Ann;/m : /^(\w+\.)?ORG[;:].*Ann Other/m,
        );
        expect(eventsNamed(run, 'sender_triaged')).toMatchObject([{ sender: 'ann@x.example' }]);
      },
    );

    it.each([imbox, jail, sample].map((category) => [category.label, category] as const))(
      "%s: the sender's mail in the Inbox moves along, what was filed or thrown away stays",
      async (_, category) => {
        const { account, once, deliver, mailboxesOf } = world();
        await account.createMailbox('Receipts');
        const from = 'ann@x.example';
        const [labelled = '', shown = '', both = '', ...others] = await deliver(
          ...[
            ['Inbox'],
            ['Inbox'],
            ['Inbox', 'Receipts'],
            ['Receipts'],
            ['Trash'],
            ['Inbox', 'Junk'],
            ['Sent'],
          ].map((mailboxes) => ({ from, mailboxes })),
        );
        const [stranger = ''] = await deliver({ from: 'bob@y.example', mailboxes: ['Inbox'] });
        await account.addLabel(labelled, category.label);

        const run = await once();

        expectSuccess(run);
        for (const id of [labelled, shown]) expect(await mailboxesOf(id)).toEqual(category.fromScreener);
        expect(await mailboxesOf(both)).toEqual([...category.fromScreener, 'Receipts'].sort());
        expect(await Promise.all([...others, stranger].map(mailboxesOf))).toEqual([
          ['Receipts'],
          ['Trash'],
          ['Inbox', 'Junk'],
          ['Sent'],
          ['Inbox'],
        ]);
        expectIdle(await once());
      },
    );

    it.each([imbox, jail].map((category) => [category.label, category] as const))(
      '%s on mail that was filed: it does not come back into the Inbox',
      async (_, category) => {
        const { account, once, deliver, mailboxesOf } = world();
        await account.createMailbox('Receipts');
        const [filed = ''] = await deliver({ from: 'ann@x.example', mailboxes: ['Receipts'] });
        await account.addLabel(filed, category.label);

        expectSuccess(await once());

        const withoutInbox = category.mailboxes.filter((name) => name !== 'Inbox');
        expect(await mailboxesOf(filed)).toEqual([...withoutInbox, 'Receipts'].sort());
        expectIdle(await once());
      },
    );

    it('running again changes nothing: same states, no new contact, no write', async () => {
      const { account, once, deliver } = world();
      const [first = ''] = await deliver({ from: 'Ann <ann@x.example>' }, { from: 'Ann <ann@x.example>' });
      await account.addLabel(first, sample.label);
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
      await account.addLabel(first, sample.label);
      expectSuccess(await once());
      const cards = await account.cards();
      await account.addLabel(first, sample.label);

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(first)).toEqual(sample.fromScreener);
      expect(await account.cards()).toEqual(cards);
    });

    it('several senders with several labels are triaged in one cycle', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [a = '', b = '', c = ''] = await deliver(
        { from: 'a@x.example' },
        { from: 'b@x.example' },
        { from: 'c@x.example' },
      );
      await account.addLabel(a, sample.label);
      await account.addLabel(b, other.label);
      await account.addLabel(c, sample.label);

      expectSuccess(await once());

      expect([await mailboxesOf(a), await mailboxesOf(b), await mailboxesOf(c)]).toEqual([
        sample.fromScreener,
        other.fromScreener,
        sample.fromScreener,
      ]);
      expect(await account.membersByAddress(sample.group)).toEqual(['a@x.example', 'c@x.example']);
    });
  });

  describe('who a sender is', () => {
    it('Foo@X.example and foo@x.example are one sender', async () => {
      const { account, once, deliver } = world();
      const [upper = ''] = await deliver({ from: 'Foo@X.example' }, { from: 'foo@x.example' });
      await account.addLabel(upper, sample.label);

      expectSuccess(await once());

      expect((await account.mailOf('foo@x.example')).map(({ mailboxes }) => mailboxes)).toEqual([
        sample.fromScreener,
        sample.fromScreener,
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
      const [ann = '', stranger = ''] = await deliver({ from: 'ann@x.example' }, { from });
      await account.addLabel(ann, sample.label);

      expectSuccess(await once());

      expect(await mailboxesOf(ann)).toEqual(sample.fromScreener);
      expect(await mailboxesOf(stranger)).toEqual(['Screener']);
    });

    it('a Sender header changes nothing', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [ann = '', stranger = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'evil@y.example', headers: { Sender: 'ann@x.example' } },
      );
      await account.addLabel(ann, sample.label);

      expectSuccess(await once());

      expect(await mailboxesOf(stranger)).toEqual(['Screener']);
    });
  });
}
