import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, readCard } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { expectSuccess, type MakeAccount, useWorld } from './world.ts';

const APPLY = ['setup', '--apply', '--yes'];

/** From an account that has nothing of what Mailroom needs. */
export function describeSetup(makeAccount: MakeAccount, setup: CategorySetup): void {
  const { sample } = setup;
  const mailboxes = [...setup.mailboxes, '@ToScreener', '@WholeDomain'];
  const groups = [...setup.groups, 'Screener'];
  const world = useWorld(makeAccount, { categories: setup, without: [...mailboxes, ...groups] });

  const paths = async (): Promise<string[]> => (await world().account.mailboxes()).map(({ path }) => path);

  describe('setup on an empty account', () => {
    it('shows what is missing, and changes nothing', async () => {
      const { account, mailroom } = world();
      const [snapshot, states] = [await account.snapshot(), await account.states()];

      const run = await mailroom(['setup']);

      expect(run).toMatchObject({ code: 0, stderr: '', writes: [] });
      for (const name of [...mailboxes, ...groups]) expect(run.stdout).toContain(`  + ${name} `);
      expect(run.stdout).toContain(`${mailboxes.length} missing`);
      expect(run.stdout).toContain(`${groups.length} missing`);
      expect(run.stdout).toContain('Nothing was changed');
      expect(await account.snapshot()).toEqual(snapshot);
      expect(await account.states()).toEqual(states);
    });

    it('with --apply --yes makes it; then check passes, and once triages', async () => {
      const { account, mailroom, once, deliver, mailboxesOf, members } = world();

      const run = await mailroom(APPLY);

      expect(run, run.stdout + run.stderr).toMatchObject({ code: 0, stderr: '' });
      expect(await paths()).toEqual(expect.arrayContaining([...mailboxes]));
      expect(Object.keys(await account.groups()).sort()).toEqual([...groups].sort());

      const check = await mailroom(['check']);
      expect(check, check.stdout).toMatchObject({ code: 0, stderr: '', writes: [] });

      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' }, { from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);
      expectSuccess(await once());
      expect(await mailboxesOf(mail)).toEqual(sample.fromScreener);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
    });

    it('run again finds nothing to do, and writes nothing', async () => {
      const { account, mailroom } = world();
      await mailroom(APPLY);
      const [snapshot, states] = [await account.snapshot(), await account.states()];

      const again = await mailroom(APPLY);

      expect(again).toMatchObject({ code: 0, stderr: '', writes: [] });
      expect(again.stdout).toContain('Nothing to do');
      expect(await account.snapshot()).toEqual(snapshot);
      expect(await account.states()).toEqual(states);
    });

    it('makes mailboxes a few at a time', async () => {
      const { mailroom } = world();

      const { writes } = await mailroom(APPLY);

      const sizes = writes
        .filter(({ jmapMethods }) => jmapMethods.includes('Mailbox/set'))
        .map(({ requestBody }) => [...requestBody.matchAll(/"parentId"/g)].length);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(mailboxes.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    });

    it('without a terminal and without --yes asks nobody, and changes nothing', async () => {
      const { mailroom } = world();

      const run = await mailroom(['setup', '--apply']);

      expect(run).toMatchObject({ code: 2, writes: [] });
      expect(run.stderr).toContain('--yes');
    });

    it('changes nothing in a dry run, whatever the options say', async () => {
      const run = await world().mailroom(APPLY, { MAILROOM_DRY_RUN: 'true' });

      expect(run).toMatchObject({ code: 0, writes: [] });
      expect(run.stdout).toContain('Nothing was changed. Unset MAILROOM_DRY_RUN');
    });

    it('run twice at once makes each mailbox and each group once', async () => {
      const { account, mailroom } = world();

      const runs = await Promise.all([mailroom(APPLY), mailroom(APPLY)]);

      expect(
        runs.map(({ code }) => code),
        runs.map(({ stdout }) => stdout).join(),
      ).toEqual([0, 0]);
      expect(runs.map(({ stdout }) => stdout).join()).toContain(`${mailboxes.length} missing`);
      expect((await paths()).filter((path) => mailboxes.includes(path))).toHaveLength(mailboxes.length);
      expect(Object.keys(await account.groups()).sort()).toEqual([...groups].sort());
    });

    it('makes a path below what is there, parents first', async () => {
      const { mailroom } = world();
      const environment = {
        MAILROOM_SCREENER_MAILBOX: 'Inbox/Screener',
        MAILROOM_MAILBOX_FEED: 'Reading/News/Feed',
        MAILROOM_MAILBOX_JAIL: 'Reading/Jail',
      };

      expect(await mailroom(APPLY, environment)).toMatchObject({ code: 0 });

      expect(await paths()).toEqual(
        expect.arrayContaining([
          'Inbox/Screener',
          'Reading',
          'Reading/News',
          'Reading/News/Feed',
          'Reading/Jail',
        ]),
      );
      expect(await mailroom(['check'], environment)).toMatchObject({ code: 0 });
    });
  });

  describe('setup on an account that has something', () => {
    it('makes only what is missing, and touches nothing else', async () => {
      const { account, mailroom } = world();
      await account.createMailboxes(['Screener', 'Feed', 'Notes']);
      await account.putCard('g1', groupCard({ uid: 'g1', name: 'Feed', members: ['someone'] }));
      await account.deliver({ from: 'ann@x.example', mailboxes: ['Feed'] });
      const before = await account.snapshot();

      expect(await mailroom(APPLY)).toMatchObject({ code: 0 });

      const after = await account.snapshot();
      expect(after.mails).toEqual(before.mails);
      expect(after.mailboxes).toEqual(expect.arrayContaining(before.mailboxes));
      expect(after.mailboxes).toHaveLength(before.mailboxes.length + mailboxes.length - 2);
      expect(after.cards).toEqual(expect.arrayContaining(before.cards));
      expect(after.cards).toHaveLength(before.cards.length + groups.length - 1);
    });

    it.each([
      ['a mailbox that differs in case only', 'feed', /"Feed" .*does not exist, but "feed" does/],
      ['such a mailbox elsewhere', 'Reading/FEED', /"Feed" .*does not exist, but "Reading\/FEED" does/],
    ])('reports %s, does not double it, and makes the rest', async (_, path, message) => {
      const { account, mailroom } = world();
      await account.createMailbox(path);

      const run = await mailroom(APPLY);

      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(message);
      expect(await paths()).toContain(path);
      expect(await paths()).not.toContain('Feed');
      expect(await paths()).toContain('Jail');
    });

    it('reports a name that exists in two places, and makes no third', async () => {
      const { account, mailroom } = world();
      await account.createMailbox('Reading/Feed');
      await account.createMailbox('Archive/Feed');

      const run = await mailroom(APPLY);

      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(/"Feed" .*exists 2 times[^]*"(Reading|Archive)\/Feed"/);
      expect(await paths()).not.toContain('Feed');
    });

    it('reports a group that differs in case only, or is there twice, and makes no other', async () => {
      const { account, mailroom } = world();
      await account.putCard('g1', groupCard({ uid: 'g1', name: 'feed' }));
      await account.putCard('g2', groupCard({ uid: 'g2', name: 'Jail' }));
      await account.putCard('g3', groupCard({ uid: 'g3', name: 'Jail' }));

      const run = await mailroom(APPLY);

      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(/group "Feed" does not exist, but "feed" does/);
      expect(run.stdout).toMatch(/group "Jail" exists 2 times/);
      const names = (await account.cards()).map(({ text }) => readCard(text).fullName);
      expect(names.sort()).toEqual(['Jail', 'feed', ...groups.filter((name) => name !== 'Feed')].sort());
    });
  });
}

/** After somebody deleted a contact group of a category. */
export function describePuttingBack(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { feed, jail, sample, other } = setup;

  const loseGroup = async (name: string): Promise<void> => {
    const { account } = world();
    const cards = await account.cards();
    const group = cards.find(({ text }) => readCard(text).fullName === name);
    await account.deleteCard(group?.href ?? '');
  };
  const triaged = async (label: string, ...senders: string[]): Promise<void> => {
    for (const id of await world().deliver(...senders.map((from) => ({ from }))))
      await world().account.addLabel(id, label);
    expectSuccess(await world().once());
  };

  describe('setup, after a contact group was deleted', () => {
    it('shows who was in it, and changes nothing', async () => {
      await triaged(feed.label, 'ann@x.example', 'bob@y.example');
      await loseGroup(feed.group);

      const run = await world().mailroom(['setup']);

      expect(run).toMatchObject({ writes: [] });
      expect(run.stdout).toContain(`  + ann@x.example  back into ${feed.name}`);
      expect(run.stdout).toContain(`  + bob@y.example  back into ${feed.name}`);
    });

    it('with --apply --yes puts everybody back; what comes next is in the same groups as before', async () => {
      await triaged(feed.label, 'ann@x.example', 'bob@y.example');
      await triaged(jail.label, 'spam@x.example');
      const before = await world().members();
      await loseGroup(feed.group);

      const run = await world().mailroom(APPLY);

      expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
      expect(run.stdout).toContain(`2 contacts (${feed.name} 2) put back.`);
      expect(await world().members()).toEqual(before);
      expect(await world().mailroom(APPLY)).toMatchObject({ code: 0, writes: [] });
    });

    it('puts back who is in the groups of the categories above, too', async () => {
      await triaged(sample.label, 'ann@x.example');
      const before = await world().members();
      await loseGroup(sample.group);

      expect(await world().mailroom(APPLY)).toMatchObject({ code: 0 });

      expect(await world().members()).toEqual(before);
    });

    it('leaves alone who was put into the group of another category', async () => {
      const { account, mailroom, members } = world();
      await triaged(feed.label, 'ann@x.example', 'bob@y.example');
      await loseGroup(feed.group);
      await loseGroup(jail.group);
      const ann = (await account.cards()).find(({ text }) => text.includes('ann@x.example'));
      const uid = readCard(ann?.text ?? '').uid;
      await account.putCard('jail', groupCard({ uid: 'jail', name: jail.group, members: [uid] }));

      expect(await mailroom(APPLY)).toMatchObject({ code: 0 });

      expect(await members()).toEqual({
        ...inGroupsOf(feed, 'bob@y.example'),
        ...inGroupsOf(jail, 'ann@x.example'),
      });
    });

    it('goes by the last line of the note: a category that was left is not gone back to', async () => {
      await triaged(other.label, 'ann@x.example');
      await triaged(feed.label, 'ann@x.example');
      const before = await world().members();
      await loseGroup(other.group);

      expect(await world().mailroom(APPLY)).toMatchObject({ code: 0 });

      expect(await world().members()).toEqual(before);
    });

    it('puts back nobody whose contact Mailroom had nothing to do with', async () => {
      await world().account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'] }),
      );
      await loseGroup(feed.group);

      expect(await world().mailroom(APPLY)).toMatchObject({ code: 0 });

      expect(await world().members()).toEqual({});
    });
  });
}

