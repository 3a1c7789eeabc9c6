import { beforeAll, describe, expect, it } from 'vitest';
import { contractClient, type ContractClient } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

export function describeThreads(makeAccount: MakeAccount): void {
  describe('Threads', () => {
    let client: ContractClient;
    let mailbox = '';
    let count = 0;
    beforeAll(async () => {
      client = await contractClient(await makeAccount());
      mailbox = await client.createMailbox('Threads');
    });

    /** Answers with the mail's id; its message id is `<id@threads.example>`. */
    async function mail(id: string, headers: string): Promise<string> {
      count += 1;
      const message = `From: a@x.example\nMessage-ID: <${id}@threads.example>\n${headers}\n\n${count}\n`;
      const receivedAt = new Date(Date.UTC(2024, 0, 1, 0, count)).toISOString().replace('.000', '');
      return client.importMail(message, [mailbox], { receivedAt });
    }
    async function threadOf(id: string): Promise<string> {
      const { list } = await client.call('Email/get', { ids: [id], properties: ['threadId'] });
      return (list as { threadId: string }[])[0]!.threadId;
    }

    it.each([
      ['a reply', 'Re: Topic', true],
      ['a reply with its number', 'Re[2]: Topic', true],
      ['a reply in another language', 'AW: Topic', true],
      ['one that went over a list', '[list] Re: Topic', true],
      ['other white space', 'Re:   To pic', true],
      ['an encoded subject', '=?utf-8?Q?Topic?=', true],
      ['other letters', 'Re: topic', false],
      ['another subject', 'Something else', false],
    ])('a mail that refers to another: %s', async (_, subject, isSame) => {
      const id = `root-${count}`;
      const root = await threadOf(await mail(id, 'Subject: Topic'));
      const headers = `Subject: ${subject}\nReferences: <${id}@threads.example>`;
      expect((await threadOf(await mail(`reply-${count}`, headers))) === root).toBe(isSame);
    });

    it.each([
      ['In-Reply-To', 'In-Reply-To: <$>', true],
      ['an unknown mail and a known one', 'References: <unknown@x.example> <$>', true],
      ['a sentence in In-Reply-To', 'In-Reply-To: Your message <$>', false],
      ['nothing', 'X-Nothing: x', false],
    ])('a reply is joined by %s', async (_, header, isSame) => {
      const id = `joined-${count}`;
      const root = await threadOf(await mail(id, 'Subject: Joined'));
      const headers = `Subject: Re: Joined\n${header.replace('$', `${id}@threads.example`)}`;
      expect((await threadOf(await mail(`joiner-${count}`, headers))) === root).toBe(isSame);
    });

    it('two mails that refer to the same unknown mail are one thread', async () => {
      const headers = 'Subject: Unknown root\nReferences: <nobody-has-it@x.example>';
      const [one, other] = [await mail('unknown-1', headers), await mail('unknown-2', headers)];
      expect(await threadOf(one)).toBe(await threadOf(other));
    });

    it('a thread lists its mails, oldest first, and a query can collapse it', async () => {
      const first = await mail('listed-1', 'Subject: Listed');
      const second = await mail('listed-2', 'Subject: Re: Listed\nIn-Reply-To: <listed-1@threads.example>');
      const threadId = await threadOf(first);
      const answer = await client.call('Thread/get', { ids: [threadId, 'gone'] });
      expect(answer).toMatchObject({
        list: [{ id: threadId, emailIds: [first, second] }],
        notFound: ['gone'],
      });

      const { ids } = await client.call('Email/query', {
        filter: { inMailbox: mailbox },
        collapseThreads: true,
      });
      expect(ids).toContain(second);
      expect(ids).not.toContain(first);
    });
  });
}
