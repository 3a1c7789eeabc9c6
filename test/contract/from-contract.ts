import { beforeAll, describe, expect, it } from 'vitest';
import { type ServerName } from '../../src/sandbox/store/options.ts';
import { contractClient, type ContractClient } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';
import { onCyrus36 } from './version-rows.ts';

/** Header, then the addresses it is read as: an email alone, or name and email. */
type Addresses = readonly (readonly [string | null, string])[] | null;
const FROMS: readonly (readonly [header: string, addresses: Addresses])[] = [
  ['plain@x.example', [[null, 'plain@x.example']]],
  ['Ada Lovelace <ada@x.example>', [['Ada Lovelace', 'ada@x.example']]],
  ['"Lovelace, Ada" <ada@x.example>', [['Lovelace, Ada', 'ada@x.example']]],
  ['"A \\"q\\" B" <a@x.example>', [['A "q" B', 'a@x.example']]],
  ['A  B   <a@x.example>', [['A B', 'a@x.example']]],
  ['Long\n Folded\n\tName <a@x.example>', [['Long Folded Name', 'a@x.example']]],
  ['=?utf-8?B?SMOpbGxv?= <h@x.example>', [['Héllo', 'h@x.example']]],
  ['=?utf-8?Q?H=C3=A9llo_you?= <h@x.example>', [['Héllo you', 'h@x.example']]],
  ['=?iso-8859-1?Q?H=E9llo?= <h@x.example>', [['Héllo', 'h@x.example']]],
  ['=?utf-8?Q?a?= =?utf-8?Q?b?= <h@x.example>', [['ab', 'h@x.example']]],
  ['=?utf-8?q?=C3?= =?utf-8?q?=A9?= <a@x.example>', [['é', 'a@x.example']]],
  ['"=?utf-8?Q?a?=" <h@x.example>', [['a', 'h@x.example']]],
  ['=?utf-8?Q?J=2C_K?= <a@x.example>', [['J, K', 'a@x.example']]],
  ['=?utf-8?Q?=3Ca=40evil.example=3E?= <b@x.example>', [['<a@evil.example>', 'b@x.example']]],
  ['"x@evil.example" <a@x.example>', [['x@evil.example', 'a@x.example']]],
  ['a@x.example (Real Name)', [['Real Name', 'a@x.example']]],
  ['<a@x.example> (comment)', [[null, 'a@x.example']]],
  ['(nested (comment)) a@x.example', [[null, 'a@x.example']]],
  [
    'a@x.example, B <b@x.example>',
    [
      [null, 'a@x.example'],
      ['B', 'b@x.example'],
    ],
  ],
  [
    'a@x.example, , b@x.example,',
    [
      [null, 'a@x.example'],
      [null, 'b@x.example'],
    ],
  ],
  [
    'Group: a@x.example, B <b@x.example>;',
    [
      [null, 'a@x.example'],
      ['B', 'b@x.example'],
    ],
  ],
  [
    'A <a@x.example>; B <b@x.example>',
    [
      ['A', 'a@x.example'],
      ['; B', 'b@x.example'],
    ],
  ],
  ['<@route.example:a@x.example>', [[null, 'a@x.example']]],
  ['"a b"@x.example', [[null, 'a b@x.example']]],
  ['"a@b"@x.example', [[null, 'a@b@x.example']]],
  ['a@x@y.example', [[null, 'a@x@y.example']]],
  ['a @ x.example', [[null, 'a@x.example']]],
  ['a@x.example b@x.example', [[null, 'a@x.exampleb@x.example']]],
  ['a@[127.0.0.1]', [[null, 'a@[127.0.0.1]']]],
  ['<a@x.example', [[null, 'a@x.example']]],
  ['<<a@x.example>>', [[null, '<a@x.example']]],
  ['mailto:a@x.example', [[null, 'a@x.example']]],
  ['@x.example', [[null, '@x.example']]],
  // Not all of the address: what comes after an underscore is lost.
  ['a@x_y.example', [[null, 'a@x']]],
  ['mum@home.example_evil.example', [[null, 'mum@home.example']]],
  ['mum@home.example=evil.example', [[null, 'mum@home.example']]],
  ['foo, a@x.example', [[null, 'a@x.example']]],
  // An address in a name that is not quoted comes first.
  [
    'mum@home.example <a@x.example>',
    [
      [null, 'mum@home.example'],
      [null, 'a@x.example'],
    ],
  ],
  [
    "'info@company.example' <a@x.example>",
    [
      [null, "'info@company.example"],
      [null, 'a@x.example'],
    ],
  ],
  [
    'mum@home.example (Mum) <a@x.example>',
    [
      ['Mum', 'mum@home.example'],
      [null, 'a@x.example'],
    ],
  ],
  [
    'mum@home.example: x <a@x.example>',
    [
      [null, 'mum@home.example:x'],
      [null, 'a@x.example'],
    ],
  ],
  [
    '=?utf-8?Q?info@company.example?= <a@x.example>',
    [
      [null, '=?utf-8?Q?info@company.example'],
      ['=', 'a@x.example'],
    ],
  ],
  [
    'Mum <mum@home.example> a@x.example',
    [
      ['Mum', 'mum@home.example'],
      [null, 'a@x.example'],
    ],
  ],
  ['Big Bug bb@x.example', [[null, 'Big Bug bb@x.example']]],
  ['<mailto:a@x.example>', [[null, 'mailto:a@x.example']]],
  ['Mum <mum@home.example,a@x.example>', [['Mum', 'mum@home.example']]],
  ['mum@ho me.example', [[null, 'mum@home.example']]],
  ['mum@home.example <evil>', [[null, 'mum@home.example']]],
  ['Other, Ann <ann@x.example>', [['Ann', 'ann@x.example']]],
  ['ACME: News <a@x.example>', [['News', 'a@x.example']]],
  ['Smile :) <a@x.example>', [[')', 'a@x.example']]],
  ['Sad :( <a@x.example>', []],
  ['a@x.example.', [[null, 'a@x.example']]],
  ['"a".b@x.example', [[null, 'a.b@x.example']]],
  // Bytes that no header may hold come back as X.
  ['Jürgen <j@x.example>', [['JXXrgen', 'j@x.example']]],
  ['ü@x.example', [[null, 'XX@x.example']]],
  // A name makes an address out of anything.
  ['Mail System <MAILER-DAEMON>', [['Mail System', 'MAILER-DAEMON']]],
  ['"MAILER-DAEMON" <>', [['MAILER-DAEMON', '']]],
  ['MAILER-DAEMON', []],
  ['<>', []],
  ['a@', []],
  ['undisclosed-recipients:;', []],
  ['=?utf-8?B?YUB4LmV4YW1wbGU=?=', []],
  ['"unterminated <a@x.example>', null],
  ['', null],
  [',', null],
];

