import { beforeAll, describe, expect, it } from 'vitest';
import { type Quirks, type ServerName } from '../../src/sandbox/store/options.ts';
import { parseMultistatus } from '../support/dav-multistatus.ts';
import { card } from './dav-contract-client.ts';
import { contractClient, type ContractClient } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';
import { onCyrus36 } from './version-rows.ts';

/** Lines as they are written, then as they come back. */
const REWRITTEN: readonly (readonly [what: string, written: string, stored: string])[] = [
  ['a list in another parameter', 'X-A;P=1,2:v', 'X-A;P="1,2":v'],
  ['quotes that are not needed', 'ORG;SORT-AS="x":y', 'ORG;SORT-AS=x:y'],
  ['an unknown property', 'X-ABLabel;X-P=1:_$!<Home>!$_', 'X-ABLabel;X-P=1:_$!<Home>!$_'],
  ['escapes in components', 'ORG:a,b;c\\,d\\;e', 'ORG:a\\,b;c\\,d\\;e'],
  ['escapes in lists', 'CATEGORIES:a,b;c\\,d', 'CATEGORIES:a,b\\;c\\,d'],
  ['blanks around a value', 'NOTE:  x  ', 'NOTE:  x  '],
  ['an empty value', 'X-EMPTY:', 'X-EMPTY:'],
  ['control characters', 'NOTE:a\u0001b\tc', 'NOTE:ab\tc'],
];

/** In the form that Cyrus 3.6 gives them; main has another of the same meaning. */
const REWRITTEN_BY_36: typeof REWRITTEN = [
  ['a list of types', 'EMAIL;TYPE=INTERNET,HOME:a@x.example', 'EMAIL;TYPE=INTERNET;TYPE=HOME:a@x.example'],
  [
    'a quoted list of types',
    'EMAIL;TYPE="INTERNET,HOME":a@x.example',
    'EMAIL;TYPE=INTERNET;TYPE=HOME:a@x.example',
  ],
  ['types of vCard 2.1', 'EMAIL;INTERNET;HOME:a@x.example', 'EMAIL;type=INTERNET;type=HOME:a@x.example'],
  [
    'a group and the case of names',
    'ITEM1.eMail;Type=a,b:x@x.example',
    'ITEM1.eMail;Type=a;Type=b:x@x.example',
  ],
  ['escapes in text', 'NOTE:a,b;c\\,d\\;e\\:f\\nf\\Ng\\\\h', 'NOTE:a\\,b\\;c\\,d\\;e:f\\nf\\ng\\\\h'],
  ['escapes in addresses', 'URL:https://x.example/?a\\,b;c', 'URL:https://x.example/?a,b;c'],
  ['a photo', 'PHOTO;ENCODING=b;TYPE=JPEG:QUJD', 'PHOTO;ENCODING=b;TYPE=JPEG:QUJD'],
  ['a short line', `NOTE:${'x'.repeat(71)}`, `NOTE:${'x'.repeat(71)}`],
  ['a long line', `NOTE:${'x'.repeat(72)}`, `NOTE:${'x'.repeat(70)}\r\n xx`],
  ['a very long line', `NOTE:${'x'.repeat(146)}`, `NOTE:${'x'.repeat(70)}\r\n ${'x'.repeat(74)}\r\n xx`],
  ['a character at the end of a line', `NOTE:x${'é'.repeat(37)}`, `NOTE:x${'é'.repeat(35)}\r\n éé`],
];

