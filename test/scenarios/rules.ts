import { describe, expect, it } from 'vitest';
import { type CategorySetup, DEFAULT_SETUP } from '../support/category-setups.ts';
import { type MakeAccount, useWorld } from './world.ts';

interface Rule {
  name: string;
  search: string;
  fileIn: string | null;
  skipInbox: boolean;
  stop: boolean;
}

/** What a rule searches for, where it files, whether it skips the Inbox, and whether it is the last to look at a mail. */
type Outline = [search: string, fileIn: string | null, skipInbox: boolean, stop: boolean];

const DEFAULT_RULES: Outline[] = [
  ['fromin:Jail', 'Jail', true, true],
  ['fromin:Feed', 'Feed', true, false],
  ['fromin:"Paper Trail"', 'Paper Trail', true, false],
  ['fromin:Imbox', null, false, true],
  ['NOT fromin:contacts', 'Screener', true, true],
];

const RULES_OF_SEVEN: Outline[] = [
  ['fromin:Jail', 'Jail', true, true],
  ['fromin:Billboard', 'Billboard', true, false],
  ['fromin:Truck', 'Truck', false, false],
  ['fromin:Truck', 'Paper Trail', false, true],
  ['fromin:Person', 'Person', false, false],
  ['fromin:Imbox', 'Imbox', false, false],
  ['fromin:Feed', 'Feed', true, false],
  ['fromin:"Paper Trail"', 'Paper Trail', true, false],
  ['NOT fromin:contacts', 'Screener', true, true],
];

/** What `rules` writes for a real account. Whether the rules do what they should, only the provider can show. */
export function describeRules(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });

  const rules = setup === DEFAULT_SETUP ? DEFAULT_RULES : RULES_OF_SEVEN;

  const outline = (json: string): Outline[] =>
    (JSON.parse(json) as Rule[]).map(({ search, fileIn, skipInbox, stop }) => [
      search,
      fileIn,
      skipInbox,
      stop,
    ]);

  describe('rules', () => {
    it('writes the Fastmail file to stdout, nothing else anywhere, and changes nothing', async () => {
      const { mailroom } = world();

      const run = await mailroom(['rules']);

      expect(run).toMatchObject({ code: 0, stderr: '', writes: [] });
      expect(outline(run.stdout)).toEqual(rules);
    });

    it('writes the same again for the same account', async () => {
      const { mailroom } = world();

      const formats = [
        ['rules', '--format', 'fastmail'],
        ['rules', '--format', 'text'],
      ];
      for (const args of formats) expect((await mailroom(args)).stdout).toBe((await mailroom(args)).stdout);
    });

    it('names a mailbox by its true path, where the configuration has a unique name', async () => {
      const { account, mailroom } = world();
      await account.destroyMailbox('Screener');
      await account.createMailbox('Inbox/Screener');

      const run = await mailroom(['rules', '--format', 'fastmail']);

      expect(outline(run.stdout).at(-1)).toEqual(['NOT fromin:contacts', 'Inbox/Screener', true, true]);
    });

    it('writes the rules all the same where something is missing, and says so on stderr', async () => {
      const { account, mailroom } = world();
      await account.destroyMailbox('Feed');

      const run = await mailroom(['rules']);

      expect(run.code).toBe(0);
      expect(outline(run.stdout)).toContainEqual(['fromin:Feed', 'Feed', true, false]);
      expect(run.stderr).toMatch(
        /^! mailbox "Feed" .*does not exist, so its rule would do nothing: create it/,
      );
    });

    it('writes them with the configured names where the account cannot be read', async () => {
      const { mailroom } = world();

      const run = await mailroom(['rules'], { MAILROOM_JMAP_URL: 'http://127.0.0.1:1/' });

      expect(run.code).toBe(0);
      // Nobody knows whether the account has @ToScreener, and without its group that rule does nothing.
      expect(outline(run.stdout)).toHaveLength(rules.length + 1);
      expect(run.stderr).toMatch(/^! The account could not be read/);
    });

    it('as text, writes steps to click', async () => {
      const run = await world().mailroom(['rules', '--format', 'text']);

      expect(run).toMatchObject({ code: 0, stderr: '', writes: [] });
      expect(run.stdout).toMatch(
        new RegExp(`1\\. Mailroom: Jail\n[^]*${rules.length}\\. Mailroom: Screener\n`),
      );
      expect(run.stdout).toContain('the sender is a member of the contact group "Paper Trail"');
    });

    it('follows the configuration', async () => {
      const run = await world().mailroom(['rules'], {
        MAILROOM_GROUP_FEED: 'News letters',
        MAILROOM_MAILBOX_FEED: 'Reading/Feed',
        MAILROOM_SCREENER_MAILBOX: 'Waiting',
      });

      expect(outline(run.stdout)).toContainEqual(['fromin:"News letters"', 'Reading/Feed', true, false]);
      expect(outline(run.stdout).at(-1)).toEqual(['NOT fromin:contacts', 'Waiting', true, true]);
    });
  });
}