/** What is to be seen of groups over CardDAV alone. */
export function describeSetupOnCardDav(makeAccount: MakeAccount, setup: CategorySetup): void {
  const { mailboxes, groups } = setup;
  const world = useWorld(makeAccount, { categories: setup, without: [...mailboxes, ...groups] });

  describe('setup over CardDAV', () => {
    it.each([
      ['no groups', []],
      ['groups in the form of vCard 4', ['vcard3', 'vcard4', 'vcard4']],
    ] as const)('with %s, makes groups in the form in which every server finds members', async (_, forms) => {
      const { account, mailroom } = world();
      for (const [n, form] of forms.entries())
        await account.putCard(`g${n}`, groupCard({ uid: `g${n}`, name: `Friends ${n}`, form }));

      const { writes } = await mailroom(APPLY);

      const made = writes.filter(({ method }) => method === 'PUT').map(({ requestBody }) => requestBody);
      expect(made.map((text) => readCard(text).fullName).sort()).toEqual([...groups, 'Screener'].sort());
      for (const text of made) {
        expect(text).toContain('\r\nVERSION:3.0\r\n');
        expect(text).toContain('\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n');
      }
      expect(await mailroom(['check'])).toMatchObject({ code: 0 });
    });

    it('makes a group anew under a name whose first group was renamed', async () => {
      const { account, mailroom } = world();
      await mailroom(APPLY);
      const [feed] = (await account.cards()).filter(({ text }) => readCard(text).fullName === 'Feed');
      const renamed = feed!.text.replace('FN:Feed', 'FN:News').replace('N:Feed;', 'N:News;');
      await account.putCard(feed!.href.split('/').at(-1)!, renamed, feed!.etag);

      expect(await mailroom(APPLY)).toMatchObject({ code: 0 });

      expect(Object.keys(await account.groups())).toEqual(expect.arrayContaining(['Feed', 'News']));
    });
  });
}
