import { describe, expect, it } from 'vitest';
import { groupCard } from '../support/card-text.ts';
import { type CategorySetup } from '../support/category-setups.ts';
import { type CommandRun, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

/** What `mailroom decide` labels, and what comes of it. */
export function describeDecide(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { feed, jail } = setup;

  const decide = (rows: readonly (readonly string[])[], ...options: string[]): Promise<CommandRun> => {
    const input = [['address', 'category'], ...rows].map((row) => row.join(',')).join('\r\n');
    return world().mailroom(['decide', '-', ...options], {}, input);
  };
  const labelled = async (label: string): Promise<string[]> =>
    (await world().account.mails()).filter(({ mailboxes }) => mailboxes.includes(label)).map(({ id }) => id);

  describe('decide', () => {
    it('says without --apply whose mail would be labelled, and writes nothing', async () => {
      await world().deliver({ from: 'ann@x.example' }, { from: 'ann@x.example', mailboxes: ['Inbox'] });
      const before = await world().account.states();

      const run = await decide([['ann@x.example', feed.name]]);

      expect(run, run.stderr).toMatchObject({ code: 0, writes: [] });
      expect(run.stdout).toMatch(new RegExp(`ann@x.example +${feed.name} +2$`, 'm'));
      expect(run.stderr).toContain(`1 label for 2 messages: 1 ${feed.label}.`);
      expect(run.stderr).toContain('Nothing was changed.');
      expect(await world().account.states()).toEqual(before);
    });

    it('puts the label on the newest message that waits, and does nothing else', async () => {
      const [, , newest = ''] = await world().deliver(
        { from: 'ann@x.example' },
        { from: 'ann@x.example', mailboxes: ['Inbox'] },
        { from: 'ann@x.example' },
        { from: 'ann@x.example', mailboxes: ['Archive'] },
        { from: 'bob@x.example' },
      );
      const before = await world().account.snapshot();

      const run = await decide([['ann@x.example', feed.name]], '--apply');

      expect(run.code, run.stderr).toBe(0);
      const after = await world().account.snapshot();
      const isLabel = (mailbox: string): boolean => mailbox === feed.label;
      expect(after.mails.filter(({ mailboxes }) => mailboxes.some(isLabel)).map(({ id }) => id)).toEqual([
        newest,
      ]);
      expect(
        after.mails.map((mail) => ({ ...mail, mailboxes: mail.mailboxes.filter((each) => !isLabel(each)) })),
      ).toEqual(before.mails);
      expect(after.cards).toEqual(before.cards);
    });

    it('undoes many slips: a list of those jailed today, handed in with Screener in it', async () => {
      await world().mailroom(['setup', '--apply', '--yes']);
      const slips = ['ann@x.example', 'bob@y.example'];
      const mails = await Promise.all(slips.map((from) => world().triaged(from, jail.label)));
      const { stdout: list } = await world().mailroom([
        ...['senders', '--since', 'today', '--category', jail.name, '--csv'],
      ]);
      expect(list.split('\r\n').filter((line) => line.includes('@'))).toHaveLength(2);
      const corrected = list.replaceAll(`,${jail.name},`, ',Screener,');

      const run = await world().mailroom(['decide', '-', '--apply', '--now'], {}, corrected);

      expect(run.code, run.stderr).toBe(0);
      expect(await Promise.all(mails.map((id) => world().mailboxesOf(id)))).toEqual([
        ['Screener'],
        ['Screener'],
      ]);
      expect(await world().members()).toEqual({ Screener: slips });
      const again = await world().mailroom(['decide', '-', '--apply', '--now'], {}, corrected);
      expect(again, again.stderr).toMatchObject({ code: 0, writes: [] });
    });

    it('leaves the rest to the next cycle', async () => {
      const [waiting = '', inInbox = ''] = await world().deliver(
        { from: 'ann@x.example' },
        { from: 'ann@x.example', mailboxes: ['Inbox'] },
      );
      await decide([['ann@x.example', feed.name]], '--apply');

      expectSuccess(await world().once());

      expect(await world().mailboxesOf(waiting)).toEqual(feed.fromScreener);
      expect(await world().mailboxesOf(inInbox)).toEqual(feed.fromScreener);
      for (const group of feed.groups) expect((await world().members())[group]).toContain('ann@x.example');
    });

    it('takes the list that senders wrote, triages at once, and has nothing to do then', async () => {
      await world().triaged('old@x.example', jail.label);
      const mails = await world().deliver(
        { from: '"Ann, of X" <ann@x.example>' },
        { from: 'bob@x.example', mailboxes: ['Inbox'] },
        { from: 'undecided@x.example' },
      );
      const { stdout: list } = await world().mailroom(['senders', '--all', '--csv']);
      const filledIn = list
        .replace(/^(ann@x\.example,[^\r]*?),,/m, `$1,${feed.name},`)
        .replace(/^(bob@x\.example,[^\r]*?),,/m, `$1,${jail.name.toLowerCase()},`);

      const run = await world().mailroom(['decide', '-', '--apply', '--now'], {}, filledIn);

      expect(run.code, run.stderr).toBe(0);
      const found = await Promise.all(mails.map((id) => world().mailboxesOf(id)));
      expect(found).toEqual([feed.fromScreener, jail.fromScreener, ['Screener']]);
      const again = await world().mailroom(['decide', '-', '--apply', '--now'], {}, filledIn);
      expect(again, again.stderr).toMatchObject({ code: 0, writes: [] });
      expect(again.stderr).toContain('No label to put on.');
      expectIdle(await world().once());
    });

    it('takes JSON lines', async () => {
      await world().deliver({ from: 'ann@x.example' }, { from: 'bob@x.example' });
      const { stdout: list } = await world().mailroom(['senders', '--json']);
      const filledIn = list.replace(/("ann@x\.example".*"category":)null/, `$1${JSON.stringify(feed.name)}`);

      const run = await world().mailroom(['decide', '-', '--apply'], {}, filledIn);

      expect(run.code, run.stderr).toBe(0);
      expect(await labelled(feed.label)).toHaveLength(1);
    });

    it('moves a sender from one category to another, by the mail that was filed', async () => {
      const filed = await world().triaged('ann@x.example', feed.label);

      const run = await decide([['ann@x.example', jail.name]], '--apply', '--now');

      expect(run.code, run.stderr).toBe(0);
      expect(run.stdout).toMatch(new RegExp(`ann@x.example +${feed.name} +${jail.name} +1$`, 'm'));
      expect(await world().mailboxesOf(filed)).toEqual(jail.mailboxes);
    });

    it('moves what waits of a sender that is in the category, and then leaves it alone', async () => {
      await world().triaged('ann@x.example', feed.label);
      const [waiting = ''] = await world().deliver({ from: 'ann@x.example', mailboxes: ['Inbox'] });

      const run = await decide([['ann@x.example', feed.name]], '--apply', '--now');

      expect(run.code, run.stderr).toBe(0);
      expect(await world().mailboxesOf(waiting)).toEqual(feed.fromScreener);
      const again = await decide([['ann@x.example', feed.name]], '--apply');
      expect(again, again.stderr).toMatchObject({ code: 0, writes: [] });
      expect(again.stderr).toContain('Done already: 1 sender.');
    });

    it('sends back to Screener who is somewhere else, and leaves alone who is undecided', async () => {
      await world().account.createMailbox('@ToScreener');
      await world().account.putCard('screener-group', groupCard({ uid: 'screener-group', name: 'Screener' }));
      const filed = await world().triaged('ann@x.example', feed.label);
      await world().deliver({ from: 'new@x.example' }, { from: 'new@x.example', mailboxes: ['Inbox'] });
      const rows = ['ann@x.example', 'new@x.example'].map((address) => [address, 'Screener']);

      const run = await decide(rows, '--apply', '--now');

      expect(run.code, run.stderr).toBe(0);
      expect(run.stderr).toContain('1 label for 1 message: 1 @ToScreener.\nDone already: 1 sender.');
      expect(await world().mailboxesOf(filed)).toEqual(['Screener']);
      expect(await world().members()).toEqual({ Screener: ['ann@x.example'] });
      const again = await decide(rows, '--apply', '--now');
      expect(again, again.stderr).toMatchObject({ code: 0, writes: [] });
      expect(again.stderr).toContain('Done already: 2 senders.');
    });

    it('tells what is wrong by its line, and does the lines that are good', async () => {
      const [good = '', carrying = ''] = await world().deliver(
        { from: 'good@x.example' },
        { from: 'carrying@x.example' },
        { from: 'torn@x.example' },
        { from: 'mistyped@x.example' },
        { from: 'filed@x.example', mailboxes: ['Archive'] },
        { from: world().account.access.username },
      );
      await world().account.addLabel(carrying, jail.label);

      const run = await decide(
        [
          ['mistyped@x.example', `${feed.name}s`],
          ['filed@x.example', feed.name],
          ['carrying@x.example', feed.name],
          [world().account.access.username, feed.name],
          ['torn@x.example', feed.name],
          ['good@x.example', feed.name],
          ['torn@x.example', jail.name],
          ['nobody', feed.name],
        ],
        '--apply',
      );

      expect(run.code, run.stderr).toBe(1);
      const problems = [...run.stderr.matchAll(/^✗ (line \d+): (.*)$/gm)].map(([, line, text]) => [
        line,
        text,
      ]);
      expect(problems).toMatchObject([
        ['line 2', expect.stringContaining(`do you mean ${feed.name}?`) as string],
        ['line 3', 'no mail of filed@x.example is in Screener or in the Inbox'],
        ['line 4', `mail of carrying@x.example carries the label "${jail.label}" already`],
        ['line 5', expect.stringContaining('an address of your own') as string],
        ['line 8', expect.stringContaining(`in line 6 ${feed.name}: none of it is done`) as string],
        ['line 9', '"nobody" is no address that mail comes from'],
      ]);
      expect(await labelled(feed.label)).toEqual([good]);
      expect(await labelled(jail.label)).toEqual([carrying]);
    });

    it('labels a sender of another category where it shares the conversation with nobody labelled', async () => {
      const first = await world().triaged('Ann <ann@x.example>', feed.label);
      const [anns = '', bobs = ''] = await world().deliver(
        { from: 'ann@x.example', subject: 'Plans', messageId: '<plans@x.example>' },
        { from: 'bob@x.example', subject: 'Re: Plans', inReplyTo: '<plans@x.example>' },
      );

      const run = await decide(
        [
          ['bob@x.example', feed.name],
          ['ann@x.example', jail.name],
        ],
        '--apply',
      );
      expect(run.code, run.stderr).toBe(0);
      const labels = [await labelled(jail.label), await labelled(feed.label)];
      expectSuccess(await world().once());

      expect(labels).toEqual([[first], [bobs]]);
      const found = await Promise.all([first, anns, bobs].map((id) => world().mailboxesOf(id)));
      expect(found).toEqual([jail.mailboxes, jail.fromScreener, feed.fromScreener]);
    });

    it('lets the user win who files or labels a message meanwhile', async () => {
      const senders = ['ann@x.example', 'bob@x.example', 'cat@x.example'];
      const [anns = '', bobs = '', cats = ''] = await world().deliver(...senders.map((from) => ({ from })));
      const stop = world().proxy.onRequest(async ({ jmapMethods }) => {
        if (!jmapMethods.includes('Email/set')) return undefined;
        stop();
        await world().account.setMailboxes(anns, ['Archive']);
        await world().account.addLabel(bobs, jail.label);
        return undefined;
      });

      const run = await decide(
        senders.map((sender) => [sender, feed.name]),
        '--apply',
      );

      expect(run.code, run.stderr).toBe(1);
      expect(run.stderr).toContain(
        '✗ line 2: ann@x.example: its message was moved meanwhile; run this again',
      );
      expect(run.stderr).toContain(
        `✗ line 3: mail of bob@x.example carries the label "${jail.label}" already`,
      );
      expect(await world().mailboxesOf(anns)).toEqual(['Archive']);
      expect([await labelled(feed.label), await labelled(jail.label)]).toEqual([[cats], [bobs]]);
    });

    it('does what is left when it is run again after an outage', async () => {
      await world().deliver({ from: 'ann@x.example' }, { from: 'bob@x.example' });
      const rows = ['ann@x.example', 'bob@x.example'].map((address) => [address, feed.name]);
      const restore = world().proxy.onRequest(({ jmapMethods }) =>
        jmapMethods.includes('Email/set') ? { drop: 'after' } : undefined,
      );

      const failed = await decide(rows, '--apply');
      restore();
      const again = await decide(rows, '--apply');

      expect(failed.code, failed.stderr).toBe(1);
      expect(failed.stderr).toContain('what is done is not done twice');
      expect(again.code, again.stderr).toBe(0);
      expect(again.stderr).toContain('Labelled so already: 2 senders.');
      expect(await labelled(feed.label)).toHaveLength(2);
    });

    it('changes nothing where a dry run is configured', async () => {
      await world().deliver({ from: 'ann@x.example' });

      const run = await world().mailroom(
        ['decide', '-', '--apply', '--now'],
        { MAILROOM_DRY_RUN: 'true' },
        `address,category\nann@x.example,${feed.name}\n`,
      );

      expect(run, run.stderr).toMatchObject({ code: 0, writes: [] });
      expect(run.stderr).toContain('Unset MAILROOM_DRY_RUN');
    });

    it('takes no file that is no list', async () => {
      const runs = await Promise.all(
        ['hello', 'address,name\nann@x.example,Ann'].map((input) =>
          world().mailroom(['decide', '-'], {}, input),
        ),
      );
      const missing = await world().mailroom(['decide', '/nowhere/senders.csv']);

      expect([...runs, missing].map(({ code, requests }) => [code, requests.length])).toEqual([
        [2, 0],
        [2, 0],
        [2, 0],
      ]);
      expect(runs[1]?.stderr).toContain('has no column "category"');
      expect(missing.stderr).toContain('Cannot use /nowhere/senders.csv');
    });
  });
}
