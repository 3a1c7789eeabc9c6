import { describe, expect, it } from 'vitest';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

const MUM = 'mum@home.example';

/** Row 9: whose a mail is, where its From is not what it seems. */
export function describeSenders(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, jail } = setup;

  describe('an address in a display name', () => {
    it('does not have its owner triaged', async () => {
      const { account, once, deliver, triaged, mailboxesOf, members } = world();
      const hers = await triaged(MUM, sample.label);
      const before = await account.cardOf(MUM);
      const [phish = ''] = await deliver({ from: `${MUM} <evil@y.example>` });
      await account.addLabel(phish, jail.label);

      expectSuccess(await once());

      expect(await members()).toEqual({ ...inGroupsOf(sample, MUM), ...inGroupsOf(jail, 'evil@y.example') });
      expect([await mailboxesOf(hers), await mailboxesOf(phish)]).toEqual([
        sample.fromScreener,
        jail.fromScreener,
      ]);
      expect(await account.cardOf(MUM)).toEqual(before);
      expectIdle(await once());
    });

    it('is not swept along with its owner, but with the sender', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const [hers = '', phish = '', shared = ''] = await deliver(
        { from: MUM },
        { from: `${MUM} <evil@y.example>` },
        { from: `Mum <${MUM}>, Dad <dad@home.example>` },
      );
      await account.addLabel(hers, sample.label);

      expectSuccess(await once());

      expect([await mailboxesOf(hers), await mailboxesOf(phish), await mailboxesOf(shared)]).toEqual([
        sample.fromScreener,
        ['Screener'],
        sample.fromScreener,
      ]);
      const [evil = ''] = await deliver({ from: 'evil@y.example' });
      await account.addLabel(evil, jail.label);
      expectSuccess(await once());
      expect(await mailboxesOf(phish)).toEqual(jail.fromScreener);
    });
  });

  it.each([
    'info@company.example <s@x.example>',
    "'info@company.example' <s@x.example>",
    'Support @ Shop <s@x.example>',
    'ann@b.example via List <s@x.example>',
    '=?utf-8?Q?info@company.example?= <s@x.example>',
    'Other, Ann <s@x.example>',
    'News: today <s@x.example>',
    'Smile :) <s@x.example>',
    'Long\r\n Name <s@x.example>',
    's@x.example (Ann)',
    '<@route.example:s@x.example>',
    's @ x . example',
    's@x.example.',
  ])('%s is s@x.example', async (from) => {
    const { account, once, deliver, mailboxesOf, members } = world();
    const [mail = '', waiting = ''] = await deliver({ from }, { from });
    await account.addLabel(mail, sample.label);

    expectSuccess(await once());

    expect(await members()).toEqual(inGroupsOf(sample, 's@x.example'));
    expect([await mailboxesOf(mail), await mailboxesOf(waiting)]).toEqual([
      sample.fromScreener,
      sample.fromScreener,
    ]);
    expectIdle(await once());
  });

  it.each([
    'Big Bug bb@bug.example',
    'mum@home.example evil@y.example',
    '<mum@home.example> <evil@y.example>',
    'Mum <mum@home.example,evil@y.example>',
    'Mum <mum@home.example> evil@y.example',
    '<mailto:mum@home.example>',
    'mum@ho me.example',
    'Mum <mum@home.example',
    'mum@home.example <evil>',
    'root@localhost',
    'root@my_host.example',
    'mum@home.example_evil.example',
    'mum@home.example=evil.example',
    'mum@home.example\r\nFrom: evil@y.example',
  ])('%s is nobody: error label, the triage label stays, nothing is made or swept', async (from) => {
    const { account, once, deliver, mailboxesOf, members } = world();
    const [mail = ''] = await deliver({ from });
    await account.addLabel(mail, sample.label);

    const run = await once();

    expectSuccess(run);
    expect(eventsNamed(run, 'unusable_sender')).toHaveLength(1);
    expect(await mailboxesOf(mail)).toEqual(['@MailroomError', sample.label, 'Screener']);
    expect(await members()).toEqual({});
    expectIdle(await once());
  });

  it('a labelled mail that only seems to be from somebody does not hold up the one who is', async () => {
    const { account, once, deliver, mailboxesOf, members } = world();
    const [phish = '', hers = ''] = await deliver({ from: `${MUM}_evil.example` }, { from: MUM });
    await account.addLabel(phish, jail.label);
    await account.addLabel(hers, sample.label);

    expectSuccess(await once());

    expect(await mailboxesOf(phish)).toEqual(['@MailroomError', jail.label, 'Screener'].sort());
    expect(await mailboxesOf(hers)).toEqual(sample.fromScreener);
    expect(await members()).toEqual(inGroupsOf(sample, MUM));
  });
}
