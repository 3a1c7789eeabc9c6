import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, readCard, unfolded } from '../support/card-text.ts';
import { joinsGroup, leavesGroup } from '../support/contact-requests.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** Row 6: senders that move from one category to another. */
export function describeRetriage(makeAccount: MakeAccount): void {
  const world = useWorld(makeAccount);

  const triaged = async (from: string, label: string): Promise<string> => {
    const { account, once, deliver } = world();
    const [mail = ''] = await deliver({ from });
    await account.addLabel(mail, label);
    expectSuccess(await once());
    return mail;
  };

  const cardText = async (): Promise<string> =>
    unfolded((await world().account.cardOf('ann@x.example'))?.text ?? '');

  const members = async (): Promise<Record<string, string[]>> => {
    const { account } = world();
    const groups = ['Imbox', 'Feed', 'Paper Trail', 'Jail'];
    const found = await Promise.all(
      groups.map(async (name) => [name, await account.membersByAddress(name)] as const),
    );
    return Object.fromEntries(found.filter(([, addresses]) => addresses.length > 0));
  };

  describe('a sender that moves', () => {
    it.each([
      ['Feed → Imbox', '@ToFeed', 'Feed', '@ToImbox', 'Imbox', 'Inbox'],
      ['Imbox → Feed', '@ToImbox', 'Inbox', '@ToFeed', 'Feed', 'Feed'],
    ])(
      '%s: groups change, mail moves along, what the user filed stays',
      async (_, from, oldMailbox, to, group, mailbox) => {
        const { account, once, deliver, mailboxesOf } = world();
        await account.createMailbox('Receipts');
        await triaged('ann@x.example', from);
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
            [oldMailbox],
            ['Screener'],
            ['Receipts'],
            ['Trash'],
            ['Junk'],
            ['Sent'],
            ['Drafts'],
            [oldMailbox, 'Receipts'],
          ].map((mailboxes) => ({ from: 'ann@x.example', mailboxes })),
        );
        const [bystander = ''] = await deliver({ from: 'bob@y.example', mailboxes: [oldMailbox] });
        await account.addLabel(waiting, to);

        const run = await once();

        expectSuccess(run);
        expect(await members()).toEqual({ [group]: ['ann@x.example'] });
        expect([await mailboxesOf(swept), await mailboxesOf(waiting)]).toEqual([[mailbox], [mailbox]]);
        expect(await mailboxesOf(both)).toEqual([mailbox, 'Receipts'].sort());
        const stays = await Promise.all([filed, trash, junk, sent, drafts, bystander].map(mailboxesOf));
        expect(stays).toEqual([['Receipts'], ['Trash'], ['Junk'], ['Sent'], ['Drafts'], [oldMailbox]]);
        expect(await cardText()).toMatch(/moved by Mailroom/);
        expectIdle(await once());
      },
    );

    it('joins before it leaves', async () => {
      const { account, once, deliver } = world();
      await triaged('ann@x.example', '@ToFeed');
      const groups = (await account.cards()).map(({ href, text }) => ({
        href,
        name: readCard(text).fullName,
      }));
      const hrefOf = (name: string): string => groups.find((group) => group.name === name)?.href ?? '';
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, '@ToImbox');

      const run = await once();

      const steps = run.writes.flatMap((request) => {
        if (joinsGroup(request, hrefOf('Imbox'))) return ['join'];
        if (leavesGroup(request, hrefOf('Feed'))) return ['leave'];
        return request.jmapMethods.includes('Email/set') ? ['move'] : [];
      });
      expect(steps).toEqual(['join', 'move', 'leave', 'move']);
    });

    it('X moves Feed → Imbox and Y Imbox → Feed in one cycle', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const oldX = await triaged('x@x.example', '@ToFeed');
      const oldY = await triaged('y@y.example', '@ToImbox');
      const [x = '', y = ''] = await deliver({ from: 'x@x.example' }, { from: 'y@y.example' });
      await account.addLabel(x, '@ToImbox');
      await account.addLabel(y, '@ToFeed');

      expectSuccess(await once());

      expect(await members()).toEqual({ Imbox: ['x@x.example'], Feed: ['y@y.example'] });
      expect(await Promise.all([oldX, x, oldY, y].map(mailboxesOf))).toEqual([
        ['Inbox'],
        ['Inbox'],
        ['Feed'],
        ['Feed'],
      ]);
    });

    it('a sender in two managed groups leaves both', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'] }),
      );
      for (const name of ['Feed', 'Jail']) {
        const old = (await account.cards()).find(({ text }) => readCard(text).fullName === name);
        await account.deleteCard(old?.href ?? '');
        await account.putCard(`group-${name}`, groupCard({ uid: `group-${name}`, name, members: ['ann'] }));
      }
      const [feed = '', jail = '', mail = ''] = await deliver(
        { from: 'Ann <ann@x.example>', mailboxes: ['Feed'] },
        { from: 'Ann <ann@x.example>', mailboxes: ['Jail'] },
        { from: 'Ann <ann@x.example>' },
      );
      await account.addLabel(mail, '@ToPaperTrail');

      expectSuccess(await once());

      expect(await members()).toEqual({ 'Paper Trail': ['ann@x.example'] });
      expect(await Promise.all([feed, jail, mail].map(mailboxesOf))).toEqual([
        ['Paper Trail'],
        ['Paper Trail'],
        ['Paper Trail'],
      ]);
    });

    it('Imbox ↔ Person: nothing moves, the contact keeps its type', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const old = await triaged('Ann Other <ann@x.example>', '@ToImbox');
      const [mail = ''] = await deliver({ from: 'Ann Other <ann@x.example>' });
      await account.addLabel(mail, '@ToPerson');

      const run = await once();

      expectSuccess(run);
      expect(await members()).toEqual({ Imbox: ['ann@x.example'] });
      expect(await Promise.all([old, mail].map(mailboxesOf))).toEqual([['Inbox'], ['Inbox']]);
      expect((await account.cardOf('ann@x.example'))?.text).toMatch(/^ORG[;:].*Ann Other/m);
      expect(eventsNamed(run, 'group_left')).toEqual([]);
    });

    it('cut off between sweep and leave: the next cycle finishes the move', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      await triaged('ann@x.example', '@ToFeed');
      const feed = (await account.cards()).find(({ text }) => readCard(text).fullName === 'Feed');
      const [mail = '', late = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'ann@x.example', mailboxes: ['Feed'] },
      );
      await account.addLabel(mail, '@ToImbox');
      const undo = proxy.onRequest((request) =>
        leavesGroup(request, feed?.href ?? '') ? { status: 503 } : undefined,
      );

      const cutOff = await once();

      expect(cutOff.code).toBe(1);
      expect(await members()).toEqual({ Imbox: ['ann@x.example'], Feed: ['ann@x.example'] });
      expect(await mailboxesOf(mail)).toEqual(['@ToImbox', 'Inbox']);
      undo();
      expectSuccess(await once());
      expect(await members()).toEqual({ Imbox: ['ann@x.example'] });
      expect(await Promise.all([mail, late].map(mailboxesOf))).toEqual([['Inbox'], ['Inbox']]);
      expect((await cardText()).match(/moved by Mailroom/g)).toHaveLength(1);
    });

    it('mail that is routed to the old category between sweep and leave moves along', async () => {
      const { account, proxy, once, deliver, mailboxesOf } = world();
      await triaged('ann@x.example', '@ToFeed');
      const feed = (await account.cards()).find(({ text }) => readCard(text).fullName === 'Feed');
      const [mail = ''] = await deliver({ from: 'ann@x.example' });
      await account.addLabel(mail, '@ToImbox');
      const late: string[] = [];
      proxy.onRequest(async (request) => {
        if (leavesGroup(request, feed?.href ?? '') && late.length === 0) {
          late.push(...(await deliver({ from: 'ann@x.example', mailboxes: ['Feed'] })));
        }
        return undefined;
      });

      expectSuccess(await once());

      expect(late).toHaveLength(1);
      expect(await Promise.all([mail, ...late].map(mailboxesOf))).toEqual([['Inbox'], ['Inbox']]);
      expectIdle(await once());
    });

    it('more than 200 mails into the Inbox: one warning with the count', async () => {
      const { account, once, deliver } = world();
      const [mail = ''] = await deliver(...Array.from({ length: 201 }, () => ({ from: 'ann@x.example' })));
      await account.addLabel(mail, '@ToImbox');

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'large_inbox_sweep')).toMatchObject([{ sender: 'ann@x.example', mails: 201 }]);
    });
  });
}
