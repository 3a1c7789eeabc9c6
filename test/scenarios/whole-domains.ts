import { describe, expect, it } from 'vitest';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { readCard, unfolded } from '../support/card-text.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, type OnceRun, useWorld } from './world.ts';

const LABEL = '@WholeDomain';
const SHOP = '*@shop.example';
const NEWS = 'news+8731@shop.example';
const REPLY = 'reply-17@shop.example';
const ANN = 'ann@shop.example';

/** A label beside a triage label: the decision is about everybody at the sender's domain. */
export function describeWholeDomains(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, imbox, feed, paperTrail, jail } = setup;

  const label = async (mail: string, ...labels: string[]): Promise<void> => {
    for (const each of labels) await world().account.addLabel(mail, each);
  };
  const makeOrder = (): Promise<unknown> => world().account.createMailbox(LABEL);
  /** The domain is decided about by a label on a mail of NEWS; answers with the run. */
  const decided = async (category: { readonly label: string }): Promise<OnceRun> => {
    const [mail = ''] = await world().deliver({ from: NEWS });
    await label(mail, category.label, LABEL);
    const run = await world().once();
    expectSuccess(run);
    return run;
  };
  const where = (ids: readonly string[]): Promise<string[][]> => Promise.all(ids.map(world().mailboxesOf));

  describe('a domain as a whole', () => {
    it('is one contact in the category; all of its mail that waits moves, and both labels come off', async () => {
      const { account, once, deliver, members } = world();
      await makeOrder();
      await account.createMailbox('Receipts');
      const ids = await deliver(
        { from: `"The Shop" <${NEWS}>` },
        { from: REPLY },
        { from: `Ann <${ANN}>`, mailboxes: ['Inbox'] },
        { from: 'INFO@Shop.Example' },
        { from: ANN, mailboxes: ['Receipts'] },
        { from: ANN, mailboxes: ['Trash'] },
      );
      const others = await deliver(
        { from: 'ann@mail.shop.example' },
        { from: 'ann@notshop.example' },
        { from: `${NEWS} <evil@y.example>` },
      );
      await label(ids[0] ?? '', sample.label, LABEL);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'sender_triaged')).toMatchObject([
        { sender: SHOP, category: sample.name, contact: 'made', moved: { Screener: 3 } },
      ]);
      expect(await members()).toEqual(inGroupsOf(sample, SHOP));
      const card = unfolded((await account.cardOf(SHOP))?.text ?? '');
      expect(readCard(card)).toMatchObject({ fullName: 'shop.example', addresses: [SHOP] });
      expect(card).toMatch(/ORG[^:]*:shop\.example/);
      const fromInbox = sample.fromScreener.filter(
        (name) => sample.mailboxes.includes(name) || name === 'Inbox',
      );
      expect(await where(ids)).toEqual([
        ...[sample.fromScreener, sample.fromScreener, fromInbox, sample.fromScreener],
        ['Receipts'],
        ['Trash'],
      ]);
      expect(await where(others)).toEqual([['Screener'], ['Screener'], ['Screener']]);
      expectIdle(await once());
    });

    it('moves to another category with all of its mail there', async () => {
      const { once, deliver, members } = world();
      await makeOrder();
      await decided(feed);
      const ids = await deliver({ from: REPLY, mailboxes: feed.mailboxes }, { from: ANN });
      await label(ids[1] ?? '', jail.label, LABEL);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'sender_triaged')).toMatchObject([
        { sender: SHOP, category: jail.name, from: feed.name, contact: 'kept' },
      ]);
      expect(await members()).toEqual(inGroupsOf(jail, SHOP));
      expect(await where(ids)).toEqual([jail.mailboxes, jail.fromScreener]);
      expectIdle(await once());
    });

    it('leaves a sender alone that was decided about before, and names it', async () => {
      const { once, deliver, members, triaged } = world();
      await makeOrder();
      const hers = await triaged(ANN, imbox.label);
      const [waiting = '', labelled = ''] = await deliver({ from: ANN }, { from: NEWS });
      await label(labelled, feed.label, LABEL);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'domain_exceptions')).toMatchObject([
        { sender: SHOP, category: feed.name, exceptions: 1, senders: [ANN] },
      ]);
      expect(eventsNamed(run, 'domain_overlap')).toMatchObject([{ sender: SHOP, senders: [ANN] }]);
      expect(await members()).toEqual({ ...inGroupsOf(imbox, ANN), ...inGroupsOf(feed, SHOP) });
      expect(await where([hers, waiting, labelled])).toEqual([
        imbox.fromScreener,
        ['Screener'],
        ['@MailroomWarning', ...feed.fromScreener],
      ]);
      expectIdle(await once());
    });

    it('is not decided about anew by a label on one sender of it: that one becomes an exception', async () => {
      const { once, deliver, members } = world();
      await makeOrder();
      await decided(feed);
      const ids = await deliver(
        { from: ANN, mailboxes: feed.mailboxes },
        { from: REPLY, mailboxes: feed.mailboxes },
      );
      await label(ids[0] ?? '', jail.label);

      const run = await once();

      expectSuccess(run);
      expect(await members()).toEqual({ ...inGroupsOf(feed, SHOP), ...inGroupsOf(jail, ANN) });
      expect(await where(ids)).toEqual([jail.mailboxes, feed.mailboxes]);
      // Rules file mail for Jail right, whatever other group has the domain.
      expect(eventsNamed(run, 'domain_overlap')).toEqual([]);
      expectIdle(await once());
    });

    it('and one sender of it are decided about in one cycle', async () => {
      const { once, deliver, members } = world();
      await makeOrder();
      const ids = await deliver({ from: NEWS }, { from: ANN }, { from: ANN }, { from: REPLY });
      await label(ids[0] ?? '', feed.label, LABEL);
      await label(ids[1] ?? '', paperTrail.label);

      expectSuccess(await once());

      expect(await members()).toEqual({ ...inGroupsOf(feed, SHOP), ...inGroupsOf(paperTrail, ANN) });
      expect((await where(ids)).map((names) => names.filter((name) => !name.startsWith('@')))).toEqual([
        ...[feed.fromScreener, paperTrail.fromScreener, paperTrail.fromScreener, feed.fromScreener],
      ]);
      expectIdle(await once());
    });

    it('with two labels is a conflict: its labelled mail gets the error label, until one is left', async () => {
      const { account, once, deliver, members } = world();
      await makeOrder();
      const ids = await deliver({ from: NEWS }, { from: ANN });
      await label(ids[0] ?? '', feed.label, LABEL);
      await label(ids[1] ?? '', jail.label, LABEL);

      const run = await once();

      expect(eventsNamed(run, 'sender_conflict')).toMatchObject([{ sender: SHOP }]);
      expect(await members()).toEqual({});
      expect((await where(ids)).every((names) => names.includes('@MailroomError'))).toBe(true);
      expectIdle(await once());

      await account.removeFrom(ids[1] ?? '', jail.label);
      await account.removeFrom(ids[1] ?? '', LABEL);
      expectSuccess(await once());
      expect(await members()).toEqual(inGroupsOf(feed, SHOP));
      expect(await where(ids)).toEqual([feed.fromScreener, feed.fromScreener]);
    });

    it('is one whose letters are not ASCII, too', async () => {
      const { once, deliver, members } = world();
      await makeOrder();
      const ids = await deliver({ from: 'a@xn--bcher-kva.example' }, { from: 'b@XN--BCHER-KVA.example' });
      await label(ids[0] ?? '', feed.label, LABEL);

      expectSuccess(await once());

      expect(await members()).toEqual(inGroupsOf(feed, '*@xn--bcher-kva.example'));
      expect(await where(ids)).toEqual([feed.fromScreener, feed.fromScreener]);
    });
  });

  describe('a conversation', () => {
    it('labelled as a whole leaves a domain of another category where it is', async () => {
      const { once, deliver, members } = world();
      await makeOrder();
      await decided(imbox);
      const [hers = ''] = await deliver({ from: ANN, subject: 'Order', messageId: '<m1@shop.example>' });
      const [reply = ''] = await deliver({
        from: 'eve@y.example',
        subject: 'Re: Order',
        messageId: '<m2@y.example>',
        inReplyTo: '<m1@shop.example>',
      });
      await label(hers, jail.label, LABEL);
      await label(reply, jail.label, LABEL);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'retriage_skipped_conversation')).toMatchObject([{ sender: SHOP }]);
      expect(await members()).toEqual({ ...inGroupsOf(imbox, SHOP), ...inGroupsOf(jail, '*@y.example') });
      expect(await where([hers, reply])).toEqual([
        ['@MailroomWarning', ...imbox.fromScreener].sort(),
        jail.fromScreener,
      ]);
      expectIdle(await once());
    });
  });

  describe('what is refused', () => {
    it.each([
      ['a mailbox provider', 'somebody@gmail.com', 'anybody can have an address at this mailbox provider'],
      ['a public suffix', 'somebody@co.uk', 'anybody can have a domain below it'],
      ['an address of your own there', 'other@my.example', 'it is your own domain'],
    ])('%s: the labelled mail gets the error label, and the log says why', async (_, from, reason) => {
      const { once, deliver, members } = world();
      await makeOrder();
      const [mail = '', waiting = ''] = await deliver({ from }, { from });
      await label(mail, sample.label, LABEL);

      const run = await once({ MAILROOM_OWN_ADDRESSES: 'me@my.example' });

      expectSuccess(run);
      const [, domain = ''] = from.split('@');
      expect(eventsNamed(run, 'domain_refused')).toMatchObject([{ sender: `*@${domain}`, reason }]);
      expect(await members()).toEqual({});
      expect(await where([mail, waiting])).toEqual([
        ['@MailroomError', sample.label, LABEL, 'Screener'].sort(),
        ['Screener'],
      ]);
      expectIdle(await once({ MAILROOM_OWN_ADDRESSES: 'me@my.example' }));
    });

    it('without the label for the domain, its sender is triaged after all', async () => {
      const { account, once, deliver, members } = world();
      await makeOrder();
      const [mail = ''] = await deliver({ from: 'ann@gmail.com' });
      await label(mail, sample.label, LABEL);
      expectSuccess(await once());
      await account.removeFrom(mail, LABEL);

      expectSuccess(await once());

      expect(await members()).toEqual(inGroupsOf(sample, 'ann@gmail.com'));
      expect(await where([mail])).toEqual([sample.fromScreener]);
    });

    it('the label alone does nothing: the mail gets the warning label', async () => {
      const { once, deliver, members } = world();
      await makeOrder();
      const [mail = ''] = await deliver({ from: NEWS });
      await label(mail, LABEL);

      const run = await once();

      expectSuccess(run);
      expect(eventsNamed(run, 'whole_domain_alone')).toMatchObject([{ sender: NEWS, mail }]);
      expect(await members()).toEqual({});
      expect(await where([mail])).toEqual([['@MailroomWarning', LABEL, 'Screener'].sort()]);
      expectIdle(await once());

      await label(mail, sample.label);
      expectSuccess(await once());
      expect(await members()).toEqual(inGroupsOf(sample, SHOP));
      expect(await where([mail])).toEqual([sample.fromScreener]);
    });

    it('an account without the label has an ordinary mailbox of that name at most', async () => {
      const { account, once, deliver, members } = world();
      await account.createMailbox('Whole');
      const [mail = ''] = await deliver({ from: NEWS });
      await label(mail, sample.label);

      expectSuccess(await once());

      expect(await members()).toEqual(inGroupsOf(sample, NEWS));
    });
  });

  it('a dry run tells of the domain, and changes nothing', async () => {
    const { mailroom, deliver, triaged } = world();
    await makeOrder();
    await triaged(ANN, other.label);
    const [mail = ''] = await deliver({ from: NEWS }, { from: REPLY }, { from: REPLY });
    await label(mail, feed.label, LABEL);

    const run = await mailroom(['once', '--dry-run']);

    expect(run).toMatchObject({ code: 0, writes: [] });
    const plans = (run.stdout + run.stderr).split('\n').filter((line) => line.includes('dry_run_plan'));
    expect(plans).toHaveLength(1);
    expect(JSON.parse(plans[0] ?? '')).toMatchObject({
      sender: SHOP,
      category: feed.name,
      contact: 'created',
      joins: feed.groups,
    });
    expect(plans[0]).toMatch(/"mails":2,"from":\["Screener"\]/);
    expect(plans[0]).toContain(`would keep a decision of their own: ${ANN}`);
  });

  it('senders and check hint at the label where one domain numbers its addresses', async () => {
    const { mailroom, deliver } = world();
    await makeOrder();
    await deliver({ from: NEWS }, { from: 'news+1@shop.example' });
    const few = [await mailroom(['senders']), await mailroom(['check'])];
    await deliver({ from: 'news2@shop.example' });
    const many = [await mailroom(['senders']), await mailroom(['check'])];

    const hint = /1 domain writes from addresses that differ .*@WholeDomain .*: shop\.example/;
    for (const { stdout, stderr } of few) expect(stdout + stderr).not.toMatch(hint);
    for (const { stdout, stderr } of many) expect(stdout + stderr).toMatch(hint);
  });

  it('senders lists the domain with its category, and a new address of it as in that category', async () => {
    const { mailroom, deliver } = world();
    await makeOrder();
    await decided(sample);
    await deliver({ from: REPLY });

    const { stdout } = await mailroom(['senders', '--all', '--json']);

    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ address, category }) => [address, category]).sort()).toEqual([
      [SHOP, sample.name],
      [NEWS, sample.name],
      [REPLY, sample.name],
    ]);
  });
}
