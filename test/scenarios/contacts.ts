import { describe, expect, it } from 'vitest';
import { contactCard, groupCard, type GroupForm, readCard, unfolded } from '../support/card-text.ts';
import { type CategorySetup, inGroupsOf } from '../support/category-setups.ts';
import { joinsGroup, readsCards, uidOfNewCard, writesNote } from '../support/contact-requests.ts';
import { eventsNamed, expectIdle, expectSuccess, type MakeAccount, useWorld } from './world.ts';

const PHOTO = Buffer.from(Array.from({ length: 600 }, (_, n) => (n * 7) % 256)).toString('base64');

/** A card with all that address books put into one, and that an edit must not touch. */
const RICH_CARD = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:rich-card',
  'FN:Zoë\\; Ann Other',
  'N:Other;Zoë\\;Ann;;;',
  'EMAIL;TYPE=WORK:work@z.example',
  'item1.EMAIL;TYPE=INTERNET:ann@x.example',
  'item1.X-ABLabel:_$!<HomePage>!$_',
  'X-CUSTOM;X-PARAM="a;b:c":kept \\, as it is',
  `PHOTO;ENCODING=b;TYPE=JPEG:${PHOTO}`.replace(/(.{74})(?=.)/g, '$1\r\n '),
  'ADR;TYPE=HOME:;;1 Long Street\\, with a comma;Zürich;;8000;Switzerland',
  'NICKNAME:Annie,Nan',
  'GEO:47.4;8.5',
  'TZ:+01:00',
  'X-SOCIALPROFILE;TYPE=twitter:https://x.example/ann',
  'END:VCARD',
  '',
].join('\r\n');

/** A card's content lines without the note, which is Mailroom's to write, unfolded. */
const linesButNote = (text: string): string[] =>
  unfolded(text)
    .split(/\r?\n/)
    .filter((line) => !/^(NOTE|REV)[;:]/.test(line));

const emailLines = (text: string): string[] => linesButNote(text).filter((line) => /^EMAIL[;:]/i.test(line));

