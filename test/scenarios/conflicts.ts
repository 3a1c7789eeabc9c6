import { describe, expect, it } from 'vitest';
import { contactCard } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Rows 5 and 8: labels that contradict each other, and conversations. */
export function describeConflicts(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, imbox } = setup;

  describe('a sender with different labels', () => {
    const prepare = async (): Promise<[string, string, string]> => {
      const { account, deliver } = world();
      const [a = '', b = '', c = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'ann@x.example' },
        { from: 'ann@x.example' },
      );
      await account.addLabel(a, sample.label);
      await account.addLabel(b, other.label);
      return [a, b, c];
    };

    it('gets the error label, and nothing moves', async () => {
      const { account, once, mailboxesOf } = world();
      const [a, b, c] = await prepare();

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(a)).toEqual(['@MailroomError', sample.label, 'Screener']);
      expect(await mailboxesOf(b)).toEqual(['@MailroomError', other.label, 'Screener']);
      expect(await mailboxesOf(c)).toEqual(['Screener']);
      expect(await account.cardsOf('ann@x.example')).toEqual([]);
      expect(eventsNamed(run, 'sender_conflict')).toHaveLength(1);
    });

    it('is flagged once: the next cycles are idle', async () => {
      const { once } = world();
      await prepare();
      expectSuccess(await once());

      expectIdle(await once());
    });

    it('is flagged again when only the error label was taken off', async () => {
      const { account, once, mailboxesOf } = world();
      const [a] = await prepare();
      expectSuccess(await once());
      await account.removeFrom(a, '@MailroomError');

      expectSuccess(await once());

      expect(await mailboxesOf(a)).toEqual(['@MailroomError', sample.label, 'Screener']);
    });

    it('is triaged once one label is left, and the flags come off', async () => {
      const { account, once, mailboxesOf, members } = world();
      const [a, b, c] = await prepare();
      expectSuccess(await once());
      await account.removeFrom(b, other.label);

      expectSuccess(await once());

      for (const id of [a, b, c]) expect(await mailboxesOf(id)).toEqual(sample.fromScreener);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
      expectIdle(await once());
    });

    it('does not hold up the others', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      await prepare();
      const [bob = ''] = await deliver({ from: 'bob@y.example' });
      await account.addLabel(bob, sample.label);

      expectSuccess(await once());

      expect(await mailboxesOf(bob)).toEqual(sample.fromScreener);
    });
  });

  describe('two addresses of one contact with different labels', () => {
    it('are flagged, and triaged once they agree', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example', 'ann@work.example'] }),
      );
      const [home = '', work = ''] = await deliver(
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@work.example>' },
      );
      await account.addLabel(home, sample.label);
      await account.addLabel(work, other.label);

      const flagged = await once();

      expectSuccess(flagged);
      expect(eventsNamed(flagged, 'contact_conflict')).toHaveLength(2);
      expect(await mailboxesOf(home)).toEqual(['@MailroomError', sample.label, 'Screener']);
      await account.removeFrom(work, other.label);
      expectSuccess(await once());
      expect([await mailboxesOf(home), await mailboxesOf(work)]).toEqual([sample.fromScreener, ['Screener']]);
    });
  });

  describe('two addresses of one contact, one of them with different labels', () => {
    it('are flagged both, and the move is complete once they agree', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example', 'ann@work.example'] }),
      );
      const [first = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(first, imbox.label);
      expectSuccess(await once());
      const [a = '', b = '', work = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'ann@x.example' },
        { from: 'ann@work.example' },
      );
      await account.addLabel([a, work], sample.label);
      await account.addLabel(b, other.label);

      expectSuccess(await once());

      expect(await account.membersByAddress(imbox.group)).toContain('ann@x.example');
      expect(await mailboxesOf(work)).toEqual(['@MailroomError', sample.label, 'Screener']);
      await account.removeFrom(b, other.label);
      expectSuccess(await once());
      for (const id of [first, a, b, work]) expect(await mailboxesOf(id)).toEqual(sample.fromScreener);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@work.example', 'ann@x.example'));
    });
  });

  describe('a labelled conversation', () => {
    const thread = (
      from: string,
      mailboxes: readonly string[],
      n: number,
    ): Parameters<ReturnType<typeof world>['deliver']>[0] => ({
      from,
      mailboxes,
      subject: 'A talk',
      messageId: `<talk-${n}@x.example>`,
      ...(n === 1 ? {} : { inReplyTo: '<talk-1@x.example>' }),
    });

    it("with the user's own replies: own mail is not triaged, its label comes off", async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const own = account.access.username;
      const [theirs = '', reply = '', toSelf = ''] = await deliver(
        thread('Ann <ann@x.example>', ['Screener'], 1),
        thread(`Me <${own}>`, ['Sent'], 2),
        thread(`Me <${own}>`, ['Inbox'], 3),
      );
      await account.addLabel([theirs, reply, toSelf], sample.label);

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(theirs)).toEqual(sample.fromScreener);
      expect(await mailboxesOf(reply)).toEqual(['Sent']);
      expect(await mailboxesOf(toSelf)).toEqual(['Inbox']);
      expect(await account.cardsOf(own)).toEqual([]);
      expect(eventsNamed(run, 'own_mail_skipped')).toHaveLength(2);
    });

    it.each([
      ['OWN_ADDRESSES', 'alias@own.example'],
      ['a domain of OWN_ADDRESSES', 'anything@my.example'],
    ])('with mail from %s: it is own mail', async (_, from) => {
      const { account, once, deliver, mailboxesOf } = world();
      const [own = ''] = await deliver({ from });
      await account.setMailboxes(own, [sample.label]);

      expectSuccess(await once({ MAILROOM_OWN_ADDRESSES: 'alias@own.example, *@my.example' }));

      expect(await mailboxesOf(own)).toEqual(['Sent']);
      expect(await account.cardsOf(from)).toEqual([]);
    });

    it('with a sender of another category in it: that sender is not moved, and is warned about', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      const [known = ''] = await deliver({ from: 'Mum <mum@z.example>' });
      await account.addLabel(known, imbox.label);
      expectSuccess(await once());
      const [spam = '', mum = ''] = await deliver(
        thread('spam@y.example', ['Screener'], 1),
        thread('Mum <mum@z.example>', imbox.fromScreener, 2),
      );
      await account.addLabel([spam, mum], other.label);

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(spam)).toEqual(other.fromScreener);
      expect(await mailboxesOf(mum)).toEqual(['@MailroomWarning', ...imbox.fromScreener]);
      expect(await members()).toEqual({
        ...inGroupsOf(imbox, 'mum@z.example'),
        ...inGroupsOf(other, 'spam@y.example'),
      });
      expect(eventsNamed(run, 'retriage_skipped_conversation')).toMatchObject([{ sender: 'mum@z.example' }]);
      expectIdle(await once());
    });

    it("in folder mode such a sender's mail goes to its own category", async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [known = ''] = await deliver({ from: 'Mum <mum@z.example>' });
      await account.addLabel(known, imbox.label);
      expectSuccess(await once());
      const [spam = '', mum = ''] = await deliver(
        thread('spam@y.example', ['Screener'], 1),
        thread('Mum <mum@z.example>', imbox.fromScreener, 2),
      );
      for (const id of [spam, mum]) await account.setMailboxes(id, [other.label]);

      expectSuccess(await once());

      expect(await mailboxesOf(mum)).toEqual(['@MailroomWarning', ...imbox.mailboxes]);
    });

    it('with several unknown senders: the label decides for all of them', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [a = '', b = ''] = await deliver(
        thread('a@x.example', ['Screener'], 1),
        thread('b@y.example', ['Screener'], 2),
      );
      await account.addLabel([a, b], sample.label);

      expectSuccess(await once());

      for (const id of [a, b]) expect(await mailboxesOf(id)).toEqual(sample.fromScreener);
    });
  });
}
