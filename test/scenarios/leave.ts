import { describe, expect, it } from 'vitest';
import { contactCard, readCard, unfolded } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { type MakeAccount, useWorld } from './world.ts';

const APPLY = ['leave', '--apply', '--yes'];

/** Whoever stops using Mailroom. */
export function describeLeave(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { feed, jail, sample } = setup;

  const cardOf = async (address: string): Promise<string> =>
    unfolded(
      (await world().account.cards()).find(({ text }) => readCard(text).addresses.includes(address))?.text ??
        '',
    );

  describe('leave', () => {
    it('shows what it would do, and changes nothing', async () => {
      const { account, mailroom, triaged } = world();
      await triaged('ann@x.example', feed.label);
      const [snapshot, states] = [await account.snapshot(), await account.states()];

      const run = await mailroom(['leave', '--mail-to', 'Archive']);

      expect(run, run.stderr).toMatchObject({ code: 0, writes: [] });
      expect(run.stdout).toMatch(/1 message from .* goes to Archive/);
      expect(run.stdout).toContain('1 contact that Mailroom made');
      expect(run.stdout).toContain('Nothing was changed. Add --apply');
      expect(await account.snapshot()).toEqual(snapshot);
      expect(await account.states()).toEqual(states);
    });

    it('takes labels and flags off, and leaves mail where it is', async () => {
      const { account, mailroom, deliver, mailboxesOf } = world();
      const [labelled = '', flagged = '', alone = ''] = await deliver(
        { from: 'ann@x.example' },
        { from: 'bob@y.example', mailboxes: ['Archive', '@MailroomError', '@MailroomWarning'] },
        { from: 'eve@z.example', mailboxes: [feed.label] },
      );
      await account.addLabel(labelled, feed.label);

      expectDone(await mailroom(APPLY));

      expect(await mailboxesOf(labelled)).toEqual(['Screener']);
      expect(await mailboxesOf(flagged)).toEqual(['Archive']);
      expect(await mailboxesOf(alone)).toEqual(['Inbox']);
    });

    it('with --mail-to moves the mail of Screener and of the categories there, and no other', async () => {
      const { deliver, triaged, mailroom, mailboxesOf } = world();
      const sorted = await triaged('ann@x.example', feed.label);
      await world().account.createMailbox('Receipts');
      const [waiting = '', inbox = '', kept = '', thrown = ''] = await deliver(
        { from: 'new@y.example' },
        { from: 'friend@y.example', mailboxes: ['Inbox'] },
        { from: 'ann@x.example', mailboxes: [feed.mailbox, 'Receipts'] },
        { from: 'ann@x.example', mailboxes: ['Screener', 'Trash'] },
      );

      expectDone(await mailroom([...APPLY, '--mail-to', 'Archive']));

      expect(await mailboxesOf(sorted)).toEqual(['Archive']);
      expect(await mailboxesOf(waiting)).toEqual(['Archive']);
      expect(await mailboxesOf(inbox)).toEqual(['Inbox']);
      expect(await mailboxesOf(kept)).toEqual(['Archive', 'Receipts']);
      expect(await mailboxesOf(thrown)).toEqual(['Trash']);
    });

    it('takes everybody out of the groups, and gathers the contacts that Mailroom made', async () => {
      const { triaged, mailroom, members, account } = world();
      const groups = Object.keys(await account.groups());
      await triaged('"Ann" <ann@x.example>', sample.label);
      await triaged('spam@x.example', jail.label);

      expectDone(await mailroom(APPLY));

      expect(await members()).toEqual({ 'Made by Mailroom': ['ann@x.example', 'spam@x.example'] });
      expect(Object.keys(await account.groups()).sort()).toEqual([...groups, 'Made by Mailroom'].sort());
    });

    it('takes its lines out of notes, and nothing else', async () => {
      const { triaged, mailroom } = world();
      await triaged('ann@x.example', feed.label);
      await triaged('ann@x.example', jail.label);
      expect(await cardOf('ann@x.example')).toContain('by Mailroom');

      expectDone(await mailroom(APPLY));

      expect(await cardOf('ann@x.example')).not.toContain('by Mailroom');
      expect(readCard(await cardOf('ann@x.example')).fullName).toBe('ann');
    });

    it('leaves a contact of the user out of that group', async () => {
      const { account, triaged, mailroom, members } = world();
      const card = { uid: 'bob', fullName: 'Bob', addresses: ['bob@y.example'], lines: ['TEL:123'] };
      await account.putCard('bob', contactCard(card));
      await triaged('bob@y.example', feed.label);

      await mailroom(APPLY);

      expect(await members()).toEqual({});
      expect(await cardOf('bob@y.example')).toContain('123');
    });

    it('run again finds nothing to do, and writes nothing', async () => {
      const { account, triaged, mailroom } = world();
      await triaged('ann@x.example', feed.label);
      expectDone(await mailroom([...APPLY, '--mail-to', 'Archive']));
      const snapshot = await account.snapshot();

      const again = await mailroom([...APPLY, '--mail-to', 'Archive']);

      expect(again).toMatchObject({ code: 0, writes: [] });
      expect(again.stdout).toContain('Nothing of Mailroom is left');
      expect(await account.snapshot()).toEqual(snapshot);
    });

    it('says what is left to the user', async () => {
      const { triaged, mailroom } = world();
      await triaged('ann@x.example', feed.label);

      const { stdout } = await mailroom(APPLY);

      for (const what of ['the rules', feed.label, `contact groups`, 'Made by Mailroom', 'API token'])
        expect(stdout.slice(stdout.indexOf('Left to you'))).toContain(what);
    });

    it('can be undone by labels: the sender is triaged as ever', async () => {
      const { triaged, mailroom, members } = world();
      await triaged('ann@x.example', feed.label);
      expectDone(await mailroom(APPLY));

      await triaged('ann@x.example', jail.label);

      expect(await members()).toEqual({
        ...inGroupsOf(jail, 'ann@x.example'),
        'Made by Mailroom': ['ann@x.example'],
      });
    });

    it.each([
      ['there is not', 'Nowhere'],
      ['is a label', feed.label],
      ['is the Trash', 'Trash'],
      ['is Screener', 'Screener'],
    ])('does nothing with --mail-to a mailbox that %s', async (_, mailbox) => {
      const { account, triaged, mailroom } = world();
      await triaged('ann@x.example', feed.label);
      const snapshot = await account.snapshot();

      const run = await mailroom([...APPLY, '--mail-to', mailbox]);

      expect(run).toMatchObject({ code: 2, writes: [] });
      expect(run.stderr).toContain(`"${mailbox}"`);
      expect(await account.snapshot()).toEqual(snapshot);
    });

    it('without a terminal and without --yes asks nobody, and changes nothing', async () => {
      await world().triaged('ann@x.example', feed.label);

      expect(await world().mailroom(['leave', '--apply'])).toMatchObject({ code: 2, writes: [] });
    });

    it('works on an account from which some of it was deleted already', async () => {
      const { account, triaged, mailroom, members } = world();
      await triaged('ann@x.example', feed.label);
      const group = (await account.cards()).find(({ text }) => readCard(text).fullName === jail.group);
      await account.deleteCard(group?.href ?? '');

      expectDone(await mailroom(APPLY));

      expect(await members()).toEqual({ 'Made by Mailroom': ['ann@x.example'] });
    });
  });

  const expectDone = (run: { code: number; stdout: string; stderr: string }): void =>
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 0, stderr: '' });
}

/** Over CardDAV the notes of the user's own contacts have lines of Mailroom's, too. */
export function describeLeaveOnCardDav(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { feed } = setup;

  describe('leave over CardDAV', () => {
    it('gives back a contact of the user as it was', async () => {
      const { account, triaged, mailroom } = world();
      const card = {
        ...{ uid: 'bob', fullName: 'Bob', addresses: ['bob@y.example'] },
        lines: ['ORG:Bob', 'NOTE:from the fair\\, in May\\nlikes tea', 'TEL:123'],
      };
      await account.putCard('bob', contactCard(card));
      const before = await textOf('bob@y.example');
      await triaged('bob@y.example', feed.label);
      expect(await textOf('bob@y.example')).toContain('adopted by Mailroom');

      expect(await mailroom(APPLY)).toMatchObject({ code: 0 });

      expect(await textOf('bob@y.example')).toBe(before);
    });
  });

  const textOf = async (address: string): Promise<string> =>
    unfolded(
      (await world().account.cards()).find(({ text }) => readCard(text).addresses.includes(address))?.text ??
        '',
    );
}
