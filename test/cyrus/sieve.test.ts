import { describe, expect, it } from 'vitest';
import { sieveRules } from '../../src/rules/sieve-rules.ts';
import { contactCard, groupCard } from '../support/card-text.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { deliverByLmtp, installSieve } from '../support/cyrus-sieve.ts';
import { GROUPS, MAILBOXES } from '../support/test-account.ts';
import { expectSuccess, useWorld } from '../scenarios/world.ts';

describe('the Sieve script on Cyrus', () => {
  const empty = useWorld(cyrusAccount, { without: [...MAILBOXES, ...GROUPS] });

  /** Sets the account up, installs the generated script, and answers with it. */
  async function installRules(environment: Record<string, string> = {}): Promise<string> {
    const { account, mailroom } = empty();
    expect(await mailroom(['setup', '--apply', '--yes'], environment)).toMatchObject({ code: 0 });
    const { code, stdout, stderr, writes } = await mailroom(['rules', '--format', 'sieve'], environment);
    expect([code, stderr, writes]).toEqual([0, '', []]);
    await installSieve(account.access, stdout);
    return stdout;
  }

  /** Delivers a mail and answers with the mailboxes it went to. */
  async function routed(from: string): Promise<string[]> {
    const { account } = empty();
    const subject = `To be routed ${Math.random()}`;
    await deliverByLmtp(account.access, from, subject);
    return (await account.mails()).find((mail) => mail.subject === subject)?.mailboxes ?? [];
  }

  it('closes the loop: unknown → Screener → label → triage → the next mail is routed by itself', async () => {
    const { account, once } = empty();
    await installRules();

    expect(await routed('Ann <ann@x.example>')).toEqual(['Screener']);
    const [mail] = await account.mailOf('ann@x.example');
    await account.addLabel(mail!.id, '@ToFeed');
    expectSuccess(await once());

    expect(await routed('Ann <ann@x.example>')).toEqual(['Feed']);
    expect(await routed('"Ann" <ANN@X.Example>')).toEqual(['Feed']);
    expect(await routed('Bob <bob@y.example>')).toEqual(['Screener']);
    expect((await account.mailOf('ann@x.example')).map(({ mailboxes }) => mailboxes)).toEqual([
      ['Feed'],
      ['Feed'],
      ['Feed'],
    ]);
  });

  it.each([
    ['@ToImbox', ['Inbox']],
    ['@ToPaperTrail', ['Paper Trail']],
    ['@ToJail', ['Jail']],
    ['@ToPerson', ['Inbox']],
  ])('routes the mail of a sender triaged with %s', async (label, mailboxes) => {
    const { account, once } = empty();
    await installRules();
    await deliverByLmtp(account.access, 'ann@x.example', 'Hello');
    await account.addLabel((await account.mailOf('ann@x.example'))[0]!.id, label);
    expectSuccess(await once());

    expect(await routed('Ann <ann@x.example>')).toEqual(mailboxes);
  });

  it('follows a sender that is moved to another category, without a new script', async () => {
    const { account, once } = empty();
    await installRules();
    await deliverByLmtp(account.access, 'ann@x.example', 'Hello');
    const [mail] = await account.mailOf('ann@x.example');
    await account.addLabel(mail!.id, '@ToFeed');
    expectSuccess(await once());
    await account.addLabel(mail!.id, '@ToJail');
    expectSuccess(await once());

    expect(await routed('Ann <ann@x.example>')).toEqual(['Jail']);
  });

  it('names nested mailboxes, and names that are not ASCII', async () => {
    const { account, once } = empty();
    const environment = {
      MAILROOM_SCREENER_MAILBOX: 'Inbox/Vorzimmer & Tür',
      MAILROOM_MAILBOX_FEED: 'Lesen/Übersicht',
    };
    await installRules(environment);

    expect(await routed('Ann <ann@x.example>')).toEqual(['Inbox/Vorzimmer & Tür']);
    await account.addLabel((await account.mailOf('ann@x.example'))[0]!.id, '@ToFeed');
    expectSuccess(await once(environment));

    expect(await routed('Ann <ann@x.example>')).toEqual(['Lesen/Übersicht']);
  });

  it('knows groups in either form, and contacts whose every address is labelled', async () => {
    const { account } = empty();
    await account.putCard('g4', groupCard({ uid: 'g4', name: 'Feed', members: ['c1'], form: 'vcard4' }));
    await account.putCard(
      'c1',
      contactCard({ uid: 'c1', fullName: 'Ann', addresses: [], lines: ['item1.EMAIL:ann@x.example'] }),
    );
    await account.putCard(
      'c2',
      contactCard({ uid: 'c2', fullName: 'Bob', addresses: [], lines: ['item1.EMAIL:bob@y.example'] }),
    );
    await installRules();

    expect(await routed('Ann <ann@x.example>')).toEqual(['Feed']);
    expect(await routed('Bob <bob@y.example>')).toEqual(['Inbox']);
  });

  it('without extensions lists the addresses, and routes alike', async () => {
    const { account, mailroom } = empty();
    await mailroom(['setup', '--apply', '--yes']);
    const rules = [
      {
        name: 'Mailroom: Feed',
        from: { group: 'Feed' },
        mailbox: 'Feed',
        inInbox: false,
        stop: false,
        target: { path: 'Feed', id: undefined },
        members: { uid: 'unused', addresses: ['ann@x.example', 'o"hara@x.example'] },
      },
      {
        name: 'Mailroom: Screener',
        from: 'strangers' as const,
        mailbox: 'Screener',
        inInbox: false,
        stop: true,
        target: { path: 'Screener', id: undefined },
        members: undefined,
      },
    ];
    const plain = { jmapQuery: false, mailboxId: false, addressBookList: false };
    await installSieve(account.access, sieveRules(rules, plain, ['ann@x.example', 'bob@y.example']));

    expect(await routed('Ann <Ann@x.example>')).toEqual(['Feed']);
    expect(await routed('Bob <bob@y.example>')).toEqual(['Inbox']);
    expect(await routed('Eve <eve@z.example>')).toEqual(['Screener']);
  });
});

describe('rules for an account that is not set up', () => {
  const world = useWorld(cyrusAccount, { without: ['Jail'] });

  it('as Sieve, says what is missing, and writes nothing', async () => {
    const run = await world().mailroom(['rules', '--format', 'sieve']);

    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/mailbox "Jail" .*does not exist[^]*contact group "Jail" does not exist/);
  });
});
