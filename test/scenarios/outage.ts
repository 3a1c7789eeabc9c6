import { describe, expect, it } from 'vitest';
import { contactCard } from '../support/card-text.ts';
import { type CategorySetup } from '../support/category-setups.ts';
import { isAboutContacts, writesContacts } from '../support/contact-requests.ts';
import { methodFailure } from '../support/method-failure.ts';
import { eventsNamed, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Rows 12 and 13: servers that fail, and accounts that lack something. */
export function describeOutages(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other } = setup;

  describe('contacts down', () => {
    it('label stays, mail untouched; back up → the next cycle finishes', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = '', other = ''] = await deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      let listed = false;
      const undo = proxy.onRequest((request) => {
        if (request.jmapMethods.includes('Mailbox/changes')) listed = true;
        return listed && isAboutContacts(request) ? { status: 503 } : undefined;
      });

      const down = await once();

      expect(down.code).toBe(1);
      expect(eventsNamed(down, 'cycle_failed')).toMatchObject([{ error: { type: 'TransientError' } }]);
      expect([await mailboxesOf(mail), await mailboxesOf(other)]).toEqual([
        [sample.label, 'Screener'],
        ['Screener'],
      ]);
      undo();
      expectSuccess(await once());
      expect([await mailboxesOf(mail), await mailboxesOf(other)]).toEqual([
        sample.fromScreener,
        sample.fromScreener,
      ]);
    });

    it('from the start: one message, nothing changed', async () => {
      const { account, proxy, once } = world();
      const before = await account.snapshot();
      proxy.onRequest((request) => (isAboutContacts(request) ? { status: 503 } : undefined));

      const run = await once();

      expect(run.code).toBe(1);
      expect(eventsNamed(run, 'startup_failed')).toHaveLength(1);
      expect(await account.snapshot()).toEqual(before);
    });
  });

  describe("one sender's failure", () => {
    it('a card that the server refuses leaves the others triaged; once exits 1', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const ids = await deliver(
        { from: 'ann@x.example' },
        { from: 'bad@y.example' },
        { from: 'carl@z.example' },
      );
      await account.addLabel(ids, sample.label);
      const undo = proxy.onRequest((request) => {
        if (!writesContacts(request) || !request.requestBody.includes('bad@y.example')) return undefined;
        return request.method === 'PUT' ? { status: 403 } : methodFailure;
      });

      const run = await once();

      expect(run.code).toBe(1);
      expect(await Promise.all(ids.map(mailboxesOf))).toEqual([
        sample.fromScreener,
        [sample.label, 'Screener'],
        sample.fromScreener,
      ]);
      expect(eventsNamed(run, 'sender_failed')).toMatchObject([
        { sender: 'bad@y.example', error: { type: 'SenderError' } },
      ]);
      undo();
      expectSuccess(await once());
      expect(await mailboxesOf(ids[1] ?? '')).toEqual(sample.fromScreener);
    });

    it('a mail that the server refuses to move keeps its sender labelled, and the others are triaged', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [ann = '', bob = ''] = await deliver({ from: 'ann@x.example' }, { from: 'bob@y.example' });
      await account.addLabel([ann, bob], sample.label);
      const undo = proxy.onRequest(({ jmapMethods, requestBody }) => {
        return jmapMethods.includes('Email/set') && requestBody.includes(ann) ? methodFailure : undefined;
      });

      const run = await once();

      expect(run.code).toBe(1);
      expect([await mailboxesOf(ann), await mailboxesOf(bob)]).toEqual([
        [sample.label, 'Screener'],
        sample.fromScreener,
      ]);
      undo();
      expectSuccess(await once());
      expect(await mailboxesOf(ann)).toEqual(sample.fromScreener);
    });
  });

  describe('an account that lacks something', () => {
    it('one message names all missing mailboxes and groups; exit 1, nothing changed', async () => {
      const { account, once, deliver } = world();
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      await account.destroyMailbox(other.label);
      await account.destroyMailbox(sample.mailbox);
      const group = (await account.cards()).find(({ text }) => text.includes(`FN:${sample.group}`));
      await account.deleteCard(group?.href ?? '');
      const before = await account.snapshot();

      const run = await once();

      expect(run.code).toBe(1);
      const [failure] = eventsNamed(run, 'startup_failed');
      // What one command makes is one problem.
      expect(failure?.problems).toHaveLength(1);
      for (const name of [sample.mailbox, other.label, sample.group])
        expect(String(failure?.problems)).toContain(name);
      expect(run.writes).toEqual([]);
      expect(await account.snapshot()).toEqual(before);
    });

    it('a label that is deleted before the scan is named', async () => {
      const { account, proxy, once } = world();
      let isThere = true;
      proxy.onRequest(async ({ jmapMethods }) => {
        if (isThere && jmapMethods.includes('Mailbox/changes')) await account.destroyMailbox(other.label);
        if (jmapMethods.includes('Mailbox/changes')) isThere = false;
        return undefined;
      });

      const run = await once();

      expect(isThere).toBe(false);
      expect(run.code).toBe(1);
      const [failure] = eventsNamed(run, 'cycle_failed');
      expect(failure).toMatchObject({
        error: { type: 'AccountError' },
        problems: [expect.stringContaining(`"${other.label}"`)],
      });
    });

    it('Screener that is deleted before it is swept: the sender waits, and keeps its label', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from: 'ann@x.example', mailboxes: ['Inbox'] });
      await account.addLabel(mail, sample.label);
      let isThere = true;
      proxy.onRequest(async ({ jmapMethods }) => {
        const isSweep = jmapMethods.includes('Email/query') && jmapMethods[0] !== 'Email/query';
        if (isThere && isSweep) await account.destroyMailbox('Screener');
        if (isSweep) isThere = false;
        return undefined;
      });

      const run = await once();

      expect(isThere).toBe(false);
      expect(eventsNamed(run, 'sender_waits')).toHaveLength(1);
      expect(await mailboxesOf(mail)).toEqual([sample.label, 'Inbox']);
    });

    it('two groups of one name', async () => {
      const { account, once } = world();
      await account.putCard(
        'second',
        contactCard({
          uid: 'second',
          fullName: sample.group,
          addresses: [],
          lines: ['X-ADDRESSBOOKSERVER-KIND:group'],
        }),
      );

      const run = await once();

      expect(run.code).toBe(1);
      expect(String(eventsNamed(run, 'startup_failed')[0]?.problems)).toContain(
        `group "${sample.group}" exists 2 times`,
      );
    });

    it('without warnings the warning label need not exist', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      await account.destroyMailbox('@MailroomWarning');
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Somebody Else', addresses: ['ann@x.example'] }),
      );
      const [mail = ''] = await deliver({ from: 'Ann Other <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expect((await once()).code).toBe(1);
      expectSuccess(await once({ MAILROOM_WARNINGS_ENABLED: 'false' }));

      expect(await mailboxesOf(mail)).toEqual(sample.fromScreener);
    });
  });
}
