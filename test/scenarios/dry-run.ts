import { describe, expect, it } from 'vitest';
import { contactCard, groupCard } from '../support/card-text.ts';
import { eventsNamed, type MakeAccount, type OnceRun, useWorld, type World } from './world.ts';

const DRY = { MAILROOM_DRY_RUN: 'true' };

/** The real cycle, with ports that refuse to write. */
export function describeDryRun(makeAccount: MakeAccount): void {
  const world = useWorld(makeAccount);

  /** A dry run after which the account is what it was, byte by byte, and during which nothing was sent that writes. */
  async function dryRun({ account, once }: World): Promise<OnceRun> {
    const [snapshot, states] = [await account.snapshot(), await account.states()];

    const run = await once(DRY);

    expect(run.writes).toEqual([]);
    expect(await account.snapshot()).toEqual(snapshot);
    expect(await account.states()).toEqual(states);
    return run;
  }

  const plans = (run: OnceRun): Record<string, unknown>[] => eventsNamed(run, 'dry_run_plan');

  describe('a dry run', () => {
    it('tells for each sender what would be done, and does none of it', async () => {
      const { account, deliver } = world();
      const [ann = '', , , bob = ''] = await deliver(
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@x.example>' },
        { from: 'Bob <bob@y.example>', mailboxes: ['Inbox'] },
      );
      await account.addLabel(ann, '@ToFeed');
      await account.addLabel(bob, '@ToImbox');

      const run = await dryRun(world());

      expect(run.code, run.text).toBe(0);
      expect(
        plans(run).sort((one, other) => (String(one.sender) < String(other.sender) ? -1 : 1)),
      ).toMatchObject([
        {
          sender: 'ann@x.example',
          category: 'Feed',
          contact: 'created',
          joins: ['Feed'],
          moves: ['2 mails: Screener → Feed', '1 mail: @ToFeed, Screener → Feed'],
        },
        {
          sender: 'bob@y.example',
          category: 'Imbox',
          contact: 'created',
          joins: ['Imbox'],
          moves: ['1 mail: @ToImbox comes off'],
        },
      ]);
      expect(run.events.map(({ event }) => event)).not.toContain('contact_created');
      expect(run.events.at(-1)).toMatchObject({
        event: 'dry_run_done',
        msg: expect.stringContaining('nothing was changed') as unknown,
        triaged: 2,
        mails: 3,
      });
    });

    it('tells of a move between categories, an adopted contact, another name, and mail that stays in Trash', async () => {
      const { account, deliver } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Someone Else', addresses: ['ann@x.example'] }),
      );
      const feed = (await account.cards()).find(({ text }) => /^FN:Feed/m.test(text))!;
      await account.putCard(
        feed.href.split('/').at(-1)!,
        groupCard({ uid: /^UID:(.*?)\r?$/m.exec(feed.text)![1]!, name: 'Feed', members: ['ann'] }),
        feed.etag,
      );
      const [labelled = ''] = await deliver(
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@x.example>', mailboxes: ['Feed'] },
        { from: 'Ann <ann@x.example>', mailboxes: ['Feed', 'trash'] },
      );
      await account.addLabel(labelled, '@ToImbox');

      const run = await dryRun(world());

      expect(plans(run)).toMatchObject([
        {
          sender: 'ann@x.example',
          category: 'Imbox',
          contact: 'updated',
          joins: ['Imbox'],
          leaves: ['Feed'],
          moves: expect.arrayContaining([
            '1 mail: Feed → Inbox',
            '1 mail: @ToImbox, Screener → @MailroomWarning, Inbox',
          ]) as unknown,
          stays: ['1 mail in Trash'],
          notes: [expect.stringContaining('"Ann"')],
        },
      ]);
    });

    it('tells of conflicts, and of mail that it would skip and why', async () => {
      const { account, deliver } = world();
      const [one = '', other = '', anonymous = '', own = ''] = await deliver(
        { from: 'eve@x.example' },
        { from: 'eve@x.example' },
        { from: '' },
        { from: account.access.username },
      );
      await account.addLabel(one, '@ToFeed');
      await account.addLabel(other, '@ToJail');
      await account.addLabel(anonymous, '@ToFeed');
      await account.addLabel(own, '@ToFeed');

      const run = await dryRun(world());

      expect(plans(run)).toHaveLength(3);
      expect(plans(run)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            sender: 'eve@x.example',
            moves: ['2 mails: also into @MailroomError'],
            notes: [expect.stringMatching(/^conflict: different triage labels/)],
          }),
          expect.objectContaining({
            moves: ['1 mail: also into @MailroomError'],
            notes: [expect.stringMatching(/^skipped: .*no usable From/)],
          }),
          expect.objectContaining({
            sender: account.access.username,
            moves: ['1 mail: @ToFeed comes off'],
            notes: [expect.stringMatching(/^skipped: your own mail/)],
          }),
        ]),
      );
    });

    it('is what then happens', async () => {
      const { account, once, deliver } = world();
      const [ann = ''] = await deliver({ from: 'Ann <ann@x.example>' }, { from: 'Ann <ann@x.example>' });
      await account.addLabel(ann, '@ToPaperTrail');

      const dry = await dryRun(world());
      const real = await once();

      const counts = ({ triaged, mails, failed }: Record<string, unknown>) => ({ triaged, mails, failed });
      expect(counts(eventsNamed(dry, 'dry_run_done')[0]!)).toEqual(
        counts(eventsNamed(real, 'cycle_done')[0]!),
      );
    });

    it('with nothing labelled says that nothing was changed', async () => {
      const run = await dryRun(world());

      expect(run.events.map(({ event }) => event)).toEqual(expect.arrayContaining(['dry_run_done']));
      expect(plans(run)).toEqual([]);
    });

    it('once --dry-run does the same', async () => {
      const { account, mailroom, deliver } = world();
      const [ann = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(ann, '@ToFeed');

      const run = await mailroom(['once', '--dry-run']);

      expect(run).toMatchObject({ code: 0, writes: [] });
      expect(run.stdout).toContain('1 mail: @ToFeed, Screener → Feed');
    });

    it('fails where the real one would: a missing mailbox', async () => {
      const { account } = world();
      await account.destroyMailbox('@ToJail');

      const run = await dryRun(world());

      expect(run.code).toBe(1);
      expect(eventsNamed(run, 'startup_failed')).toHaveLength(1);
    });
  });
}
