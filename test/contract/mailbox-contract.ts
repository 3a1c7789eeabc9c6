import { beforeAll, describe, expect, it } from 'vitest';
import { type Quirks } from '../../src/sandbox/store/options.ts';
import { contractClient, type ContractClient, type JmapAnswer, messageFrom } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

const COUNTS = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

export function describeMailbox(makeAccount: MakeAccount, quirks: Quirks): void {
  describe('Mailbox', () => {
    let client: ContractClient;
    beforeAll(async () => (client = await contractClient(await makeAccount())));

    const state = async (): Promise<string> => String((await client.call('Mailbox/get', { ids: [] })).state);
    const changes = async (sinceState: string): Promise<JmapAnswer> =>
      client.call('Mailbox/changes', { sinceState });
    const invalid = (...properties: string[]) => ({ type: 'invalidProperties', properties });
    const unusable = quirks.namesMailboxErrors ? invalid('name') : { type: 'serverFail' };
    const taken = quirks.namesMailboxErrors ? { type: 'alreadyExists' } : invalid('name');
    const inbox = async (): Promise<string> =>
      ((await client.call('Mailbox/query', { filter: { role: 'inbox' } })) as { ids: string[] }).ids[0]!;

    it('has the mailboxes with roles from the start', async () => {
      const { list } = await client.call('Mailbox/get', { properties: ['name', 'role', 'parentId'] });
      expect(list).toEqual(
        ['inbox', 'archive', 'drafts', 'junk', 'sent', 'trash'].map((role) => ({
          id: expect.any(String) as string,
          name: expect.stringMatching(new RegExp(`^${role}$`, 'i')) as string,
          role,
          parentId: null,
        })),
      );
    });

    it.each([
      ['one that exists', { name: 'Twice' }, taken],
      ['the Inbox, in any case', { name: 'INBOX' }, invalid('name')],
      ['empty', { name: '' }, invalid('name')],
      ['missing', {}, invalid('name')],
      ['with a control character', { name: 'a\u0001b' }, invalid('name')],
      ['with a slash', { name: 'a/b' }, unusable],
      ['longer than maxSizeMailboxName', { name: 'x'.repeat(491) }, unusable],
      ['that long in bytes', { name: 'ü'.repeat(246) }, unusable],
      ['in a parent that is not', { name: 'x', parentId: 'never-was' }, invalid('parentId')],
      ['with an unknown property', { name: 'x', foo: 1 }, invalid('foo')],
    ])('refuses a name: %s', async (_, properties, error) => {
      await client.call('Mailbox/set', { create: { first: { name: 'Twice' } } });
      const { notCreated } = await client.call('Mailbox/set', { create: { new: properties } });
      expect(notCreated).toMatchObject({ new: error });
    });

    it.each(['@ToFeed', "Imbox's", 'Ümläut ✓', 'twice', 'x'.repeat(200), 'ü'.repeat(100)])(
      'takes the name %s',
      async (name) => {
        const id = await client.createMailbox(name);
        const { list } = await client.call('Mailbox/get', { ids: [id], properties: ['name'] });
        expect(list).toEqual([{ id, name }]);
      },
    );

    it('refuses to change what is not there or not allowed', async () => {
      const id = await client.createMailbox('Unchanged');
      await client.createMailbox('Taken');
      const update = { 'never-was': { name: 'x' }, [id]: { name: 'Taken' } };
      const { notUpdated } = await client.call('Mailbox/set', { update });
      expect(notUpdated).toMatchObject({ 'never-was': { type: 'notFound' }, [id]: taken });
    });

    it('destroys a mailbox with mail only when told so, and mail that is nowhere else with it', async () => {
      const [doomed, other] = [await client.createMailbox('Doomed'), await client.createMailbox('Other')];
      const alone = await client.importMail(messageFrom('a@x.example'), [doomed]);
      const both = await client.importMail(messageFrom('a@x.example'), [doomed, other]);
      const { notDestroyed } = await client.call('Mailbox/set', { destroy: [doomed] });
      expect(notDestroyed).toEqual({ [doomed]: { type: 'mailboxHasEmail' } });

      await client.call('Mailbox/set', { destroy: [doomed], onDestroyRemoveEmails: true });
      const answer = await client.call('Email/get', { ids: [alone, both], properties: ['mailboxIds'] });
      expect(answer).toMatchObject({
        list: [{ id: both, mailboxIds: { [other]: true } }],
        notFound: [alone],
      });
    });

    it('never destroys the Inbox', async () => {
      const id = await inbox();
      expect(await client.call('Mailbox/set', { destroy: [id] })).toMatchObject({
        notDestroyed: { [id]: { type: 'forbidden' } },
      });
    });

    it('refuses a set that is based on an old state', async () => {
      const old = await state();
      await client.createMailbox('Newer');
      expect(await client.call('Mailbox/set', { ifInState: old, update: {} })).toEqual({
        type: 'stateMismatch',
      });
    });

    it('counts mails and conversations', async () => {
      const id = await client.createMailbox('Counted');
      await client.importMail(messageFrom('a@x.example'), [id], { keywords: { $seen: true } });
      await client.importMail(messageFrom('a@x.example'), [id]);
      await client.importMail(messageFrom('a@x.example'), [id], { keywords: { $draft: true } });
      const { list } = await client.call('Mailbox/get', { ids: [id], properties: COUNTS });
      expect(list).toEqual([{ id, totalEmails: 3, unreadEmails: 1, totalThreads: 3, unreadThreads: 1 }]);
    });

    describe('changes', () => {
      it('tell of one that was made', async () => {
        const since = await state();
        const id = await client.createMailbox('Made');
        expect(await changes(since)).toMatchObject({ created: [id], updated: [], updatedProperties: null });
      });

      it('name the properties when only counts changed', async () => {
        const [from, to] = [await client.createMailbox('From'), await client.createMailbox('To')];
        const mail = await client.importMail(messageFrom('a@x.example'), [from]);
        const since = await state();
        const patch = { [`mailboxIds/${from}`]: null, [`mailboxIds/${to}`]: true };
        await client.call('Email/set', { update: { [mail]: patch } });
        const { updated, updatedProperties } = (await changes(since)) as {
          updated: string[];
          updatedProperties: unknown;
        };
        expect(new Set(updated)).toEqual(new Set([from, to]));
        expect(updatedProperties).toEqual(COUNTS);
      });

      it.each([
        ['a new name', (id: string) => ({ update: { [id]: { name: 'New name' } } })],
        ['one made meanwhile', () => ({ create: { new: { name: 'Meanwhile' } } })],
      ])('name no properties beside %s', async (what, args) => {
        const id = await client.createMailbox(`Beside ${what}`);
        const since = await state();
        await client.call('Mailbox/set', args(id));
        await client.importMail(messageFrom('a@x.example'), [id]);
        const answer = await changes(since);
        expect(answer).toMatchObject({ updated: [id], updatedProperties: null });
      });

      it('list the mailboxes below one that got a new name', async () => {
        const parent = await client.createMailbox('Parent');
        const child = await client.createMailbox('Child', parent);
        const since = await state();
        await client.call('Mailbox/set', { update: { [parent]: { name: 'Renamed parent' } } });
        const { updated } = (await changes(since)) as { updated: string[] };
        expect(new Set(updated)).toEqual(new Set([parent, child]));
      });

      it('list a mailbox that was made and destroyed as made, or not at all', async () => {
        const since = await state();
        const id = await client.createMailbox('Short-lived');
        await client.call('Mailbox/set', { destroy: [id] });
        const created = quirks.listsShortLivedMailboxes ? [id] : [];
        expect(await changes(since)).toMatchObject({ created, destroyed: [] });
      });

      it('refuse a state that was never given out', async () => {
        const type = quirks.forgetsUnknownStates ? 'cannotCalculateChanges' : 'invalidArguments';
        expect(await changes('nonsense')).toMatchObject({ type });
      });
    });
  });
}
