import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, readCard, unfolded } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf, type TestCategory } from '../support/category-setups.ts';
import { joinsGroup, leavesGroup } from '../support/contact-requests.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Row 6: senders that move from one category to another. */
export function describeRetriage(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, imbox, feed, paperTrail, jail, person } = setup;

  const cardText = async (): Promise<string> =>
    unfolded((await world().account.cardOf('ann@x.example'))?.text ?? '');

  describe('a sender that moves', () => {
    it.each(setup.moves.map(([from, to]) => [`${from.name} → ${to.name}`, from, to] as const))(
      '%s: groups change, mail moves along, what the user filed stays',
      async (_, from, to) => {
        const { account, once, deliver, mailboxesOf, members } = world();
        await account.createMailbox('Receipts');
        const first = await world().triaged('ann@x.example', from.label);
        const [
          swept = '',
          waiting = '',
          filed = '',
          trash = '',
          junk = '',
          sent = '',
          drafts = '',
          both = '',
        ] = await deliver(
          ...[
            from.mailboxes,
            ['Screener'],
            ['Receipts'],
            ['Trash'],
            ['Junk'],
            ['Sent'],
            ['Drafts'],
            [...from.mailboxes, 'Receipts'],
          ].map((mailboxes) => ({ from: 'ann@x.example', mailboxes })),
        );
        const [bystander = ''] = await deliver({ from: 'bob@y.example', mailboxes: from.mailboxes });
        await account.addLabel(waiting, to.label);

        const run = await once();

        expectSuccess(run);
        expect(await members()).toEqual(inGroupsOf(to, 'ann@x.example'));
        expect([await mailboxesOf(swept), await mailboxesOf(waiting)]).toEqual([
          to.mailboxes,
          to.fromScreener,
        ]);
        expect(await mailboxesOf(first)).toEqual(afterMove(from, to));
        expect(await mailboxesOf(both)).toEqual([...to.mailboxes, 'Receipts'].sort());
        const stays = await Promise.all([filed, trash, junk, sent, drafts, bystander].map(mailboxesOf));
        expect(stays).toEqual([['Receipts'], ['Trash'], ['Junk'], ['Sent'], ['Drafts'], from.mailboxes]);
        expect(await cardText()).toMatch(/moved by Mailroom/);
        expectIdle(await once());
      },
    );

    it('one line says where the sender came from, how much moved from where, and what stays', async () => {
      const { account, once, deliver } = world();
      await world().triaged('ann@x.example', feed.label);
      const from = 'ann@x.example';
      const [labelled = ''] = await deliver(
        ...[['Screener'], ['Inbox'], ['Inbox'], [...feed.mailboxes, 'trash']].map((mailboxes) => ({
          from,
          mailboxes,
        })),
      );
      await account.addLabel(labelled, jail.label);

      const run = await once();

      expect(eventsNamed(run, 'sender_triaged')).toMatchObject([
        {
          sender: from,
          category: jail.name,
          from: feed.name,
          contact: 'kept',
          moved: { Inbox: 2, Screener: 1, [feed.mailbox]: 1 },
          stays: { Trash: 1 },
        },
      ]);
    });

    it('joins before it leaves', async () => {
      const { account, once, deliver } = world();
      await world().triaged('ann@x.example', other.label);
      const groups = (await account.cards()).map(({ href, text }) => ({
        href,
        name: readCard(text).fullName,
      }));
      const hrefOf = (name: string): string => groups.find((group) => group.name === name)?.href ?? '';
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);

      const run = await once();

      const steps = run.writes.flatMap((request) => {
        if (joinsGroup(request, hrefOf(sample.group))) return ['join'];
        if (leavesGroup(request, hrefOf(other.group))) return ['leave'];
        return request.jmapMethods.includes('Email/set') ? ['move'] : [];
      });
      expect(steps).toEqual(['join', 'move', 'leave', 'move']);
    });

    it('X moves Feed → Imbox and Y Imbox → Feed in one cycle', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      const oldX = await world().triaged('x@x.example', feed.label);
      const oldY = await world().triaged('y@y.example', imbox.label);
      const [x = '', y = ''] = await deliver({ from: 'x@x.example' }, { from: 'y@y.example' });
      await account.addLabel(x, imbox.label);
      await account.addLabel(y, feed.label);

      expectSuccess(await once());

      expect(await members()).toEqual({
        ...inGroupsOf(imbox, 'x@x.example'),
        ...inGroupsOf(feed, 'y@y.example'),
      });
      expect(await Promise.all([oldX, x, oldY, y].map(mailboxesOf))).toEqual([
        afterMove(feed, imbox),
        imbox.fromScreener,
        afterMove(imbox, feed),
        feed.fromScreener,
      ]);
    });

    it('a sender in two managed groups leaves both', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'] }),
      );
      for (const name of [feed.group, jail.group]) {
        const old = (await account.cards()).find(({ text }) => readCard(text).fullName === name);
        await account.deleteCard(old?.href ?? '');
        await account.putCard(`group-${name}`, groupCard({ uid: `group-${name}`, name, members: ['ann'] }));
      }
      const ids = await deliver(
        { from: 'Ann <ann@x.example>', mailboxes: feed.mailboxes },
        { from: 'Ann <ann@x.example>', mailboxes: jail.mailboxes },
        { from: 'Ann <ann@x.example>' },
      );
      await account.addLabel(ids[2] ?? '', paperTrail.label);

      expectSuccess(await once());

      expect(await members()).toEqual(inGroupsOf(paperTrail, 'ann@x.example'));
      for (const id of ids) expect(await mailboxesOf(id)).toEqual(paperTrail.mailboxes);
    });

    it('Imbox → Person: no group is left, the contact keeps its type', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      const old = await world().triaged('Ann Other <ann@x.example>', imbox.label);
      const [mail = ''] = await deliver({ from: 'Ann Other <ann@x.example>' });
      await account.addLabel(mail, person.label);

      const run = await once({ MAILROOM_LOG_LEVEL: 'debug' });

      expectSuccess(run);
      expect(await members()).toEqual(inGroupsOf(person, 'ann@x.example'));
      for (const id of [old, mail]) expect(await mailboxesOf(id)).toEqual(person.fromScreener);
      expect((await account.cardOf('ann@x.example'))?.text).toMatch(/^(\w+\.)?ORG[;:].*Ann Other/m);
      expect(eventsNamed(run, 'group_left')).toEqual([]);
    });

    it('cut off between sweep and leave: the next cycle finishes the move', async () => {
      const { account, proxy, once, deliver, mailboxesOf, members } = world();
      await world().triaged('ann@x.example', other.label);
      const group = (await account.cards()).find(({ text }) => readCard(text).fullName === other.group);
      const [mail = '', late = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'ann@x.example', mailboxes: other.mailboxes },
      );
      await account.addLabel(mail, sample.label);
      const undo = proxy.onRequest((request) =>
        leavesGroup(request, group?.href ?? '') ? { status: 503 } : undefined,
      );

      const cutOff = await once();

      expect(cutOff.code).toBe(1);
      expect(await members()).toEqual({
        ...inGroupsOf(sample, 'ann@x.example'),
        ...inGroupsOf(other, 'ann@x.example'),
      });
      expect(await mailboxesOf(mail)).toEqual([sample.label, ...sample.fromScreener]);
      undo();
      expectSuccess(await once());
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
      expect(await Promise.all([mail, late].map(mailboxesOf))).toEqual([
        sample.fromScreener,
        sample.mailboxes,
      ]);
      expect((await cardText()).match(/moved by Mailroom/g)).toHaveLength(1);
    });

    it('mail that is routed to the old category between sweep and leave moves along', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      await world().triaged('ann@x.example', other.label);
      const group = (await account.cards()).find(({ text }) => readCard(text).fullName === other.group);
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, sample.label);
      const late: string[] = [];
      proxy.onRequest(async (request) => {
        if (leavesGroup(request, group?.href ?? '') && late.length === 0) {
          late.push(...(await deliver({ from: 'ann@x.example', mailboxes: other.mailboxes })));
        }
        return undefined;
      });

      expectSuccess(await once());

      expect(late).toHaveLength(1);
      expect(await Promise.all([mail, ...late].map(mailboxesOf))).toEqual([
        sample.fromScreener,
        sample.mailboxes,
      ]);
      expectIdle(await once());
    });

    it('more than 200 mails into the Inbox: one warning with the count', async () => {
      const { account, once, deliver } = world();
      const [mail = ''] = await deliver(...Array.from({ length: 201 }, () => ({ from: 'ann@x.example' })));
      await account.addLabel(mail, imbox.label);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'large_inbox_sweep')).toMatchObject([{ sender: 'ann@x.example', mails: 201 }]);
    });
  });
}

/** Where mail is that went from Screener to one category and then moved to another. */
const afterMove = (from: TestCategory, to: TestCategory): readonly string[] =>
  from.fromScreener.includes('Inbox') ? to.fromScreener : to.mailboxes;
