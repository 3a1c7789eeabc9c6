import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, readCard } from '../support/card-text.ts';
import { type CategorySetup } from '../support/category-setups.ts';
import { eventsNamed, type MakeAccount, type OnceRun, useWorld, type World } from './world.ts';

const DRY = { MAILROOM_DRY_RUN: 'true' };

/** The real cycle, with ports that refuse to write. */
export function describeDryRun(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other, imbox, feed } = setup;

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
        { from: 'Bob <bob@y.example>', mailboxes: imbox.fromScreener },
      );
      await account.addLabel(ann, sample.label);
      await account.addLabel(bob, imbox.label);

      const run = await dryRun(world());

      expect(run.code, run.text).toBe(0);
      expect(
        plans(run).sort((one, other) => (String(one.sender) < String(other.sender) ? -1 : 1)),
      ).toMatchObject([
        {
          sender: 'ann@x.example',
          category: sample.name,
          contact: 'created',
          joins: sample.groups,
          moves: [
            { mails: 2, from: ['Screener'], to: sample.fromScreener },
            { mails: 1, from: [sample.label, 'Screener'], to: sample.fromScreener },
          ],
        },
        {
          sender: 'bob@y.example',
          category: 'Imbox',
          contact: 'created',
          joins: imbox.groups,
          moves: [{ mails: 1, from: [imbox.label], to: [] }],
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
      const group = (await account.cards()).find(({ text }) => readCard(text).fullName === feed.group)!;
      await account.putCard(
        group.href.split('/').at(-1)!,
        groupCard({ uid: readCard(group.text).uid, name: feed.group, members: ['ann'] }),
        group.etag,
      );
      const [labelled = ''] = await deliver(
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@x.example>', mailboxes: feed.mailboxes },
        { from: 'Ann <ann@x.example>', mailboxes: [...feed.mailboxes, 'trash'] },
      );
      await account.addLabel(labelled, imbox.label);

      const run = await dryRun(world());

      expect(plans(run)).toMatchObject([
        {
          sender: 'ann@x.example',
          category: 'Imbox',
          // Over JMAP a card that Mailroom did not make is not written.
          ...(account.contacts === 'jmap' ? {} : { contact: 'updated' }),
          joins: imbox.groups,
          leaves: feed.groups,
          moves: expect.arrayContaining([
            { mails: 1, from: feed.mailboxes, to: imbox.mailboxes },
            { mails: 1, from: [imbox.label, 'Screener'], to: ['@MailroomWarning', ...imbox.fromScreener] },
          ]) as unknown,
          stays: { Trash: 1 },
          notes: [expect.stringContaining('"Ann"')],
        },
      ]);
    });

    it('tells of conflicts, and of mail that it would skip and why', async () => {
      const { account, deliver } = world();
      const [one = '', another = '', anonymous = '', own = ''] = await deliver(
        { from: 'eve@x.example' },
        { from: 'eve@x.example' },
        { from: '' },
        { from: account.access.username },
      );
      await account.addLabel(one, sample.label);
      await account.addLabel(another, other.label);
      await account.addLabel(anonymous, sample.label);
      await account.addLabel(own, sample.label);

      const run = await dryRun(world());

      expect(plans(run)).toHaveLength(3);
      expect(plans(run)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            sender: 'eve@x.example',
            moves: [{ mails: 2, from: [], to: ['@MailroomError'] }],
            notes: [expect.stringMatching(/^conflict: different triage labels/)],
          }),
          expect.objectContaining({
            moves: [{ mails: 1, from: [], to: ['@MailroomError'] }],
            notes: [expect.stringMatching(/^skipped: .*no usable From/)],
          }),
          expect.objectContaining({
            sender: account.access.username,
            moves: [{ mails: 1, from: [sample.label], to: [] }],
            notes: [expect.stringMatching(/^skipped: your own mail/)],
          }),
        ]),
      );
    });

    it('is what then happens', async () => {
      const { account, once, deliver } = world();
      const [ann = ''] = await deliver({ from: 'Ann <ann@x.example>' }, { from: 'Ann <ann@x.example>' });
      await account.addLabel(ann, sample.label);

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
      await account.addLabel(ann, sample.label);

      const run = await mailroom(['once', '--dry-run']);

      expect(run).toMatchObject({ code: 0, writes: [] });
      expect(
        JSON.parse(run.stdout.split('\n').find((line) => line.includes('dry_run_plan')) ?? ''),
      ).toMatchObject({
        moves: [{ mails: 1, from: [sample.label, 'Screener'], to: sample.fromScreener }],
      });
    });

    it('fails where the real one would: a missing mailbox', async () => {
      const { account } = world();
      await account.destroyMailbox(other.label);

      const run = await dryRun(world());

      expect(run.code).toBe(1);
      expect(eventsNamed(run, 'startup_failed')).toHaveLength(1);
    });
  });
}
