import { beforeAll, describe, expect, it } from 'vitest';
import { type Quirks, type ServerName } from '../../src/sandbox/store/options.ts';
import { parseMultistatus } from '../support/dav-multistatus.ts';
import { type MakeAccount } from './contract-suite.ts';
import { onCyrus36 } from './version-rows.ts';
import { card, contact, davContractClient, type DavContractClient } from './dav-contract-client.ts';

export function describeCardDavWrite(
  makeAccount: MakeAccount,
  { uniqueUids, leavesQuestionMarks }: Quirks,
  server: ServerName,
): void {
  describe('A CardDAV write', () => {
    let client: DavContractClient;
    beforeAll(async () => {
      client = await davContractClient(await makeAccount());
      await client.put('ada.vcf', contact('ada'));
    });
    const get = (name: string, headers: Record<string, string> = {}) =>
      client.http('GET', client.book + name, { headers });
    const destroy = (name: string, headers: Record<string, string> = {}) =>
      client.http('DELETE', client.book + name, { headers });

    it('makes and changes a card, each time with a new etag', async () => {
      const made = await client.put('made.vcf', contact('made'), { 'if-none-match': '*' });
      expect(made.status).toBe(201);
      const etag = made.headers.get('etag') ?? '';
      const changed = await client.put('made.vcf', contact('made', 'NOTE:x'), { 'if-match': etag });
      expect(changed.status).toBe(204);
      expect(changed.headers.get('etag')).not.toBe(etag);
      expect((await get('made.vcf')).headers.get('etag')).toBe(changed.headers.get('etag'));
    });

    it.each([
      ['a card that exists, where none should', 'ada', { 'if-none-match': '*' }],
      ['a card that changed', 'ada', { 'if-match': '"stale"' }],
      ['a card that is gone', 'gone', { 'if-match': '"stale"' }],
      ['a card that is gone, where one should exist', 'gone', { 'if-match': '*' }],
    ])('is refused for %s', async (_, name, headers) => {
      expect((await client.put(`${name}.vcf`, contact(name), headers)).status).toBe(412);
    });

    it('has its condition checked before its card', async () => {
      expect((await client.put('ada.vcf', 'hello', { 'if-match': '"stale"' })).status).toBe(412);
    });

    const expectRefusal = async (_: string, text: string, precondition: string): Promise<void> => {
      const { status, body } = await client.put('refused.vcf', text);
      expect(status).toBe(403);
      expect(body).toContain(precondition);
    };

    it.each([
      ['without UID', card('VERSION:3.0', 'FN:x', 'N:x'), 'valid-address-data'],
      ['with two N', contact('x', 'N:B;;;;'), 'valid-address-data'],
      ['without VERSION', card('UID:x', 'FN:x', 'N:x'), 'valid-address-data'],
      ['of version 2.1', card('VERSION:2.1', 'UID:x', 'FN:x', 'N:x'), 'supported-address-data'],
      ['that is none', 'hello', 'valid-address-data'],
    ])('is refused for a card %s', expectRefusal);

    onCyrus36(server).each([
      ['without FN', card('VERSION:3.0', 'UID:x', 'N:x'), 'valid-address-data'],
      ['without N, in version 3', card('VERSION:3.0', 'UID:x', 'FN:x'), 'valid-address-data'],
      ['without its end', contact('x').replace('END:VCARD\r\n', ''), 'valid-address-data'],
      ['with a line that is no property', contact('x', 'nonsense'), 'valid-address-data'],
    ])('is refused for a card %s', expectRefusal);

    it('is refused for what is not declared as a card', async () => {
      const headers = { 'content-type': 'application/json' };
      const { status, body } = await client.put('refused.vcf', contact('x'), headers);
      expect(status).toBe(403);
      expect(body).toContain('supported-address-data');
    });

    it('is refused for another card under the same name', async () => {
      const { status, body } = await client.put('ada.vcf', contact('other'));
      expect(status).toBe(403);
      expect(body).toContain('no-uid-conflict');
    });

    it('is refused outside the book', async () => {
      const options = { headers: { 'content-type': 'text/vcard' }, body: contact('x') };
      expect((await client.http('PUT', `${client.home}Nope/x.vcf`, options)).status).toBe(403);
    });

    it.runIf(!uniqueUids)('accepts one UID under two names', async () => {
      expect((await client.put('twin.vcf', contact('ada'))).status).toBe(201);
    });

    it.runIf(uniqueUids)('is refused for a UID that another card has, which it names', async () => {
      const { status, body } = await client.put('twin.vcf', contact('ada'), { 'if-none-match': '*' });
      expect(status).toBe(403);
      expect(body).toMatch(/no-uid-conflict>\s*<[^>]*href>[^<]*\/ada\.vcf</);
    });

    it.runIf(leavesQuestionMarks)(
      'takes a name with a question mark, and hands it out as it is',
      async () => {
        expect((await client.put(encodeURIComponent('is it?#%.vcf'), contact('question'))).status).toBe(201);
        const { body } = await client.report('query', '<D:prop><D:getetag/></D:prop>');
        const hrefs = parseMultistatus(body).map(({ href }) => href);
        expect(hrefs).toContain(`${client.book}is%20it?%23%25.vcf`);
      },
    );

    it('takes names that need escapes', async () => {
      const href = client.book + encodeURIComponent('#2 ü.vcf');
      expect((await client.put(encodeURIComponent('#2 ü.vcf'), contact('escaped'))).status).toBe(201);
      const { body } = await client.report(
        'multiget',
        `<D:prop><D:getetag/></D:prop><D:href>${href}</D:href>`,
      );
      expect(decodeURIComponent(parseMultistatus(body)[0]?.href ?? '')).toBe(`${client.book}#2 ü.vcf`);
    });

    it('can delete a card', async () => {
      await client.put('deleted.vcf', contact('deleted'));
      expect((await destroy('deleted.vcf')).status).toBe(204);
      expect((await get('deleted.vcf')).status).toBe(404);
    });

    it.each([
      ['a card that is not there', 'gone.vcf', {}, 404],
      ['a card that changed', 'ada.vcf', { 'if-match': '"stale"' }, 412],
    ])('cannot delete %s', async (_, name, headers, status) => {
      expect((await destroy(name, headers)).status).toBe(status);
    });

    it('lets a client skip a card that it has already', async () => {
      const etag = (await get('ada.vcf')).headers.get('etag') ?? '';
      expect((await get('ada.vcf', { 'if-none-match': etag })).status).toBe(304);
    });
  });
}
