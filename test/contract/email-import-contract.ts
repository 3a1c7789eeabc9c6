import { beforeAll, describe, expect, it } from 'vitest';
import { asSet, contractClient, type ContractClient, messageFrom } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

export function describeEmailImport(makeAccount: MakeAccount): void {
  describe('Email/import', () => {
    let client: ContractClient;
    let [a, b] = ['', ''];
    beforeAll(async () => {
      client = await contractClient(await makeAccount());
      [a, b] = [await client.createMailbox('A'), await client.createMailbox('B')];
    });

    const unknown = 'never-was';
    const invalid = (...properties: string[]) => ({ type: 'invalidProperties', properties });
    const mailboxesOf = async (id: string): Promise<string[]> => {
      const { list } = await client.call('Email/get', { ids: [id], properties: ['mailboxIds'] });
      return Object.keys((list as { mailboxIds: object }[])[0]!.mailboxIds);
    };

    it('notices a message that is there already, in whatever mailbox', async () => {
      const message = messageFrom('a@x.example');
      const id = await client.importMail(message, [a]);
      const email = { blobId: await client.upload(message), mailboxIds: asSet([b]) };
      expect(await client.call('Email/import', { emails: { again: email } })).toMatchObject({
        notCreated: { again: { type: 'alreadyExists', existingId: id } },
      });
      expect(await mailboxesOf(id)).toEqual([a]);
    });

    it('makes the same mail anew under the same id after it was destroyed', async () => {
      const message = messageFrom('a@x.example');
      const id = await client.importMail(message, [a]);
      await client.call('Email/set', { destroy: [id] });
      expect(await client.importMail(message, [b])).toBe(id);
      expect(await mailboxesOf(id)).toEqual([b]);
    });

    it.each([
      ['into no mailbox', () => ({ mailboxIds: {} }), invalid('mailboxIds')],
      ['into an unknown mailbox', () => ({ mailboxIds: asSet([unknown]) }), invalid('mailboxIds')],
      ['without its bytes', () => ({ blobId: `G${'0'.repeat(40)}` }), invalid('blobId')],
      ['received at no time', () => ({ receivedAt: 'yesterday' }), invalid('receivedAt')],
    ])('refuses a mail %s', async (_, change, error) => {
      const email = {
        blobId: await client.upload(messageFrom('a@x.example')),
        mailboxIds: asSet([a]),
        ...change(),
      };
      const { notCreated } = await client.call('Email/import', { emails: { new: email } });
      expect(notCreated).toMatchObject({ new: error });
    });

    it.each([
      ['bare line feeds', 'Subject: x\n\nx\n'],
      ['a NUL', 'Subject: x\r\n\r\nx\0\r\n'],
      ['no header', 'Hello'],
    ])('refuses a message with %s', async (_, message) => {
      const email = { blobId: await client.upload(Buffer.from(message)), mailboxIds: asSet([a]) };
      const { notCreated } = await client.call('Email/import', { emails: { new: email } });
      expect(notCreated).toMatchObject({ new: { type: 'invalidEmail' } });
    });
  });
}
