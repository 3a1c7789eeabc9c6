import { describe, expect, it } from 'vitest';
import { type Address } from '../mail/address.ts';
import { type PlacedRule } from './placed-rule.ts';
import { sieveRules } from './sieve-rules.ts';

const PLAIN = { jmapQuery: false, mailboxId: false, addressBookList: false };
const CYRUS = { jmapQuery: true, mailboxId: true, addressBookList: true };

const rule = (given: Partial<PlacedRule> = {}): PlacedRule => ({
  name: 'Mailroom: Feed',
  from: { group: 'Feed' },
  mailbox: 'Feed',
  inInbox: false,
  stop: false,
  target: { path: 'Feed', id: 'm1' },
  members: { uid: 'g1', addresses: ['a@x.example', 'b@x.example'] },
  ...given,
});

const strangers = rule({ name: 'Mailroom: Screener', from: 'strangers', members: undefined, stop: true });

describe('the Sieve script', () => {
  it('with extensions asks the server for groups and contacts, and names mailboxes by their ids', () => {
    expect(sieveRules([rule(), strangers], CYRUS, ['unused@x.example'])).toBe(
      [
        '# Written by "mailroom rules --format sieve": routes mail by the sender\'s contact group.',
        'require ["fileinto", "mailboxid", "vnd.cyrus.jmapquery"];',
        '',
        '# Mailroom: Feed',
        'if jmapquery text:',
        '{"fromContactGroupId":"g1"}',
        '.',
        '{',
        '  fileinto :mailboxid "m1" "Feed";',
        '}',
        '',
        '# Mailroom: Screener',
        'if not jmapquery text:',
        '{"fromAnyContact":true}',
        '.',
        '{',
        '  fileinto :mailboxid "m1" "Feed";',
        '  stop;',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('without extensions is plain RFC 5228, lists the addresses of today, and says so', () => {
    const script = sieveRules([rule(), strangers], PLAIN, ['a@x.example', 'c@x.example']);

    expect(script).toContain('require ["fileinto"];');
    expect(script).toContain(
      'if address :is "from" [\n  "a@x.example",\n  "b@x.example"\n] {\n  fileinto "Feed";\n}',
    );
    expect(script).toContain('if not address :is "from" [\n  "a@x.example",\n  "c@x.example"\n] {');
    expect(script).toMatch(/^# .*write it anew/m);
  });

  it('with the address book as a list alone asks that for contacts', () => {
    const script = sieveRules([strangers], { ...PLAIN, addressBookList: true }, []);

    expect(script).toContain('require ["fileinto", "extlists"];');
    expect(script).toContain('if not address :list "from" "urn:ietf:params:sieve:addrbook:default" {');
  });

  it('without extensions matches the addresses of whole domains', () => {
    const script = sieveRules([strangers], PLAIN, ['*@shop.example', 'a@x.example', 'who?*@y.example']);

    expect(script).toContain(
      'if not anyof (address :is "from" [\n  "a@x.example"\n], address :matches "from" [\n  "*@shop.example",\n  "who\\\\?*@y.example"\n]) {',
    );
  });

  it('asks for some of a group by the group and by name, for none that left it', () => {
    const some = rule({
      from: { group: 'Feed', only: ['a@x.example' as Address] },
      members: { uid: 'g1', addresses: ['a@x.example'] },
    });

    expect(sieveRules([some], CYRUS, [])).toContain(
      'if allof (address :is "from" [\n  "a@x.example"\n], jmapquery text:\n{"fromContactGroupId":"g1"}\n.\n) {',
    );
    expect(sieveRules([some], PLAIN, [])).toContain('if address :is "from" [\n  "a@x.example"\n] {');
  });

  it('shows mail in the Inbox as well, or there alone', () => {
    const script = sieveRules(
      [rule({ inInbox: true }), rule({ target: undefined, inInbox: true, stop: true })],
      PLAIN,
      [],
    );

    expect(script).toContain('{\n  fileinto "Feed";\n  keep;\n}');
    expect(script).toContain('{\n  keep;\n  stop;\n}');
  });

  it('never matches for a group that has nobody', () => {
    expect(sieveRules([rule({ members: { uid: 'g', addresses: [] } })], PLAIN, [])).toContain('if false {');
    expect(sieveRules([strangers], PLAIN, [])).toContain('if not false {');
  });

  it.each([
    ['quotation marks and backslashes', 'a "b" \\c', 'fileinto "a \\"b\\" \\\\c";'],
    ['what looks like a variable', '${hex:41}', 'fileinto "${hex:41}";'],
    ['other scripts', 'Übersicht/日本', 'fileinto "Übersicht/日本";'],
    ['NUL', 'a\0b', 'fileinto "ab";'],
  ])('escapes %s', (_, path, action) => {
    expect(sieveRules([rule({ target: { path, id: undefined } })], CYRUS, [])).toContain(action);
  });

  it('lets no name end a comment or begin a line', () => {
    const script = sieveRules(
      [rule({ name: 'x\n} discard; {', members: { uid: '\n.\ndiscard;', addresses: [] } })],
      CYRUS,
      [],
    );

    expect(script.split('\n').filter((line) => /^\s*(?:\} )?discard|^\.$/.test(line))).toEqual(['.']);
  });
});
