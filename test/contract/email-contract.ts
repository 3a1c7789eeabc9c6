import { beforeAll, describe, expect, it } from 'vitest';
import { type Quirks } from '../../src/sandbox/store/options.ts';
import { contractClient, type ContractClient, type JmapAnswer, messageFrom } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

export function describeEmail(makeAccount: MakeAccount, quirks: Quirks): void {
  describe('Email', () => {
    let client: ContractClient;
    let [a, b] = ['', ''];
    const unknown = 'never-was';
    beforeAll(async () => {
      client = await contractClient(await makeAccount());
      [a, b] = [await client.createMailbox('A'), await client.createMailbox('B')];
    });

    const newMail = (...mailboxIds: string[]): Promise<string> =>
      client.importMail(messageFrom('a@x.example'), mailboxIds);
    const patch = async (id: string, change: JmapAnswer): Promise<JmapAnswer> =>
      client.call('Email/set', { update: { [id]: change } });
    const mailboxesOf = async (id: string): Promise<string[] | undefined> => {
      const { list } = (await client.call('Email/get', { ids: [id], properties: ['mailboxIds'] })) as {
        list: { mailboxIds: object }[];
      };
      return list[0] && Object.keys(list[0].mailboxIds).sort();
    };
    const refusal = (id: string, error: object) => ({ notUpdated: { [id]: error } });
    const invalid = (...properties: string[]) => ({ type: 'invalidProperties', properties });

    it('moves a mail with a patch', async () => {
      const id = await newMail(a);
      expect(await patch(id, { [`mailboxIds/${a}`]: null, [`mailboxIds/${b}`]: true })).toMatchObject({
        updated: { [id]: null },
        notUpdated: null,
      });
      expect(await mailboxesOf(id)).toEqual([b]);
    });

    it('keeps a mail in several mailboxes', async () => {
      const id = await newMail(a);
      await patch(id, { [`mailboxIds/${b}`]: true });
      expect(await mailboxesOf(id)).toEqual([a, b].sort());
    });

    it('takes a mail out of a mailbox that it is not in', async () => {
      const id = await newMail(a);
      expect(await patch(id, { [`mailboxIds/${b}`]: null })).toMatchObject({ updated: { [id]: null } });
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it('ignores a whole new set of mailboxes or takes it', async () => {
      const id = await newMail(a);
      expect(await patch(id, { mailboxIds: { [b]: true } })).toMatchObject({ updated: { [id]: null } });
      expect(await mailboxesOf(id)).toEqual([quirks.ignoresWholeMailboxIds ? a : b]);
    });

    it.each([
      ['into an unknown mailbox', () => ({ [`mailboxIds/${unknown}`]: true }), invalid('mailboxIds')],
      ['out of an unknown mailbox', () => ({ [`mailboxIds/${unknown}`]: null }), invalid('mailboxIds')],
      ['into no mailbox at all', () => ({ mailboxIds: {} }), invalid('mailboxIds')],
      ['out of its only mailbox', () => ({ [`mailboxIds/${a}`]: null }), invalid('mailboxIds')],
      ['with a keyword that has a blank', () => ({ 'keywords/a b': true }), invalid('keywords/a b')],
      ['with a value of false', () => ({ 'keywords/$seen': false }), invalid('keywords/$seen')],
      ['with an unknown property', () => ({ foo: 'x' }), invalid('foo')],
    ])('refuses to change a mail %s', async (_, change, error) => {
      const id = await newMail(a);
      expect(await patch(id, change())).toMatchObject(refusal(id, error));
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it('refuses more mailboxes than a mail may be in', async () => {
      const id = await newMail(a);
      const many: string[] = [];
      for (let n = 0; n < 20; n++) many.push(await client.createMailbox(`Many ${n}`));
      const change = Object.fromEntries(many.map((mailbox) => [`mailboxIds/${mailbox}`, true]));
      expect(await patch(id, change)).toMatchObject(refusal(id, { type: 'tooManyMailboxes' }));
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it.runIf(quirks.losesMail)(
      'destroys a mail whose last mailbox goes after it was moved, and calls that an update',
      async () => {
        const id = await newMail(a);
        await patch(id, { [`mailboxIds/${a}`]: null, [`mailboxIds/${b}`]: true });
        expect(await patch(id, { [`mailboxIds/${b}`]: null })).toMatchObject({ updated: { [id]: null } });
        expect(await mailboxesOf(id)).toBeUndefined();
      },
    );

    it.runIf(quirks.losesMailToDeleted)(
      'destroys a mail that is moved into a deleted mailbox, and calls that an update',
      async () => {
        const deleted = await client.createMailbox('Deleted');
        await client.call('Mailbox/set', { destroy: [deleted] });
        const id = await newMail(a);
        expect(await patch(id, { [`mailboxIds/${a}`]: null, [`mailboxIds/${deleted}`]: true })).toMatchObject(
          {
            updated: { [id]: null },
          },
        );
        expect(await mailboxesOf(id)).toBeUndefined();
      },
    );

    it.runIf(!quirks.losesMail)('refuses to take the last mailbox of a mail that was moved', async () => {
      const id = await newMail(a);
      await patch(id, { [`mailboxIds/${a}`]: null, [`mailboxIds/${b}`]: true });
      const answer = await patch(id, { [`mailboxIds/${b}`]: null });
      expect(answer).toMatchObject(refusal(id, invalid('mailboxIds')));
      expect(await mailboxesOf(id)).toEqual([b]);
    });

    it.runIf(!quirks.losesMailToDeleted)('refuses to move a mail into a deleted mailbox', async () => {
      const deleted = await client.createMailbox('Deleted');
      await client.call('Mailbox/set', { destroy: [deleted] });
      const id = await newMail(a);
      expect(await patch(id, { [`mailboxIds/${a}`]: null, [`mailboxIds/${deleted}`]: true })).toMatchObject(
        refusal(id, invalid('mailboxIds')),
      );
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it.runIf(quirks.losesMailToDeleted)('keeps a mail that is also put into a deleted mailbox', async () => {
      const deleted = await client.createMailbox('Deleted too');
      await client.call('Mailbox/set', { destroy: [deleted] });
      const id = await newMail(a);
      expect(await patch(id, { [`mailboxIds/${deleted}`]: true })).toMatchObject({ updated: { [id]: null } });
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it('changes keywords one by one or all at once, in lower case', async () => {
      const id = await newMail(a);
      await patch(id, { keywords: { $Flagged: true, Foo: true } });
      await patch(id, { 'keywords/$seen': true, 'keywords/foo': null, 'keywords/absent': null });
      const { list } = await client.call('Email/get', { ids: [id], properties: ['keywords'] });
      expect(list).toEqual([{ id, keywords: { $flagged: true, $seen: true } }]);
    });

    it('does the rest of a set in which some mails fail', async () => {
      const [good, bad] = [await newMail(a), await newMail(a)];
      const update = {
        [good]: { 'keywords/$seen': true },
        [bad]: { [`mailboxIds/${unknown}`]: true },
        gone: { 'keywords/$seen': true },
      };
      expect(await client.call('Email/set', { update })).toMatchObject({
        updated: { [good]: null },
        notUpdated: { [bad]: invalid('mailboxIds'), gone: { type: 'notFound' } },
      });
    });

    it('refuses a set that is based on an old state, and does none of it', async () => {
      const id = await newMail(a);
      const { state } = await client.call('Email/get', { ids: [] });
      await newMail(a);
      const update = { [id]: { [`mailboxIds/${b}`]: true } };
      expect(await client.call('Email/set', { ifInState: state, update })).toEqual({ type: 'stateMismatch' });
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it('takes a set that is based on the state of the set before', async () => {
      const id = await newMail(a);
      const { newState } = await patch(id, { [`mailboxIds/${b}`]: true });
      const update = { [id]: { 'keywords/$seen': true } };
      expect(await client.call('Email/set', { ifInState: newState, update })).toMatchObject({
        oldState: newState,
        updated: { [id]: null },
      });
    });

    it('has a new state after a mailbox was deleted', async () => {
      const id = await client.createMailbox('Soon deleted');
      const { state } = await client.call('Email/get', { ids: [] });
      await client.call('Mailbox/set', { destroy: [id] });
      expect((await client.call('Email/get', { ids: [] })).state).not.toBe(state);
    });

    it('destroys mails, once or twice', async () => {
      const id = await newMail(a);
      expect(await client.call('Email/set', { destroy: [id] })).toMatchObject({ destroyed: [id] });
      const again = await client.call('Email/set', { destroy: [id] });
      // RFC 8620 5.3 asks for notFound; Cyrus is content that the mail is gone.
      expect(again).toMatchObject(
        quirks.destroysUnknown ? { destroyed: [id] } : { notDestroyed: { [id]: { type: 'notFound' } } },
      );
    });

    it('gives out mails in the order of their ids in the request, and the missing ones apart', async () => {
      const [one, two] = [await newMail(a), await newMail(a)];
      const answer = await client.call('Email/get', { ids: [two, 'gone', one], properties: ['id'] });
      expect(answer).toMatchObject({ list: [{ id: two }, { id: one }], notFound: ['gone'] });
    });
  });
}
