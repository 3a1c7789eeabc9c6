import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, type GroupForm } from '../support/card-text.ts';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

const ANN = 'ann@x.example';

/** Who is in a group, judged as the server does: by the members that it resolves. */
export function describeMembers(makeAccount: MakeAccount): void {
  const world = useWorld(makeAccount, { categories: DEFAULT_SETUP, without: ['Feed', 'Jail'] });

  const putGroup = (name: string, form: GroupForm, ...lines: string[]): Promise<void> => {
    const text = groupCard({ uid: `group-${name}`, name, form, members: ['somebody'] });
    const extended = [...lines, 'END:VCARD'].join('\r\n');
    return world().account.putCard(`group-${name}`, text.replace('END:VCARD', extended));
  };
  const putAnn = (uid: string): Promise<void> =>
    world().account.putCard('ann', contactCard({ uid, fullName: 'Ann', addresses: [ANN] }));
  const prepare = async (form: GroupForm, ...lines: string[]): Promise<void> => {
    const { account } = world();
    await account.createMailboxes(['Feed', 'Jail']);
    await putGroup('Feed', form, ...lines);
    await putGroup('Jail', form);
  };
  /** What check says, on one line. */
  const checked = async (): Promise<string> =>
    (await world().mailroom(['check'])).stdout.replaceAll(/\s+/g, ' ');
  const label = async (name: string): Promise<string> => {
    const { account, once, deliver } = world();
    const [mail = ''] = await deliver({ from: `Ann <${ANN}>` });
    await account.addLabel(mail, name);
    expectSuccess(await once());
    return mail;
  };

  describe.each<[GroupForm, string]>([
    ['vcard3', 'ann'],
    ['vcard3', 'urn:uuid:ann'],
    ['vcard4', 'ann'],
    ['vcard4', 'urn:uuid:ann'],
  ])('in a group stored as %s, a sender with the card %s', (form, uid) => {
    it('joins, moves, and leaves nothing behind', async () => {
      const { members, once } = world();
      await prepare(form);
      await putAnn(uid);

      await label('@ToFeed');
      expect(await members()).toEqual({ Feed: [ANN] });
      await label('@ToJail');
      expect(await members()).toEqual({ Jail: [ANN] });

      expectIdle(await once());
      expect(await checked()).not.toMatch(/several categories|does not resolve/);
    });
  });

  describe.each<[string, GroupForm, string, string]>([
    [
      'one prefix for a UID that has one',
      'vcard3',
      'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ann',
      'urn:uuid:ann',
    ],
    ['a prefix too many', 'vcard3', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:urn:uuid:ann', 'ann'],
    ['a vCard 4 member with two prefixes', 'vcard4', 'MEMBER:urn:uuid:urn:uuid:ann', 'ann'],
  ])('a membership that the server does not resolve, by %s', (_, form, line, uid) => {
    it('is named by check, and fixed by the same label', async () => {
      const { members, once } = world();
      await prepare(form, line);
      await putAnn(uid);
      expect(await members()).toEqual({});
      expect(await checked()).toMatch(/group Feed, .*does not resolve.*ann@x\.example/);

      await label('@ToFeed');

      expect(await members()).toEqual({ Feed: [ANN] });
      expect(await checked()).not.toMatch(/does not resolve/);
      expectIdle(await once());
    });

    it('is the category that the sender moves from', async () => {
      const { account, members, deliver, mailboxesOf } = world();
      await prepare(form, line);
      await putAnn(uid);
      const [old = ''] = await deliver({ from: `Ann <${ANN}>`, mailboxes: ['Feed'] });

      await label('@ToJail');

      expect(await members()).toEqual({ Jail: [ANN] });
      expect(await mailboxesOf(old)).toEqual(['Jail']);
      expect((await account.storedCard('group-Feed')).match(/urn:uuid:ann/g)).toBeNull();
    });
  });

  it('a deleted contact is no member of its old group when the sender is decided anew', async () => {
    const { account, members, deliver, mailboxesOf, mailroom } = world();
    await prepare('vcard3');
    const first = await label('@ToJail');
    const { href = '' } = (await account.cardOf(ANN)) ?? {};
    await account.deleteCard(href);
    const [mail = ''] = await deliver({ from: `Ann <${ANN}>` });
    await account.addLabel(mail, '@ToFeed');
    expect((await mailroom(['once', '--dry-run'])).stdout).toMatch(/Jail/);

    expectSuccess(await world().once());

    expect(await members()).toEqual({ Feed: [ANN] });
    expect(await Promise.all([first, mail].map(mailboxesOf))).toEqual([['Feed'], ['Feed']]);
  });

  it('one sender that the group must not have keeps nobody else out', async () => {
    const { account, once, deliver, members, proxy, mailboxesOf } = world();
    await prepare('vcard3');
    const people = [1, 2, 3, 4].map((n) => `p${n}@x.example`);
    for (const [n, address] of people.entries())
      await account.putCard(
        `p${n}`,
        contactCard({ uid: `person-${n}`, fullName: 'P', addresses: [address] }),
      );
    const mails = await deliver(...people.map((from) => ({ from })));
    await account.addLabel(mails, '@ToFeed');
    const refusal = { methodResponses: [['error', { type: 'invalidArguments' }, 'set']], sessionState: '0' };
    proxy.onRequest(({ method, jmapMethods, requestBody }) => {
      if (!/MEMBER:urn:uuid:person-2|"members\/person-2"/.test(requestBody)) return undefined;
      if (method === 'PUT') return { status: 403 };
      return jmapMethods.includes('ContactCard/set')
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(refusal) }
        : undefined;
    });

    const run = await once();

    expect(run.code).toBe(1);
    expect(eventsNamed(run, 'sender_failed')).toMatchObject([
      {
        sender: 'p3@x.example',
        error: {
          message: expect.stringMatching(/^p3@x\.example cannot join the contact group "Feed": /) as string,
        },
      },
    ]);
    expect(await members()).toEqual({ Feed: people.filter((_, n) => n !== 2) });
    expect(await mailboxesOf(mails[2] ?? '')).toEqual(['@ToFeed', 'Screener']);
  });
}
