import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, unfolded } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf, type TestCategory } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

const LABEL = '@ToScreener';
const GROUP = 'Screener';

/** Senders that are undecided again. */
export function describeBackToScreener(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, feed, jail } = setup;

  const makeOrder = async (): Promise<void> => {
    await world().account.createMailbox(LABEL);
    await world().account.putCard('screener-group', groupCard({ uid: 'screener-group', name: GROUP }));
  };
  const history = async (address: string): Promise<string> =>
    unfolded((await world().account.cardOf(address))?.text ?? '');

  describe('back to Screener', () => {
    it.each(setup.categories.map((category) => [category.name, category] as const))(
      'from %s: the sender joins Screener, its mail goes back, and the same label restores all but the note',
      async (_, category) => {
        const { account, once, deliver, mailboxesOf, members } = world();
        await makeOrder();
        await account.createMailbox('Receipts');
        const from = 'ann@x.example';
        const specs = [['Screener'], ['Inbox', 'Receipts'], ['Receipts'], ['Trash'], ['Junk'], ['Sent']];
        const [labelled = '', ...others] = await deliver(...specs.map((mailboxes) => ({ from, mailboxes })));
        const where = async (): Promise<string[][]> => Promise.all([labelled, ...others].map(mailboxesOf));
        await account.addLabel(labelled, category.label);
        expectSuccess(await once());
        const before = await where();

        await account.addLabel(labelled, LABEL);
        const run = await once();

        expectSuccess(run);
        expect(await members()).toEqual({ [GROUP]: [from] });
        expect(await where()).toEqual([
          ...[['Screener'], ['Receipts', 'Screener'], ['Receipts'], ['Trash'], ['Junk'], ['Sent']],
        ]);
        expect(await history(from)).toMatch(/\d{4}-\d\d-\d\d Screener \(moved by Mailroom\)/);
        expect(eventsNamed(run, 'sender_triaged')).toMatchObject([
          { sender: from, category: GROUP, from: expect.any(String) as string, contact: 'kept' },
        ]);
        expectIdle(await once());

        await account.addLabel(labelled, category.label);
        expectSuccess(await once());
        expect(await members()).toEqual(inGroupsOf(category, from));
        expect(await where()).toEqual(before);
        expectIdle(await once());
      },
    );

    it('a sender in no category and without a contact: the label comes off, and nothing else', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await makeOrder();
      const mails = await deliver(
        ...[['Screener'], ['Inbox'], ['Archive']].map((mailboxes) => ({ from: 'ann@x.example', mailboxes })),
      );
      const [inScreener = '', inInbox = '', inArchive = ''] = mails;
      for (const mail of mails) await account.addLabel(mail, LABEL);
      const [alone = ''] = await deliver({ from: 'bob@y.example', mailboxes: [LABEL] });
      const before = await account.cards();

      const run = await once();

      expectSuccess(run);
      expect(await Promise.all([inScreener, inInbox, inArchive, alone].map(mailboxesOf))).toEqual([
        ['Screener'],
        ['Inbox'],
        ['Archive'],
        ['Screener'],
      ]);
      expect(await account.cards()).toEqual(before);
      expect(await members()).toEqual({});
      expect(eventsNamed(run, 'sender_triaged')).toMatchObject([{ contact: 'none' }, { contact: 'none' }]);
      expectIdle(await once());
    });

    it('all cards of a sender leave, and a contact in no category joins', async () => {
      const { account, once, deliver, members } = world();
      await makeOrder();
      await account.putCard('a1', contactCard({ uid: 'a1', fullName: 'Ann', addresses: ['ann@x.example'] }));
      await account.putCard('a2', contactCard({ uid: 'a2', fullName: 'Ann', addresses: ['ann@x.example'] }));
      await account.putCard(
        'bob',
        contactCard({ uid: 'bob', fullName: 'Bob', addresses: ['bob@y.example'] }),
      );
      await world().triaged('ann@x.example', sample.label);
      const [ann = '', bob = ''] = await deliver({ from: 'ann@x.example' }, { from: 'bob@y.example' });
      await account.addLabel(ann, LABEL);
      await account.addLabel(bob, LABEL);

      expectSuccess(await once());

      expect(await members()).toEqual({ [GROUP]: ['ann@x.example', 'ann@x.example', 'bob@y.example'] });
    });

    it('with another label as well it is a conflict', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await makeOrder();
      const first = await world().triaged('ann@x.example', other.label);
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, LABEL);
      await account.addLabel(first, jail.label);

      const run = await once();

      expect(eventsNamed(run, 'sender_conflict')).toHaveLength(1);
      expect(await mailboxesOf(mail)).toEqual(['@MailroomError', LABEL, 'Screener'].sort());
      expect(await members()).toEqual(inGroupsOf(other, 'ann@x.example'));
    });

    it('on a conversation, senders of a category stay in it', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await makeOrder();
      await world().triaged('ann@x.example', feed.label);
      const [hers = '', reply = ''] = await deliver(
        { from: 'ann@x.example', mailboxes: ['Feed'], messageId: '<talk@x.example>', subject: 'A talk' },
        {
          from: 'bob@y.example',
          messageId: '<answer@y.example>',
          inReplyTo: '<talk@x.example>',
          subject: 'Re: A talk',
        },
      );
      await account.addLabel(hers, LABEL);
      await account.addLabel(reply, LABEL);

      expectSuccess(await once());

      expect(await mailboxesOf(hers)).toEqual(['@MailroomWarning', 'Feed']);
      expect(await mailboxesOf(reply)).toEqual(['Screener']);
      expect(await members()).toEqual(inGroupsOf(feed, 'ann@x.example'));
    });
  });

  describe('an account without @ToScreener', () => {
    it('works without it, is told by check, and gets it by setup', async () => {
      const { account, mailroom } = world();
      await world().triaged('ann@x.example', feed.label);
      const before = await mailroom(['check']);
      expect(before.code).toBe(0);
      expect(before.stdout).toContain('not available: @ToScreener');
      expect(before.stdout).not.toContain('contact group "Screener"');
      expect((await mailroom(['rules', '--format', 'text'])).stdout).not.toContain('sent back');

      const setUp = await mailroom(['setup', '--apply', '--yes']);

      expect(setUp.code, setUp.stdout).toBe(0);
      expect((await account.mailboxes()).map(({ path }) => path)).toContain(LABEL);
      const after = await mailroom(['check']);
      expect(after.stdout).not.toContain('not available');
      expect(after.stdout).toContain('Screener (0 members');
      expect((await mailroom(['rules', '--format', 'text'])).stdout).toContain('Screener, sent back');
    });

    it('with the mailbox there, misses the group', async () => {
      const { account, mailroom, once } = world();
      await account.createMailbox(LABEL);

      const run = await once();

      expect(run.code).toBe(1);
      expect(run.text).toContain('contact group \\"Screener\\" does not exist');
      expect((await mailroom(['check'])).stdout).toContain('✗ contact group "Screener" does not exist');
    });
  });

  it('lists of senders know those that were sent back', async () => {
    const { account, once, mailroom } = world();
    await makeOrder();
    const mail = await world().triaged('ann@x.example', firstOf(setup.categories).label);
    await account.addLabel(mail, LABEL);
    expectSuccess(await once());

    const today = await mailroom(['senders', '--since', 'today', '--category', 'screener', '--json']);

    expect(JSON.parse(today.stdout)).toMatchObject({
      address: 'ann@x.example',
      category: 'Screener',
      screener: 1,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
    });
    expect((await mailroom(['check'])).stdout).not.toContain('do not route');
  });
}

const firstOf = ([first]: readonly TestCategory[]): TestCategory => {
  if (first === undefined) throw new Error('no category');
  return first;
};
