import { describe, expect, it } from 'vitest';
import { readCard } from '../support/card-text.ts';
import { inGroupsOf, SEVEN_SETUP } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** What only categories have that are below others, or that show new mail in the Inbox. */
export function describeNesting(makeAccount: MakeAccount): void {
  const world = useWorld(makeAccount, { categories: SEVEN_SETUP });
  const { paperTrail, billboard, truck, jail, imbox, person, feed } = SEVEN_SETUP;

  describe('addToInbox', () => {
    it.each([
      ['@ToImbox', imbox.label, ['Imbox', 'Inbox'], ['Imbox']],
      ['@ToPerson', person.label, ['Imbox', 'Inbox', 'Person'], ['Imbox', 'Person']],
      ['@ToTruck', truck.label, ['Inbox', 'Paper Trail', 'Truck'], ['Paper Trail', 'Truck']],
    ])(
      '%s: mail from Screener shows in the Inbox, mail from the Feed does not',
      async (_, label, ...after) => {
        const { account, once, deliver, mailboxesOf } = world();
        await world().triaged('ann@x.example', feed.label);
        const [waiting = '', routed = ''] = await deliver(
          { from: 'ann@x.example' },
          { from: 'ann@x.example', mailboxes: feed.mailboxes },
        );
        await account.addLabel(waiting, label);

        expectSuccess(await once());

        expect([await mailboxesOf(waiting), await mailboxesOf(routed)]).toEqual(after);
      },
    );

    it('is not inherited: Billboard, below Paper Trail, does not show what waited; Truck beside it does', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [ann = '', bob = ''] = await deliver({ from: 'ann@x.example' }, { from: 'bob@y.example' });
      await account.addLabel(ann, billboard.label);
      await account.addLabel(bob, truck.label);

      expectSuccess(await once());

      expect(await mailboxesOf(ann)).toEqual(['Billboard', 'Paper Trail']);
      expect(await mailboxesOf(bob)).toEqual(['Inbox', 'Paper Trail', 'Truck']);
    });

    it.each([
      ['without it, a labelled mail leaves the Inbox', billboard.label, ['Billboard', 'Paper Trail']],
      ['with it, a labelled mail stays there', truck.label, ['Inbox', 'Paper Trail', 'Truck']],
    ])('%s', async (_, label, after) => {
      const { account, once, deliver, mailboxesOf } = world();
      const [mail = ''] = await deliver({ from: 'ann@x.example', mailboxes: ['Inbox'] });
      await account.addLabel(mail, label);

      expectSuccess(await once());

      expect(await mailboxesOf(mail)).toEqual(after);
    });

    it('what has left the Inbox does not come back when the sender is labelled again', async () => {
      const { account, once, mailboxesOf } = world();
      const mail = await world().triaged('ann@x.example', truck.label);
      await account.removeFrom(mail, 'Inbox');
      await account.addLabel(mail, truck.label);

      expectSuccess(await once());

      expect(await mailboxesOf(mail)).toEqual(['Paper Trail', 'Truck']);
      expectIdle(await once());
    });
  });

  describe('mail in the mailbox of a category above', () => {
    it.each([
      ['of a sender that is moved from there', paperTrail.label],
      ['of a sender that is moved from beside it', billboard.label],
    ])('%s comes into the mailbox below as well', async (_, before) => {
      const { account, once, deliver, mailboxesOf } = world();
      const first = await world().triaged('ann@x.example', before);
      const [above = '', filed = '', thrownAway = ''] = await deliver(
        { from: 'ann@x.example', mailboxes: ['Paper Trail'] },
        { from: 'ann@x.example', mailboxes: ['Archive', 'Paper Trail'] },
        { from: 'ann@x.example', mailboxes: ['Paper Trail', 'Trash'] },
      );
      await account.addLabel(first, truck.label);

      expectSuccess(await once());

      expect(await mailboxesOf(above)).toEqual(['Paper Trail', 'Truck']);
      expect(await mailboxesOf(filed)).toEqual(['Archive', 'Paper Trail', 'Truck']);
      expect(await mailboxesOf(thrownAway)).toEqual(['Paper Trail', 'Trash']);
    });
  });

  describe('the groups of relatives', () => {
    it.each([
      ['Paper Trail → Billboard', paperTrail, billboard, ['Billboard'], []],
      ['Billboard → Paper Trail', billboard, paperTrail, [], ['Billboard']],
      ['Billboard → Truck', billboard, truck, ['Truck'], ['Billboard']],
      ['Imbox → Person', imbox, person, ['Person'], []],
      ['Person → Imbox', person, imbox, [], ['Person']],
    ])('%s: what both have in common is neither left nor joined again', async (_, from, to, joined, left) => {
      const { account, once, members } = world();
      const mail = await world().triaged('ann@x.example', from.label);
      const groupOf = async (name: string): Promise<unknown> =>
        (await account.cards()).find(({ text }) => readCard(text).fullName === name);
      const [common = ''] = from.groups.filter((name) => to.groups.includes(name));
      const before = await groupOf(common);
      await account.addLabel(mail, to.label);

      const run = await once({ MAILROOM_LOG_LEVEL: 'debug' });

      expectSuccess(run);
      expect(eventsNamed(run, 'group_joined').map(({ group }) => group)).toEqual(joined);
      expect(eventsNamed(run, 'group_left').map(({ group }) => group)).toEqual(left);
      expect(await groupOf(common)).toEqual(before);
      expect(await members()).toEqual(inGroupsOf(to, 'ann@x.example'));
    });
  });

  describe('there and back', () => {
    it.each([
      ['Paper Trail → Billboard → Paper Trail', paperTrail, billboard],
      ['Truck → Billboard → Truck', truck, billboard],
      ['Person → Feed → Person', person, feed],
    ])('%s: all is as it was, out of the Inbox', async (_, home, away) => {
      const { once, deliver, mailboxesOf, members } = world();
      const first = await world().triaged('ann@x.example', home.label);
      const [routed = ''] = await deliver({ from: 'ann@x.example', mailboxes: home.mailboxes });
      await world().triaged('ann@x.example', away.label);

      await world().triaged('ann@x.example', home.label);

      expect(await members()).toEqual(inGroupsOf(home, 'ann@x.example'));
      expect(await Promise.all([first, routed].map(mailboxesOf))).toEqual([home.mailboxes, home.mailboxes]);
      expectIdle(await once());
    });
  });

  describe('a labelled conversation with a sender of a category below another', () => {
    it("in folder mode its mail goes to all of its own category's mailboxes", async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await world().triaged('Mum <mum@z.example>', person.label);
      const [spam = '', mum = ''] = await deliver(
        { from: 'spam@y.example', subject: 'A talk', messageId: '<talk-1@x.example>' },
        {
          from: 'Mum <mum@z.example>',
          subject: 'A talk',
          messageId: '<talk-2@x.example>',
          inReplyTo: '<talk-1@x.example>',
        },
      );
      for (const id of [spam, mum]) await account.setMailboxes(id, [jail.label]);

      expectSuccess(await once());

      expect(await mailboxesOf(mum)).toEqual(['@MailroomWarning', 'Imbox', 'Person']);
      expect(await members()).toEqual({
        ...inGroupsOf(person, 'mum@z.example'),
        ...inGroupsOf(jail, 'spam@y.example'),
      });
    });
  });
}