/** Rows 3, 4, 10 and 11: contacts and groups that are there already, and others who change them. */
export function describeContacts(makeAccount: MakeAccount, setup: CategorySetup): void {
  const world = useWorld(makeAccount, { categories: setup });
  const { sample, other } = setup;

  describe('an existing contact', () => {
    it('is adopted, with photo, X- properties, grouped properties, escapes and long lines intact', async () => {
      const { account, once, deliver, members } = world();
      await account.putCard('rich', RICH_CARD);
      const before = (await account.cardOf('ann@x.example'))?.text ?? '';
      const [mail = ''] = await deliver({ from: '"Zoë; Ann Other" <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      const run = await once({ MAILROOM_LOG_LEVEL: 'debug' });

      expectSuccess(run);
      const after = (await account.cardOf('ann@x.example'))?.text ?? '';
      expect(linesButNote(after)).toEqual(linesButNote(before));
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example', 'work@z.example'));
      // Over JMAP a server would convert the whole card, so nothing is written into it.
      if (account.contacts === 'jmap') expect(after).toBe(before);
      else
        expect(unfolded(after)).toMatch(new RegExp(`^NOTE.*${sample.name} \\(adopted by Mailroom\\)`, 'm'));
      expect(eventsNamed(run, 'contact_updated')).toHaveLength(account.contacts === 'jmap' ? 0 : 1);
    });

    it('is found by its second address', async () => {
      const { account, once, deliver, members } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['first@x.example', 'ann@x.example'] }),
      );
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example', 'first@x.example'));
    });

    it('is found when its only address is item1.EMAIL', async () => {
      const { account, once, deliver, members } = world();
      const card = contactCard({
        uid: 'ann',
        fullName: 'Ann',
        addresses: [],
        lines: ['item1.EMAIL;TYPE=INTERNET:ann@x.example', 'item1.X-ABLabel:Work'],
      });
      await account.putCard('ann', card);
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
    });

    it.each([
      ['a name and brackets', 'EMAIL:Ann Other <ann@x.example>'],
      ['an invisible character', 'EMAIL:ann@x.example\u200b'],
      ['a second address', 'EMAIL:bob@y.example\\, ann@x.example'],
      ['a comment', 'EMAIL:ann@x.example (home)'],
      ['quotes', 'EMAIL:"ann@x.example"'],
      ['a scheme', 'EMAIL:mailto:ann@x.example?subject=Hello'],
    ])('is found where its address has %s, and that stays', async (_, line) => {
      const { account, once, deliver } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: [], lines: [line] }),
      );
      const before = emailLines(await account.storedCard('ann'));
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect((await account.groups())[sample.group]).toEqual(['ann']);
      expect(emailLines(await account.storedCard('ann'))).toEqual(before);
    });

    it('several cards with the address: no new one is made, all of them join', async () => {
      const { account, once, deliver } = world();
      for (const uid of ['one', 'two'])
        await account.putCard(uid, contactCard({ uid, fullName: 'Ann', addresses: ['ann@x.example'] }));
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await account.cardsOf('ann@x.example')).toHaveLength(2);
      expect((await account.groups())[sample.group]?.sort()).toEqual(['one', 'two']);
    });

    it('of vCard 4 with a photo keeps both', async () => {
      const { account, once, deliver } = world();
      const card = [
        ...['BEGIN:VCARD', 'VERSION:4.0', 'UID:four', 'FN:Ann', 'EMAIL;PREF=1:ann@x.example'],
        ...[`PHOTO:data:image/jpeg;base64,${PHOTO}`, 'END:VCARD', ''],
      ].join('\r\n');
      await account.putCard('four', card);
      const before = await account.storedCard('four');
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      const stored = unfolded(await account.storedCard('four'));
      expect(stored).toContain(PHOTO);
      expect(stored).toMatch(/^VERSION:4\.0/m);
      if (account.contacts === 'jmap') expect(stored).toBe(unfolded(before));
      else expect(stored).toMatch(/adopted by Mailroom/);
    });

    it.each(['is it?', 'number #1', '100%', 'a b', 'a%3Fb'])(
      'is found and adopted, whatever its file is called: %s',
      async (name) => {
        const { account, once, deliver, members } = world();
        const card = contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'] });
        await account.putCard(encodeURIComponent(`${name}.vcf`), card);
        const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
        await account.addLabel(mail, sample.label);

        expectSuccess(await once());

        expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
        expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
      },
    );

    it('with a photo of 2 MB keeps it', async () => {
      const { account, once, deliver } = world();
      const photo = Buffer.from(Array.from({ length: 1_500_000 }, (_, n) => (n * 7) % 251)).toString(
        'base64',
      );
      const lines = [`PHOTO;ENCODING=b;TYPE=JPEG:${photo}`.replace(/(.{74})(?=.)/g, '$1\r\n ')];
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'], lines }),
      );
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      const stored = unfolded(await account.storedCard('ann'));
      expect(stored.includes(photo)).toBe(true);
    });

    it("only the labelled address's mail moves", async () => {
      const { account, once, deliver, mailboxesOf } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example', 'ann@work.example'] }),
      );
      const [home = '', work = ''] = await deliver({ from: 'ann@x.example' }, { from: 'ann@work.example' });
      await account.addLabel(home, sample.label);

      expectSuccess(await once());

      expect([await mailboxesOf(home), await mailboxesOf(work)]).toEqual([sample.fromScreener, ['Screener']]);
    });
  });

  describe('an existing contact with another name', () => {
    const prepare = async (): Promise<string> => {
      const { account, deliver } = world();
      await account.putCard(
        'ann',
        contactCard({ uid: 'ann', fullName: 'Somebody Else', addresses: ['ann@x.example'] }),
      );
      const [mail = ''] = await deliver({ from: 'Ann Other <ann@x.example>' });
      await account.addLabel(mail, sample.label);
      return mail;
    };

    it('is triaged, and the labelled mail gets the warning label', async () => {
      const { once, mailboxesOf } = world();
      const mail = await prepare();

      const run = await once();

      expectSuccess(run);
      expect(await mailboxesOf(mail)).toEqual(['@MailroomWarning', ...sample.fromScreener]);
      expect(eventsNamed(run, 'name_mismatch')).toMatchObject([
        { sender: 'ann@x.example', name: 'Ann Other' },
      ]);
    });

    it('is not renamed after the mail, where it has no name to show but others', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const card = contactCard({ uid: 'john', fullName: '', addresses: ['prize@x.example'] });
      await account.putCard('john', card.replace('N:;;;;', 'N:Smith;John;;;'));
      const [mail = ''] = await deliver({ from: 'Prize Center <prize@x.example>' });
      await account.addLabel(mail, sample.label);

      const run = await once();

      expectSuccess(run);
      const text = (await account.cardOf('prize@x.example'))?.text ?? '';
      expect(readCard(text).fullName).toBe(account.contacts === 'carddav' ? 'John Smith' : '');
      expect(text).not.toContain('Prize');
      expect(await mailboxesOf(mail)).toEqual(['@MailroomWarning', ...sample.fromScreener]);
    });

    it('the warning label comes off at a later triage that finds the same name', async () => {
      const { account, once, deliver, mailboxesOf } = world();
      const warned = await prepare();
      expectSuccess(await once());
      const [later = ''] = await deliver({ from: 'Somebody Else <ann@x.example>' });
      await account.addLabel(later, sample.label);

      expectSuccess(await once());

      for (const id of [warned, later]) expect(await mailboxesOf(id)).toEqual(sample.fromScreener);
    });
  });

  describe('groups of every form', () => {
    it.each<[string, GroupForm, string[]]>([
      ['vCard 3', 'vcard3', []],
      ['vCard 4', 'vcard4', []],
      ['vCard 3, with dangling members', 'vcard3', ['00000000-dead-4000-8000-000000000000']],
      ['vCard 4, with dangling members', 'vcard4', ['00000000-dead-4000-8000-000000000000']],
    ])('%s: the sender joins, the others stay', async (_, form, dangling) => {
      const { account, once, deliver, members } = world();
      await replaceGroup((uid) => groupCard({ uid, name: sample.group, form, members: dangling }));
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
      expect((await account.groups())[sample.group]).toEqual(expect.arrayContaining(dangling));
    });

    it('in lower case: the sender joins', async () => {
      const { account, once, deliver, members } = world();
      await replaceGroup((uid) =>
        groupCard({ uid, name: sample.group, members: ['someone'] }).replaceAll(
          'X-ADDRESSBOOKSERVER',
          'x-addressbookserver',
        ),
      );
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);

      expectSuccess(await once());

      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
    });

    const replaceGroup = async (text: (uid: string) => string): Promise<void> => {
      const { account } = world();
      const old = (await account.cards()).find(
        ({ text: old }) => readCard(old).isGroup && readCard(old).fullName === sample.group,
      );
      if (old !== undefined) await account.deleteCard(old.href);
      await account.putCard('group', text('group'));
    };
  });

  describe('changed by someone else between read and write (412, stateMismatch)', () => {
    it("a group is redone, and nobody's member is lost", async () => {
      const { account, proxy, once, deliver, members } = world();
      await account.putCard(
        'guest',
        contactCard({ uid: 'guest', fullName: 'Guest', addresses: ['guest@y.example'] }),
      );
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);
      const group = (await account.cards()).find(({ text }) => readCard(text).fullName === sample.group);
      const changeMeanwhile = once1(async () => {
        await account.putCard(
          group?.href ?? '',
          (group?.text ?? '').replace('END:VCARD', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:guest\r\nEND:VCARD'),
        );
      });
      proxy.onRequest(async (request) => {
        if (joinsGroup(request, group?.href ?? '')) await changeMeanwhile();
        return undefined;
      });

      expectSuccess(await once());

      expect(await members()).toEqual({
        ...inGroupsOf(sample, 'ann@x.example'),
        [sample.group]: ['ann@x.example', 'guest@y.example'],
      });
    });

    it("a card is redone, and the user's edit stays", async () => {
      const { account, proxy, once, deliver } = world();
      const [made = '', mail = ''] = await deliver(
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@x.example>' },
      );
      await account.addLabel(made, other.label);
      expectSuccess(await once());
      await account.addLabel(mail, sample.label);
      const { href = '' } = (await account.cardOf('ann@x.example')) ?? {};
      const card = await account.storedCard(href);
      const edit = once1(() =>
        account.putCard(href, card.replace('END:VCARD', 'TEL:+41 1 234\r\nEND:VCARD')),
      );
      proxy.onRequest(async (request) => {
        if (writesNote(request, href)) await edit();
        return undefined;
      });

      expectSuccess(await once());

      const after = (await account.cardOf('ann@x.example'))?.text ?? '';
      expect(after).toMatch(/^TEL.*:\+41 1 234/m);
      // Over JMAP a card that the user added to is left as it is.
      expect(unfolded(after).includes('moved by Mailroom')).toBe(account.contacts === 'carddav');
    });

    it('a contact that someone else made meanwhile under the same name is taken, not doubled', async () => {
      const { account, proxy, once, deliver, members } = world();
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);
      const make = once1((uid: string) =>
        account.putCard(uid, contactCard({ uid, fullName: 'Ann', addresses: ['ann@x.example'] })),
      );
      proxy.onRequest(async (request) => {
        const uid = uidOfNewCard(request);
        if (uid !== undefined) await make(uid);
        return undefined;
      });

      expectSuccess(await once());

      expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
    });

    it('a card that loses the address joins nothing, and the sender is not doubled where the user made it a contact', async () => {
      const { account, proxy, once, deliver, members } = world();
      const mum = (addresses: string[]): string => contactCard({ uid: 'mum', fullName: 'Mum', addresses });
      await account.putCard('mum', mum(['mum@y.example', 'ann@x.example']));
      const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
      await account.addLabel(mail, sample.label);
      const takeOff = once1(async () => {
        await account.putCard('mum', mum(['mum@y.example']));
        await account.putCard(
          'ann',
          contactCard({ uid: 'ann', fullName: 'Ann', addresses: ['ann@x.example'] }),
        );
      });
      proxy.onRequest(async (request) => {
        if (readsCards(request)) await takeOff();
        return undefined;
      });

      await once();
      expectSuccess(await once());

      expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example'));
    });

    it('an address whose derived name another contact has taken gets the next one', async () => {
      const { account, once, deliver, members } = world();
      const [mail = '', later = ''] = await deliver(
        { from: 'Ann <ann@x.example>' },
        { from: 'Ann <ann@x.example>' },
      );
      await account.addLabel(mail, sample.label);
      expectSuccess(await once());
      const made = await account.cardOf('ann@x.example');
      const name = made?.href.split('/').at(-1) ?? '';
      await account.putCard(
        name,
        contactCard({ uid: name.replace('.vcf', ''), fullName: 'Renamed', addresses: ['new@x.example'] }),
      );
      await account.addLabel(later, sample.label);

      expectSuccess(await once());

      expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
      expect(await members()).toEqual(inGroupsOf(sample, 'ann@x.example', 'new@x.example'));
      expectIdle(await once());
    });
  });
}

/** Runs something the first time only. */
function once1<A extends unknown[]>(action: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  let isDone = false;
  return async (...args) => {
    if (isDone) return;
    isDone = true;
    await action(...args);
  };
}
