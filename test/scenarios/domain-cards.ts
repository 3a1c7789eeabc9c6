import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, readCard } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf, type TestCategory } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

const SHOP = '*@shop.example';
const ANN = 'ann@shop.example';
const WARNING = '@MailroomWarning';

/** Cards of whole domains that the user made. */
export function describeDomainCards(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, imbox, feed, paperTrail, jail } = setup;

  /** The user makes a contact of the whole domain, and puts it into the category's groups. */
  const decideByHand = async ({ groups }: TestCategory): Promise<void> => {
    const { account } = world();
    await account.putCard('shop', contactCard({ uid: 'shop', fullName: 'Shop', addresses: [SHOP] }));
    for (const name of groups) {
      const old = (await account.cards()).find(({ text }) => readCard(text).fullName === name);
      await account.deleteCard(old?.href ?? '');
      await account.putCard(`group-${name}`, groupCard({ uid: `group-${name}`, name, members: ['shop'] }));
    }
  };

  describe('a sender whose domain is in a category by a card of the user', () => {
    it('is taken out of it by a label: its mail there moves, too, and the card of the domain stays', async () => {
      const { account, once, deliver, mailboxesOf, members } = world();
      await decideByHand(feed);
      const [waiting = '', routed = '', others = ''] = await deliver(
        { from: ANN },
        { from: ANN, mailboxes: feed.mailboxes },
        { from: 'bob@shop.example', mailboxes: feed.mailboxes },
      );
      await account.addLabel(waiting, paperTrail.label);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'sender_triaged')).toMatchObject([
        {
          sender: ANN,
          category: paperTrail.name,
          from: feed.name,
          contact: 'made',
          warnings: ['domain_overlap'],
        },
      ]);
      expect(await members()).toEqual({ ...inGroupsOf(paperTrail, ANN), ...inGroupsOf(feed, SHOP) });
      expect(await Promise.all([waiting, routed, others].map(mailboxesOf))).toEqual([
        // Rules file her mail in both places until they are written anew.
        [WARNING, ...paperTrail.fromScreener],
        paperTrail.mailboxes,
        feed.mailboxes,
      ]);
      expectIdle(await once());
    });

    it('is left where it is when it was labelled along with a conversation', async () => {
      const { account, once, deliver, members, mailboxesOf } = world();
      await decideByHand(imbox);
      const [hers = ''] = await deliver({ from: ANN, subject: 'Order', messageId: '<m1@shop.example>' });
      const [reply = ''] = await deliver({
        from: 'eve@y.example',
        subject: 'Re: Order',
        messageId: '<m2@y.example>',
        inReplyTo: '<m1@shop.example>',
      });
      for (const id of [hers, reply]) await account.addLabel(id, jail.label);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'retriage_skipped_conversation')).toMatchObject([{ sender: ANN }]);
      expect(await members()).toEqual({ ...inGroupsOf(imbox, SHOP), ...inGroupsOf(jail, 'eve@y.example') });
      expect(await mailboxesOf(reply)).toEqual(jail.fromScreener);
    });

    it("is listed in its domain's category", async () => {
      const { deliver, mailroom } = world();
      await decideByHand(sample);
      await deliver({ from: ANN });

      const { stdout } = await mailroom(['senders', '--json']);

      expect(JSON.parse(stdout)).toMatchObject({ address: ANN, category: sample.name, screener: 1 });
    });

    it('in a dry run, would be taken out of it', async () => {
      const { account, mailroom, deliver } = world();
      await decideByHand(feed);
      const [waiting = ''] = await deliver({ from: ANN }, { from: ANN, mailboxes: feed.mailboxes });
      await account.addLabel(waiting, paperTrail.label);

      const run = await mailroom(['once', '--dry-run']);

      expect(run).toMatchObject({ code: 0, writes: [] });
      expect(run.stdout + run.stderr).toMatch(/"mails":1,"from":\["Feed"\],"to":\["Paper Trail"\]/);
    });
  });

  it('check names a sender that is in another category than its domain', async () => {
    const { triaged, mailroom } = world();
    await decideByHand(feed);
    expect((await mailroom(['check'])).stdout).not.toContain('than the whole domain');
    await triaged(ANN, paperTrail.label);

    const { stdout } = await mailroom(['check']);

    expect(stdout).toMatch(
      /! 1 sender in another group than the whole domain, .*: ann@shop\.example in Paper Trail \(\*@shop\.example in Feed\)/,
    );
  });

  it('rules begin with a sender that is in another category than its domain', async () => {
    const { triaged, mailroom } = world();
    await decideByHand(feed);
    const before = (await mailroom(['rules'])).stdout;
    await triaged(ANN, paperTrail.label);

    const { stdout } = await mailroom(['rules']);

    const [first, ...others] = JSON.parse(stdout) as unknown[];
    expect(first).toMatchObject({
      name: 'Mailroom: Paper Trail, exceptions',
      search: `fromin:"Paper Trail" (from:"${ANN}")`,
      fileIn: paperTrail.mailbox,
      stop: true,
    });
    expect(others).toEqual(JSON.parse(before));
  });

  it('mail from an address with an asterisk has no sender: its card would stand for everybody', async () => {
    const { account, once, deliver, members, mailboxesOf } = world();
    const [mail = ''] = await deliver({ from: SHOP });
    await account.addLabel(mail, sample.label);

    const run = await once();

    expect(eventsNamed(run, 'unusable_sender')).toHaveLength(1);
    expect(await members()).toEqual({});
    expect(await mailboxesOf(mail)).toContain('@MailroomError');
  });
}
