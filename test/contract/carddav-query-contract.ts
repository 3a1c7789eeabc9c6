import { type ServerName } from '../../src/sandbox/store/options.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseMultistatus } from '../support/dav-multistatus.ts';
import { type RawAnswer } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';
import { onCyrus36 } from './version-rows.ts';
import { card, contact, davContractClient, type DavContractClient } from './dav-contract-client.ts';

const CARDS: Record<string, string> = {
  plain: contact('plain', 'EMAIL:Plain@x.example'),
  two: contact('two', 'EMAIL:two@x.example', 'EMAIL;TYPE=HOME:second@x.example'),
  grouped: contact('grouped', 'item1.EMAIL:grouped@x.example'),
  mixed: contact('mixed', 'item1.EMAIL:first@x.example', 'EMAIL:mixed@x.example'),
  none: contact('none'),
  group3: contact('group3', 'X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:plain'),
  group4: card('VERSION:4.0', 'UID:group4', 'FN:Four', 'KIND:group', 'MEMBER:urn:uuid:plain'),
};

const prop = (name: string, content: string): string =>
  `<C:prop-filter name="${name}">${content}</C:prop-filter>`;
const match = (text: string, attributes: string): string =>
  `<C:text-match ${attributes}>${text}</C:text-match>`;
const equals = (text: string, collation = 'i;unicode-casemap'): string =>
  match(text, `collation="${collation}" match-type="equals"`);
const email = (text: string, collation?: string): string => prop('EMAIL', equals(text, collation));
const filter = (content: string, attributes = ''): string => `<C:filter${attributes}>${content}</C:filter>`;

export function describeCardDavQuery(makeAccount: MakeAccount, server: ServerName): void {
  describe('A CardDAV report', () => {
    let client: DavContractClient;
    beforeAll(async () => {
      client = await davContractClient(await makeAccount());
      for (const [name, text] of Object.entries(CARDS)) await client.put(`${name}.vcf`, text);
    });

    const query = (content: string): Promise<RawAnswer> =>
      client.report('query', `<D:prop><D:getetag/></D:prop>${content}`);
    const namesIn = ({ body }: RawAnswer): string[] =>
      parseMultistatus(body)
        .map(({ href }) => href.slice(client.book.length, -4))
        .sort();

    const ONE = email('plain@x.example');
    const TWO = email('two@x.example');
    const SECOND = email('second@x.example');

    it.each([
      ['an address in any case', filter(email('PLAIN@x.example')), ['plain']],
      ['an address to the letter', filter(email('plain@x.example', 'i;octet')), []],
      ['any of several addresses', filter(ONE + TWO, ' test="anyof"'), ['plain', 'two']],
      ['any of several addresses, unless told otherwise', filter(ONE + TWO), ['plain', 'two']],
      ['all of several addresses', filter(TWO + SECOND, ' test="allof"'), ['two']],
      ['a part of an address', filter(prop('EMAIL', match('econd@x', ''))), ['two']],
      ['a property in any case', filter(prop('email', equals('two@x.example'))), ['two']],
      ['a property with a parameter', filter(prop('EMAIL', '<C:param-filter name="TYPE"/>')), ['two']],
      ['groups of vCard 3', filter(prop('X-ADDRESSBOOKSERVER-KIND', equals('group'))), ['group3']],
      ['groups of vCard 4 by the name stored', filter(prop('KIND', equals('group'))), ['group4']],
      ['cards by the version stored', filter(prop('VERSION', equals('4.0'))), ['group4']],
      ['all cards', '', Object.keys(CARDS).sort()],
    ])('finds %s', async (_, content, expected) => {
      expect(namesIn(await query(content))).toEqual(expected);
    });

    onCyrus36(server).each([
      ['no address in a property group', filter(email('grouped@x.example')), []],
      ['not even one beside another one', filter(email('first@x.example')), []],
    ])('finds %s', async (_, content, expected) => {
      expect(namesIn(await query(content))).toEqual(expected);
    });

    onCyrus36(server)('takes a card whose addresses are all grouped for one without', async () => {
      const names = namesIn(await query(filter(prop('EMAIL', '<C:is-not-defined/>'))));
      expect(names).toEqual(['group3', 'group4', 'grouped', 'none']);
    });

    it.each([
      ['collation', 'collation="i;nonsense"', 'supported-collation'],
      ['match-type', 'match-type="nonsense"', 'supported-filter'],
    ])('refuses an unknown %s', async (_, attributes, precondition) => {
      const { status, body } = await query(filter(prop('EMAIL', match('x', attributes))));
      expect(status).toBe(403);
      expect(body).toContain(precondition);
    });

    it('answers for each card asked for, with 404 for missing ones', async () => {
      const { book, home } = client;
      const hrefs = [`${book}plain.vcf`, `${book}gone.vcf`, `${home}Nope/x.vcf`, '/elsewhere/x.vcf'];
      const content = hrefs.map((href) => `<D:href>${href}</D:href>`).join('');
      const { status, body } = await client.report('multiget', `<D:prop><D:getetag/></D:prop>${content}`);
      expect(status).toBe(207);
      expect(parseMultistatus(body).map(({ href }) => href)).toEqual(hrefs);
      const statuses = [...body.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code);
      expect(statuses).toEqual(['200', '404', '404', '403']);
    });

    it('tells the size of a whole card beside a few properties of it', async () => {
      const whole = await client.http('GET', `${client.book}two.vcf`);
      const content =
        '<D:prop><D:getcontentlength/><C:address-data><C:prop name="UID"/></C:address-data></D:prop>' +
        `<D:href>${client.book}two.vcf</D:href>`;
      const { body } = await client.report('multiget', content);
      const [, size] = /getcontentlength>(\d+)</.exec(body) ?? [];
      expect(Number(size)).toBe(Buffer.byteLength(whole.body));
      expect(body).not.toContain('second@x.example');
    });

    it.each([
      ['a body that is no XML', '<x', 400],
      ['an unknown report', '<D:nonsense xmlns:D="DAV:"/>', 403],
    ])('refuses %s', async (_, body, status) => {
      expect((await client.withBody('REPORT', client.book, '1', body)).status).toBe(status);
    });
  });
}