export function describeCardText(makeAccount: MakeAccount, quirks: Quirks, server: ServerName): void {
  describe('A stored card', () => {
    let client: ContractClient;
    let book = '';
    let count = 0;
    beforeAll(async () => {
      const access = await makeAccount();
      client = await contractClient(access);
      book = `/dav/addressbooks/user/${access.username}/Default/`;
    });

    /** Answers with the path. */
    async function store(version: string, ...lines: string[]): Promise<string> {
      count += 1;
      const path = `${book}${count}.vcf`;
      const text = card(`VERSION:${version}`, `UID:u${count}`, 'FN:x', ...lines);
      const { status } = await client.http('PUT', path, {
        headers: { 'content-type': 'text/vcard' },
        body: text,
      });
      expect(status).toBe(201);
      return path;
    }
    const read = async (path: string, accept = '*/*'): Promise<string> =>
      (await client.http('GET', path, { headers: { accept } })).body;
    async function addressData(path: string, element: string): Promise<string> {
      const body = `<C:addressbook-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:prop>${element}</D:prop><D:href>${path}</D:href></C:addressbook-multiget>`;
      const headers = { depth: '1', 'content-type': 'application/xml' };
      const answer = await client.http('REPORT', book, { headers, body });
      // A parser of XML makes every line end a line feed.
      return (parseMultistatus(answer.body)[0]?.props['address-data']?.text ?? '').replaceAll('\n', '\r\n');
    }
    const group4 = (): Promise<string> =>
      store('4.0', 'KIND:group', 'item1.MEMBER:urn:uuid:a', 'MEMBER;X=1:urn:uuid:b');
    const photo4 = (): Promise<string> => store('4.0', 'PHOTO:data:image/jpeg;base64,QUJD');

    const expectStored = async (_: string, written: string, stored: string): Promise<void> => {
      const text = await read(await store('3.0', 'N:x', written));
      expect(text).toContain(`\r\n${stored}\r\n`);
    };

    it.each(REWRITTEN)('%s', expectStored);

    onCyrus36(server).each(REWRITTEN_BY_36)('%s', expectStored);

    onCyrus36(server)('keeps the order of its lines, and takes line feeds alone', async () => {
      const path = await store('3.0', 'N:x', 'X-B:1', 'X-A:2\nX-C:3\n', 'X-B:4');
      expect(await read(path)).toContain('N:x\r\nX-B:1\r\nX-A:2\r\nX-C:3\r\nX-B:4\r\n');
    });

    describe('of version 4', () => {
      it.runIf(quirks.downgradesCards)(
        'is handed out as version 3, and a group in Apple’s form',
        async () => {
          const text = await read(await group4());
          expect(text).toContain('VERSION:3.0\r\n');
          const lines = quirks.verbatimMembers
            ? [
                'X-ADDRESSBOOKSERVER-KIND:group',
                'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:"urn:uuid:a"',
                'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:"urn:uuid:b"',
              ]
            : [
                'x-addressbookserver-kind:group',
                'item1.x-addressbookserver-member:urn:uuid:a',
                'x-addressbookserver-member;X=1:urn:uuid:b',
              ];
          // The case of names and of KIND means nothing (RFC 6350 3.3, 6.1.4).
          for (const line of lines) expect(text.toLowerCase()).toContain(`\r\n${line.toLowerCase()}\r\n`);
        },
      );

      it.runIf(!quirks.downgradesCards)('is handed out as it is', async () => {
        expect(await read(await group4())).toContain('VERSION:4.0\r\n');
      });

      onCyrus36(server)('loses an inline photo on the way, unless version 4 is asked for', async () => {
        const path = await photo4();
        const whole = 'PHOTO:data:image/jpeg;base64,QUJD\r\n';
        expect(await read(path)).toContain(quirks.downgradesCards ? 'PHOTO:data:image/jpeg\r\n' : whole);
        expect(await read(path, 'text/vcard; version=4.0')).toContain(whole);
        expect(
          await addressData(path, '<C:address-data content-type="text/vcard" version="4.0"/>'),
        ).toContain(whole);
      });
    });

    onCyrus36(server)('of version 3 loses an inline photo when it is asked for as version 4', async () => {
      const path = await store(
        '3.0',
        'N:x',
        'PHOTO:data:image/jpeg;base64,QUJD',
        'LOGO;ENCODING=b;TYPE=PNG:QUJD',
      );
      const text = await read(path, 'text/vcard; version=4.0');
      expect(text).toContain(
        'PHOTO:data:,data:image/jpeg;base64,QUJD\r\nLOGO:data:image/png;base64,QUJD\r\n',
      );
    });

    it('shows single properties, in groups too, and nothing else', async () => {
      const path = await store('3.0', 'N:x', 'item1.EMAIL:a@x.example', 'EMAIL:b@x.example');
      const text = await addressData(
        path,
        '<C:address-data><C:prop name="UID"/><C:prop name="email"/></C:address-data>',
      );
      expect(text).toBe(card(`UID:u${count}`, 'item1.EMAIL:a@x.example', 'EMAIL:b@x.example'));
    });

    it('shows single properties by the names they are handed out with', async () => {
      const path = await group4();
      const props = ['KIND', 'MEMBER', 'X-ADDRESSBOOKSERVER-KIND'].map((name) => `<C:prop name="${name}"/>`);
      const text = await addressData(path, `<C:address-data>${props.join('')}</C:address-data>`);
      const members = ['item1.MEMBER:urn:uuid:a', 'MEMBER;X=1:urn:uuid:b'];
      expect(text.toLowerCase()).toBe(
        (quirks.downgradesCards
          ? card(quirks.verbatimMembers ? 'X-ADDRESSBOOKSERVER-KIND:group' : 'x-addressbookserver-kind:group')
          : card('KIND:group', ...members)
        ).toLowerCase(),
      );
    });
  });
}