const DOMAINS_AS_WRITTEN: typeof FROMS = [
  ['A@X.Example', [[null, 'A@X.Example']]],
  [
    'Support @ Shop <a@x.example>',
    [
      [null, 'Support@Shop'],
      [null, 'a@x.example'],
    ],
  ],
  [
    'b@y.example via List <a@x.example>',
    [
      [null, 'b@y.exampleviaList'],
      [null, 'a@x.example'],
    ],
  ],
];

export function describeFrom(makeAccount: MakeAccount, server: ServerName): void {
  describe('From', () => {
    let client: ContractClient;
    let mailbox = '';
    let count = 0;
    beforeAll(async () => {
      client = await contractClient(await makeAccount());
      mailbox = await client.createMailbox('From');
    });

    async function read(headers: string, ...properties: string[]): Promise<unknown> {
      count += 1;
      const id = await client.importMail(`${headers}\nMessage-ID: <${count}@from.example>\n\nx\n`, [mailbox]);
      const { list } = await client.call('Email/get', { ids: [id], properties });
      return (list as unknown[])[0];
    }

    const expectFrom = async (header: string, addresses: Addresses): Promise<void> => {
      const from = addresses?.map(([name, email]) => ({ name, email })) ?? null;
      expect(await read(`From: ${header}`, 'from')).toMatchObject({ from });
    };

    it.each(FROMS)('%s', expectFrom);

    onCyrus36(server).each(DOMAINS_AS_WRITTEN)('%s, the case of its domain kept', expectFrom);

    it('is null when there is no such header', async () => {
      expect(await read('Subject: x', 'from')).toMatchObject({ from: null });
    });

    it('is the last of several, all of which are there raw', async () => {
      const headers = 'From: a@x.example\nfrom: B\n <b@x.example>';
      expect(await read(headers, 'from', 'header:From:asRaw:all')).toMatchObject({
        from: [{ name: 'B', email: 'b@x.example' }],
        'header:From:asRaw:all': [' a@x.example', ' B\r\n <b@x.example>'],
      });
    });

    it('has no bytes left that no header may hold, raw either', async () => {
      expect(await read('From: \u00fc@x.example', 'header:From:asRaw:all')).toMatchObject({
        'header:From:asRaw:all': [' XX@x.example'],
      });
    });

    it('stands beside other headers, raw or decoded', async () => {
      const header = 'List-Id: =?utf-8?Q?D=C3=A9al?=\n <list.x.example>\nSender: B <b@x.example>\nX-Empty:';
      const properties = [
        ...['sender', 'header:List-Id', 'header:list-id:asText', 'header:List-Id:asText:all'],
        ...['header:X-Empty', 'header:X-None:asText', 'header:X-None:asText:all'],
      ];
      expect(await read(header, ...properties)).toMatchObject({
        sender: [{ name: 'B', email: 'b@x.example' }],
        'header:List-Id': ' =?utf-8?Q?D=C3=A9al?=\r\n <list.x.example>',
        'header:list-id:asText': 'Déal <list.x.example>',
        'header:List-Id:asText:all': ['Déal <list.x.example>'],
        'header:X-Empty': '',
        'header:X-None:asText': null,
        'header:X-None:asText:all': [],
      });
    });

    it.each(['header:List-Id:asNonsense', 'header:', 'header:From:asText', 'header:Subject:asAddresses'])(
      'the property %s is refused',
      async (property) => {
        const answer = await client.call('Email/get', { ids: [], properties: [property] });
        expect(answer).toMatchObject({ type: 'invalidArguments' });
      },
    );
  });
}
