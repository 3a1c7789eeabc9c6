import { describe, expect, it } from 'vitest';
import { readCard } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { writesContacts } from '../support/contact-requests.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Row 9: mail in odd places, from odd senders, and at odd moments. */
export function describeOddMail(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, jail } = setup;

  describe('a labelled mail', () => {
    it.each([
      ['whose only mailbox is the label', [], sample.fromScreener],
      ['in Screener', ['Screener'], sample.fromScreener],
      ['in the Inbox', ['Inbox'], sample.fromScreener],
      ['in Archive', ['Archive'], ['Archive', ...sample.mailboxes]],
      ['in the Trash', ['Trash'], ['Trash']],
      ['in Junk', ['Junk'], sample.mailboxes],
      ["in another category's mailbox", [other.mailbox], sample.mailboxes],
    ])('%s', async (_, before, after) => {
      const { account, once, deliver, mailboxesOf } = world();
      const [mail = '', waiting = ''] = await deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' });
      await account.setMailboxes(mail, [...before, sample.label]);

      expectSuccess(await once());

      expect(await mailboxesOf(mail)).toEqual(after);
      expect(await mailboxesOf(waiting)).toEqual(sample.fromScreener);
      expectIdle(await once());
    });

    it('in Junk stays there when the category is Jail', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.setMailboxes(mail, ['Junk', jail.label]);

      expectSuccess(await once());

      expect(await mailboxesOf(mail)).toEqual(['Jail', 'Junk']);
    });
  });

  describe('a sender', () => {
    it.each([
      ['without From', ''],
      ['with an empty From', 'MAILER-DAEMON'],
      ['with a group for a From', 'undisclosed-recipients:;'],
    ])('%s: error label, the triage label stays, flagged once', async (_, from) => {
      const { account, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from });
      await account.addLabel(mail, sample.label);

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(mail)).toEqual(['@MailroomError', sample.label, 'Screener']);
      expect(eventsNamed(run, 'unusable_sender')).toHaveLength(1);
      expectIdle(await once());
      await account.removeFrom(mail, sample.label);
      expectSuccess(await once());
      expect(await mailboxesOf(mail)).toEqual(['Screener']);
    });

    it('of several authors: the first one is triaged', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      const [mail = '', second = ''] = await deliver(
        { from: 'Ann <ann@x.example>, Bob <bob@y.example>' },
        { from: 'bob@y.example' },
      );
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect([await mailboxesOf(mail), await mailboxesOf(second)]).toEqual([
        sample.fromScreener,
        ['Screener'],
      ]);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
    });

    it.each([
      ['with a quoted local part', '"john doe"@x.example', '"john doe"@x.example'],
      [
        'with a long address',
        `${'a'.repeat(64)}@${'b'.repeat(60)}.example`,
        `${'a'.repeat(64)}@${'b'.repeat(60)}.example`,
      ],
      ['with an IDN', 'Ann <ann@xn--bcher-kva.example>', 'ann@xn--bcher-kva.example'],
    ])('%s', async (_, from, address) => {
      const { account, once, deliver, mailboxesOf, members } = world();
      const [mail = ''] = await deliver({ from });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await mailboxesOf(mail)).toEqual(sample.fromScreener);
      expect(await members()).toEqual(inGroupsOf(sample, address));
      await account.addLabel(mail, sample.label);
      expectSuccess(await once());
      expect(await account.cardsOf(address)).toHaveLength(1);
    });

    it.each([
      ['a newline', '=?utf-8?Q?Ann=0ATEL_123?= <ann@x.example>', /^Ann TEL 123$/],
      ['quotes and backslashes', '"Ann \\"The\\\\ Boss\\"" <ann@x.example>', /^Ann "The\\ Boss"$/],
      ['a semicolon and a comma', '"Other; Ann, Ms" <ann@x.example>', /^Other; Ann, Ms$/],
      ['an emoji', '=?utf-8?B?8J+mijxBbm4+8J+mig==?= <ann@x.example>', /^🦊<Ann>🦊$/u],
      [
        '10,000 characters',
        `${'x'.repeat(200)} `.repeat(50).trim().concat(' <ann@x.example>').replaceAll(' x', '\r\n x'),
        /^x{200} .*…$/,
      ],
    ])('whose display name has %s: one contact with one address', async (_, from, name) => {
      const { account, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await mailboxesOf(mail)).toEqual(sample.fromScreener);
      const card = readCard((await account.cardOf('ann@x.example'))?.text ?? '');
      expect(card.fullName).toMatch(name);
      expect(card.addresses).toEqual(['ann@x.example']);
    });

    it('of a discussion list is its author, and that is logged; of a newsletter it is not', async () => {
      const { account, once, deliver } = world();
      const listed = { 'List-Id': 'Talk <talk.lists.example>' };
      const mails = await deliver(
        { from: 'ann@x.example', headers: { ...listed, 'List-Post': '<mailto:talk@lists.example>' } },
        { from: 'news@y.example', headers: listed },
        { from: 'news@z.example', headers: { ...listed, 'List-Post': 'NO (posting not allowed)' } },
      );
      await account.addLabel(mails, sample.label);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'mailing_list_sender')).toMatchObject([{ sender: 'ann@x.example' }]);
    });
  });

  describe('while the sweep runs', () => {
    it('mail that arrives is swept too', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      const late: string[] = [];
      proxy.onResponse(async ({ jmapMethods }) => {
        const isListing = jmapMethods.includes('Email/query') && jmapMethods[0] !== 'Email/query';
        if (isListing && late.length === 0) late.push(...(await deliver({ from: 'ann@x.example' })));
      });

      expectSuccess(await once());

      expect(late).toHaveLength(1);
      expect(await mailboxesOf(late[0] ?? '')).toEqual(sample.fromScreener);
    });

    it('mail that arrives right before it moves is swept too', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      const late: string[] = [];
      proxy.onRequest(async ({ jmapMethods }) => {
        if (jmapMethods.includes('Email/set') && late.length === 0)
          late.push(...(await deliver({ from: 'ann@x.example' })));
        return undefined;
      });

      expectSuccess(await once());

      expect(await mailboxesOf(late[0] ?? '')).toEqual(sample.fromScreener);
    });

    it('mail that the user moves stays where the user put it', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = '', other = ''] = await deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      let isMoved = false;
      proxy.onRequest(async ({ jmapMethods }) => {
        if (!jmapMethods.includes('Email/set') || isMoved) return undefined;
        isMoved = true;
        await account.setMailboxes(other, ['Archive']);
        return undefined;
      });

      expectSuccess(await once());

      expect([await mailboxesOf(mail), await mailboxesOf(other)]).toEqual([sample.fromScreener, ['Archive']]);
    });

    it.each([
      ['before it is listed', 'Email/query'],
      ['before it is moved', 'Email/set'],
    ])('a mailbox that the user deletes %s takes no mail with it', async (_, moment) => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const ids = await deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' });
      await account.addLabel(ids[0] ?? '', sample.label);
      let isDeleted = false;
      proxy.onRequest(async ({ jmapMethods }) => {
        const isScan = jmapMethods[0] === 'Email/query';
        if (isDeleted || isScan || !jmapMethods.includes(moment)) return undefined;
        isDeleted = true;
        await account.destroyMailbox(sample.mailbox);
        return undefined;
      });

      const run = await once();

      expect(isDeleted).toBe(true);
      expect(run.code).toBe(1);
      expect(await Promise.all(ids.map(mailboxesOf))).toEqual([[sample.label, 'Screener'], ['Screener']]);
      await account.createMailbox(sample.mailbox);
      expectSuccess(await once());
      for (const id of ids) expect(await mailboxesOf(id)).toEqual(sample.fromScreener);
    });

    it('mail that keeps changing makes the sender wait, which is logged, and once exits 1', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = '', own = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: account.access.username },
      );
      await account.addLabel([mail, own], sample.label);
      const undo = proxy.onRequest(async ({ jmapMethods }) => {
        if (jmapMethods.includes('Email/set')) await deliver({ from: 'busy@y.example' });
        return undefined;
      });

      const run = await once();

      expect(run.code).toBe(1);
      expect(eventsNamed(run, 'sender_waits')).toMatchObject([{ sender: 'ann@x.example' }]);
      expect(await mailboxesOf(mail)).toEqual([sample.label, 'Screener']);
      undo();
      expectSuccess(await once());
      expect(await mailboxesOf(mail)).toEqual(sample.fromScreener);
    });

    it('a label that the user takes off ends the triage: no more mail moves', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = '', other = ''] = await deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      let isTaken = false;
      proxy.onRequest(async (request) => {
        if (!writesContacts(request) || isTaken) return undefined;
        isTaken = true;
        await account.removeFrom(mail, sample.label);
        return undefined;
      });

      const run = await once();

      expect([await mailboxesOf(mail), await mailboxesOf(other)]).toEqual([['Screener'], ['Screener']]);
      expect(eventsNamed(run, 'label_withdrawn')).toMatchObject([{ sender: 'ann@x.example' }]);
    });
  });
}
