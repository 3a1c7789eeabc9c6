import { describe, expect, it } from 'vitest';
import { type CardContent, groupCard, readCard } from '../support/card-text.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

const ANN = 'ann@x.example';

type Environment = Record<string, string>;

/** JSON is YAML. */
const categories = (...entries: readonly (string | object)[]): Environment => ({
  MAILROOM_CATEGORIES: JSON.stringify(entries),
});

const BEFORE = categories('Feed', 'Trail');
const APART = categories('Feed', 'Trail', 'Truck');
const BELOW = categories('Feed', 'Trail', { name: 'Truck', parent: 'Trail' });

const LEFT_LABEL = (label: string): string =>
  `warning: "${label}": named like a triage label, but no category has it, so mail that is put there stays there`;
const LEFT_GROUP = (group: string): string =>
  `warning: "${group}" (${ANN}): no category has it, but Mailroom triaged members of it`;

/** What the table "Changing categories that have senders" of docs/categories.md says. */
export function describeChangedCategories(makeAccount: MakeAccount): void {
  const world = useWorld(makeAccount, { without: [...DEFAULT_SETUP.mailboxes, ...DEFAULT_SETUP.groups] });

  /** Makes what the categories need and lets Ann be triaged. Answers with a mail of hers that was there, and one that came. */
  const begin = async (
    environment: Environment,
    label: string,
    ...routedTo: readonly string[]
  ): Promise<string[]> => {
    await makeMissing(environment);
    const { account, once, deliver } = world();
    const [labelled = ''] = await deliver({ from: ANN });
    await account.addLabel(labelled, label);
    expectSuccess(await once(environment));
    return [labelled, ...(await deliver({ from: ANN, mailboxes: routedTo }))];
  };

  const makeMissing = async (environment: Environment): Promise<void> => {
    const run = await world().mailroom(['setup', '--apply', '--yes'], environment);
    expect(run.code, run.stdout + run.stderr).toBe(0);
  };

  /** Lets a new mail of Ann's be triaged. Answers with its mailboxes. */
  const labelAgain = async (label: string, environment: Environment): Promise<string[]> => {
    const { account, once, deliver, mailboxesOf } = world();
    const [mail = ''] = await deliver({ from: ANN });
    await account.addLabel(mail, label);
    expectSuccess(await once(environment));
    return mailboxesOf(mail);
  };

  /** What `check` tells besides what is well. */
  const check = async (
    environment: Environment,
  ): Promise<{ code: number; told: string[]; fixes: string }> => {
    const run = await world().mailroom(['check', '--json'], {
      MAILROOM_OWN_ADDRESSES: 'me@my.example',
      ...environment,
    });
    const { findings } = JSON.parse(run.stdout) as {
      findings: Record<'status' | 'text' | 'fix', string>[];
    };
    const told = findings.filter(({ status }) => status !== 'ok');
    return {
      code: run.code,
      told: told.map(({ status, text }) => `${status}: ${text}`),
      fixes: told.map(({ fix }) => fix).join('; '),
    };
  };

  const expectWell = async (environment: Environment): Promise<void> =>
    expect(await check(environment)).toEqual({ code: 0, told: [], fixes: '' });

  /** Mailroom finds nothing to do: no mail, no contact, no group and no mailbox changes. */
  const expectUntouched = async (environment: Environment): Promise<void> => {
    const { account, once } = world();
    const before = await account.snapshot();
    expectIdle(await once(environment));
    expect(await account.snapshot()).toEqual(before);
  };

  /** What is missing is named with what it is for only where nothing else is. */
  const quotedIn = (what: string): string => /"[^"]*"/.exec(what)?.[0] ?? what;

  /** Mailroom names all that is missing and does not start. */
  const expectNoStart = async (environment: Environment, ...missing: readonly string[]): Promise<void> => {
    const { account, once } = world();
    const before = await account.snapshot();
    const { code, told, fixes } = await check(environment);
    expect(code).toBe(1);
    for (const what of missing) expect(told.join('\n')).toContain(quotedIn(what));
    expect(fixes).toMatch(
      /"mailroom setup --apply".*[,;] or rename the (?:mailbox|ones) that (?:it|they) replaces?, or configure/,
    );
    const run = await once(environment);
    expect(run).toMatchObject({ code: 1, writes: [] });
    const text = JSON.stringify(run.events.flatMap(({ problems }) => problems ?? []));
    for (const what of missing) expect(text).toContain(JSON.stringify(quotedIn(what)).slice(1, -1));
    expect(await account.snapshot()).toEqual(before);
  };

  const groupNamed = async (name: string): Promise<CardContent & { href: string }> => {
    const cards = (await world().account.cards()).map(({ href, text }) => ({ href, ...readCard(text) }));
    const found = cards.find(({ isGroup, fullName }) => isGroup && fullName === name);
    if (found === undefined) throw new Error(`The address book has no group ${name}`);
    return found;
  };
  const renameGroup = async (name: string, newName: string): Promise<void> => {
    const { href, uid, members } = await groupNamed(name);
    await world().account.putCard(href, groupCard({ uid, name: newName, members }));
  };
  const deleteGroup = async (name: string): Promise<void> =>
    world().account.deleteCard((await groupNamed(name)).href);

  describe('a category that gets another name', () => {
    it('with label, group and mailbox as they were keeps its senders', async () => {
      const after = categories(
        { name: 'Reading', label: '@ToFeed', group: 'Feed', mailbox: 'Feed' },
        'Trail',
      );
      await begin(BEFORE, '@ToFeed', 'Feed');

      await expectWell(after);
      await expectUntouched(after);

      expect(await labelAgain('@ToFeed', after)).toEqual(['Feed']);
      expect(await world().members()).toEqual({ Feed: [ANN] });
      expect((await world().account.cardOf(ANN))?.text).toMatch(/ Feed \(created by Mailroom\)/);
      await expectWell(after);
    });

    it('and nothing else needs label, group and mailbox of that name', async () => {
      await begin(BEFORE, '@ToFeed', 'Feed');

      await expectNoStart(
        categories('Reading', 'Trail'),
        'mailbox "@ToReading" (the triage label of Reading)',
        'mailbox "Reading" (the mailbox of Reading)',
        'contact group "Reading"',
      );
    });
  });

  describe('a category that gets another group', () => {
    const after = { ...BEFORE, MAILROOM_GROUP_FEED: 'Reading' };

    it('has its senders again once the group is renamed', async () => {
      await begin(BEFORE, '@ToFeed', 'Feed');
      await expectNoStart(after, 'contact group "Reading"');

      await renameGroup('Feed', 'Reading');

      await expectWell(after);
      await expectUntouched(after);
      expect(await world().members()).toEqual({ Reading: [ANN] });
      expect(await labelAgain('@ToFeed', after)).toEqual(['Feed']);
      expect(await world().members()).toEqual({ Reading: [ANN] });
    });

    it('has them in a new one once setup has put them there; check names the old group until it is deleted', async () => {
      const mails = await begin(BEFORE, '@ToFeed', 'Feed');

      await makeMissing(after);

      const left = await check(after);
      expect(left).toMatchObject({ code: 0, told: [LEFT_GROUP('Feed')] });
      expect(left.fixes).toMatch(/^rename it .*, or label one mail of each member anew and delete the group/);
      await expectUntouched(after);
      expect(await world().members()).toEqual({ Feed: [ANN], Reading: [ANN] });

      expect(await labelAgain('@ToFeed', after)).toEqual(['Feed']);
      expect(await world().members()).toEqual({ Feed: [ANN], Reading: [ANN] });

      await deleteGroup('Feed');
      await expectWell(after);
      expect(await world().members()).toEqual({ Reading: [ANN] });
      expect(await Promise.all(mails.map(world().mailboxesOf))).toEqual([['Feed'], ['Feed']]);
    });
  });

  describe('a category that gets another mailbox', () => {
    const after = { ...BEFORE, MAILROOM_MAILBOX_FEED: 'Reading' };

    it('has its mail again once the mailbox is renamed', async () => {
      const mails = await begin(BEFORE, '@ToFeed', 'Feed');
      await expectNoStart(after, 'mailbox "Reading" (the mailbox of Feed)');

      await world().account.renameMailbox('Feed', 'Reading');

      await expectWell(after);
      await expectUntouched(after);
      expect(await labelAgain('@ToFeed', after)).toEqual(['Reading']);
      expect(await Promise.all(mails.map(world().mailboxesOf))).toEqual([['Reading'], ['Reading']]);
    });

    it('keeps its senders with a new one, and what is in the old one stays there', async () => {
      const mails = await begin(BEFORE, '@ToFeed', 'Feed');

      await makeMissing(after);

      await expectWell(after);
      await expectUntouched(after);
      expect(await labelAgain('@ToFeed', after)).toEqual(['Reading']);
      expect(await Promise.all(mails.map(world().mailboxesOf))).toEqual([['Feed'], ['Feed']]);
      expect(await world().members()).toEqual({ Feed: [ANN] });
    });
  });

  describe('a category that gets another label', () => {
    const after = { ...BEFORE, MAILROOM_LABEL_TO_FEED: '@ToReading' };

    it('triages what waits in it once the mailbox is renamed', async () => {
      const { account, deliver, once, mailboxesOf } = world();
      await begin(BEFORE, '@ToFeed', 'Feed');
      const [waiting = ''] = await deliver({ from: 'bob@y.example' });
      await account.addLabel(waiting, '@ToFeed');
      await expectNoStart(after, 'mailbox "@ToReading" (the triage label of Feed)');

      await account.renameMailbox('@ToFeed', '@ToReading');

      await expectWell(after);
      expectSuccess(await once(after));
      expect(await mailboxesOf(waiting)).toEqual(['Feed']);
    });

    it('leaves what is in the old one alone when a new one is made; check names it until it is deleted', async () => {
      const { account, deliver, once, mailboxesOf } = world();
      await begin(BEFORE, '@ToFeed', 'Feed');
      const [waiting = ''] = await deliver({ from: 'bob@y.example' });
      await account.addLabel(waiting, '@ToFeed');

      await makeMissing(after);

      const left = await check(after);
      expect(left).toMatchObject({ code: 0, told: [LEFT_LABEL('@ToFeed')] });
      expect(left.fixes).toBe('delete it once it is empty, or configure its category again');
      await expectUntouched(after);
      expect(await mailboxesOf(waiting)).toEqual(['@ToFeed', 'Screener']);

      await account.setMailboxes(waiting, ['Screener', '@ToReading']);
      await account.destroyMailbox('@ToFeed');
      await expectWell(after);
      expectSuccess(await once(after));
      expect(await mailboxesOf(waiting)).toEqual(['Feed']);
    });
  });

  describe('a category that is taken away', () => {
    const after = categories('Trail');

    it('leaves group, label and mail as they are; check names them until the senders are labelled anew', async () => {
      const { account, members, mailboxesOf } = world();
      const mails = await begin(BEFORE, '@ToFeed', 'Feed');

      const left = await check(after);
      expect(left).toMatchObject({ code: 0, told: [LEFT_LABEL('@ToFeed'), LEFT_GROUP('Feed')] });
      await expectUntouched(after);
      expect(await members()).toEqual({ Feed: [ANN] });

      expect(await labelAgain('@ToTrail', after)).toEqual(['Trail']);
      expect(await members()).toEqual({ Feed: [ANN], Trail: [ANN] });
      expect((await check(after)).told).toEqual([LEFT_LABEL('@ToFeed'), LEFT_GROUP('Feed')]);

      await deleteGroup('Feed');
      await account.destroyMailbox('@ToFeed');
      await expectWell(after);
      expect(await members()).toEqual({ Trail: [ANN] });
      expect(await Promise.all(mails.map(mailboxesOf))).toEqual([['Feed'], ['Feed']]);
    });

    it('and is configured again has its senders as before', async () => {
      const mails = await begin(BEFORE, '@ToFeed', 'Feed');
      await expectUntouched(after);

      await expectWell(BEFORE);
      expect(await labelAgain('@ToTrail', BEFORE)).toEqual(['Trail']);
      expect(await world().members()).toEqual({ Trail: [ANN] });
      expect(await Promise.all(mails.map(world().mailboxesOf))).toEqual([['Trail'], ['Trail']]);
    });

    it('from above another leaves the senders of that one in the group that was above', async () => {
      const { members, mailboxesOf } = world();
      const after = categories('Feed', 'Truck');
      const mails = await begin(BELOW, '@ToTruck', 'Trail', 'Truck');

      // Whether Mailroom or the user put members of Truck into Trail, nothing says.
      expect(await check(after)).toMatchObject({ code: 0, told: [LEFT_LABEL('@ToTrail')] });
      await expectUntouched(after);

      expect(await labelAgain('@ToTruck', after)).toEqual(['Truck']);
      expect(await members()).toEqual({ Trail: [ANN], Truck: [ANN] });
      expect(await Promise.all(mails.map(mailboxesOf))).toEqual([
        ['Trail', 'Truck'],
        ['Trail', 'Truck'],
      ]);
    });
  });

  describe('a category that is put below another', () => {
    it('has its senders join the group above when they are labelled again; check tells of them until then', async () => {
      const { members, mailboxesOf } = world();
      const mails = await begin(APART, '@ToTruck', 'Truck');

      const left = await check(BELOW);
      expect(left).toEqual({
        code: 0,
        told: [`warning: in the group Truck, but not in Trail above it: ${ANN}`],
        fixes: 'label one mail of each with @ToTruck to have them join it',
      });
      await expectUntouched(BELOW);
      expect(await members()).toEqual({ Truck: [ANN] });

      expect(await labelAgain('@ToTruck', BELOW)).toEqual(['Trail', 'Truck']);
      await expectWell(BELOW);
      expect(await members()).toEqual({ Trail: [ANN], Truck: [ANN] });
      expect(await Promise.all(mails.map(mailboxesOf))).toEqual([['Truck'], ['Truck']]);
    });
  });

  describe('a category whose parent is taken from it', () => {
    it('has its senders leave the group above when they are labelled again; check tells of them until then', async () => {
      const { members, mailboxesOf } = world();
      const mails = await begin(BELOW, '@ToTruck', 'Trail', 'Truck');

      const left = await check(APART);
      expect(left).toEqual({
        code: 0,
        told: [`warning: in the groups of several categories: ${ANN}`],
        fixes: 'label one mail of each anew: the label decides, and they leave the others',
      });
      await expectUntouched(APART);
      expect(await members()).toEqual({ Trail: [ANN], Truck: [ANN] });

      expect(await labelAgain('@ToTruck', APART)).toEqual(['Truck']);
      await expectWell(APART);
      expect(await members()).toEqual({ Truck: [ANN] });
      expect(await Promise.all(mails.map(mailboxesOf))).toEqual([['Truck'], ['Truck']]);
    });
  });
}
