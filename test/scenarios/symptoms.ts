import { describe, expect, it } from 'vitest';
import { type CategorySetup } from '../support/category-setups.ts';
import { type MakeAccount, useWorld } from './world.ts';

interface Finding {
  readonly status: string;
  readonly text: string;
  readonly fix?: string;
  readonly who?: readonly string[];
}

/** What `mailroom check` says of an account that is set up, but does not do what its user expects. */
export function describeSymptoms(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { feed, jail, other } = setup;

  const findings = async (): Promise<Finding[]> => {
    const run = await world().mailroom(['check', '--json']);
    expect(run, run.stdout).toMatchObject({ code: 0, writes: [] });
    return (JSON.parse(run.stdout) as { findings: Finding[] }).findings;
  };
  const warnings = async (): Promise<Finding[]> =>
    (await findings()).filter(({ status }) => status === 'warning');

  describe('check', () => {
    it('says how many senders wait in Screener', async () => {
      await world().deliver({ from: 'ann@x.example' }, { from: 'ann@x.example' }, { from: 'bob@y.example' });

      const texts = (await findings()).map(({ text }) => text);

      expect(texts).toContainEqual(expect.stringMatching(/^2 senders in Screener, with 3 messages/));
    });

    it('finds mail in Screener from senders that have a category: no rule routes them', async () => {
      await world().triaged('ann@x.example', feed.label);
      await world().deliver({ from: 'ann@x.example' });

      expect(await warnings()).toMatchObject([
        {
          text: '1 message in Screener from 1 sender with a category',
          fix: expect.stringContaining('mailroom rules') as string,
          who: [`ann@x.example (${feed.name})`],
        },
      ]);
    });

    it('finds jailed mail in the Inbox', async () => {
      await world().triaged('spam@x.example', jail.label);
      await world().triaged('feed@x.example', feed.label);
      await world().deliver(
        { from: 'spam@x.example', mailboxes: ['Inbox'] },
        { from: 'feed@x.example', mailboxes: ['Inbox'] },
      );

      expect(await warnings()).toMatchObject([
        {
          text: expect.stringContaining('1 message in the Inbox') as string,
          who: [`spam@x.example (${jail.name})`],
        },
      ]);
    });

    it('counts what stands under the error label', async () => {
      const { account, deliver, once } = world();
      const [one = '', two = ''] = await deliver({ from: 'eve@x.example' }, { from: 'eve@x.example' });
      await account.addLabel(one, feed.label);
      await account.addLabel(two, other.label === feed.label ? jail.label : other.label);
      await once();

      expect(await warnings()).toMatchObject([
        { text: '2 messages under @MailroomError, from 1 sender', who: ['eve@x.example'] },
      ]);
    });

    it('finds contacts whose note says a category that they are not in', async () => {
      const { account } = world();
      await account.putCard(
        'ann',
        [
          ...['BEGIN:VCARD', 'VERSION:3.0', 'UID:ann', 'FN:Ann', 'N:Ann;;;;', 'EMAIL:ann@x.example'],
          ...[`NOTE:2026-01-02 ${feed.name} (adopted by Mailroom)`, 'END:VCARD', ''],
        ].join('\r\n'),
      );

      expect(await warnings()).toMatchObject([
        {
          text: expect.stringContaining('1 sender not in the category') as string,
          who: [`ann@x.example (${feed.name})`],
        },
      ]);
    });

    it('names five, and how many more there are', async () => {
      const senders = Array.from({ length: 7 }, (_, n) => `s${n}@x.example`);
      const { account, deliver, once, mailroom } = world();
      for (const id of await deliver(...senders.map((from) => ({ from }))))
        await account.addLabel(id, feed.label);
      await once();
      await deliver(...senders.map((from) => ({ from })));

      const run = await mailroom(['check']);

      expect(run.stdout).toMatch(
        /7 messages in Screener from 7 senders with a category: (\S+ \(.+?\), ){4}\S+ \(.+?\) and 2 more/,
      );
    });
  });
}
