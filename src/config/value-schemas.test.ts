import { describe, expect, it } from 'vitest';
import { type ZodMiniType } from 'zod/mini';
import {
  categoryName,
  groupName,
  mailboxPath,
  oneOf,
  ownAddresses,
  password,
  serverUrl,
  token,
  trueOrFalse,
  username,
  wholeNumber,
} from './value-schemas.ts';

const messagesOf = (schema: ZodMiniType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ message }) => message);

describe('wholeNumber', () => {
  const schema = wholeNumber(1, 86_400, ' seconds');

  it.each([
    ['1', 1],
    ['300', 300],
    ['86400', 86_400],
    [' 5 ', 5],
  ])('reads %s', (text, value) => {
    expect(schema.parse(text)).toBe(value);
  });

  it.each(['0', '86401', '-1', '+5', '5.0', '1e3', '0x10', '007', '1_000', 'five'])(
    'refuses %j, and shows it',
    (text) => {
      expect(messagesOf(schema, text)).toEqual([
        `must be a whole number from 1 to 86400 seconds, in digits only: "${text}" is not.`,
      ]);
    },
  );

  it.each(['５', 'may-be-a-secret', '1\u0007'])('refuses %j, and shows nothing of it', (text) => {
    expect(messagesOf(schema, text)).toEqual([
      'must be a whole number from 1 to 86400 seconds, in digits only.',
    ]);
  });

  it.each([
    ['5m', 300],
    ['90 s', 90],
    ['1h', 3600],
    ['5 minutes', 300],
  ])('says how many seconds %s are', (text, seconds) => {
    expect(messagesOf(schema, text)).toEqual([expect.stringContaining(`is not, write ${seconds}.`)]);
  });

  it('reads 0 where that is in range', () => {
    expect(wholeNumber(0, 65_535).parse('0')).toBe(0);
  });
});

describe('trueOrFalse', () => {
  it.each([
    ['true', true],
    ['FALSE', false],
    ['True', true],
    [' true ', true],
  ])('reads %s', (text, value) => {
    expect(trueOrFalse().parse(text)).toBe(value);
  });

  it.each(['1', '0', 'yes', 'no', 'on'])('refuses %j', (text) => {
    expect(messagesOf(trueOrFalse(), text)).toEqual([`must be true or false: "${text}" is neither.`]);
  });
});

describe('oneOf', () => {
  const schema = oneOf(['auto', 'carddav'], (input) => `is not ${String(input).length} letters`);

  it('reads a word in any letter case', () => {
    expect(schema.parse('CardDAV')).toBe('carddav');
  });

  it('refuses any other with the message for it', () => {
    expect(messagesOf(schema, 'JMAP')).toEqual(['is not 4 letters']);
  });
});

describe('categoryName', () => {
  it.each(['Feed', 'Paper Trail', 'Täglich', '紙', "Mum's", '@ToFeed', 'x'.repeat(500)])(
    'accepts %s',
    (name) => {
      expect(categoryName().parse(name)).toBe(name);
    },
  );

  it('composes letters', () => {
    expect(categoryName().parse('Ta\u0308glich')).toBe('T\u00e4glich');
  });

  it.each([
    ['nothing', '', 'is blank: give a name.'],
    ['white space', ' \t', 'is blank: give a name.'],
    ['white space around it', 'Feed ', 'starts or ends with white space: take that away.'],
    ['a slash', 'News/Tech', 'has a slash: take that away (a label and a mailbox may be paths).'],
    ['a control character', 'Fe\u0007ed', 'has control characters: take those away.'],
    ['half a character', 'Fe\ud83ded', 'has control characters: take those away.'],
    ['null', null, 'is empty: give a text, or take it away (a text that says null needs quotes).'],
    ['a number', 1984, 'is a number: put it in quotes.'],
    ['a boolean', true, 'is a boolean: put it in quotes.'],
    ['a list', ['Feed'], 'is a list: give a text.'],
    ['an object', {}, 'is an object: give a text.'],
  ])('refuses %s', (_, value, message) => {
    expect(messagesOf(categoryName(), value)).toEqual([message]);
  });
});

describe('mailboxPath', () => {
  it.each(['Screener', 'Inbox/Screener', 'Paper Trail', '@ToFeed', 'Zeitung/Täglich', '紙'])(
    'accepts %s',
    (path) => {
      expect(mailboxPath().parse(path)).toBe(path);
    },
  );

  it.each([
    ['a blank one', ' '],
    ['an empty first part', '/Screener'],
    ['an empty last part', 'Inbox/'],
    ['a blank part within', 'Inbox/ /Screener'],
    ['white space around it', ' Screener'],
    ['a control character', 'Scree\u0007ner'],
    ['a line end', 'Screener\n'],
  ])('refuses %s', (_, path) => {
    expect(messagesOf(mailboxPath(), path)).toHaveLength(1);
  });
});

describe('groupName', () => {
  it('accepts a slash, which means nothing there', () => {
    expect(groupName().parse('Bills/Tax')).toBe('Bills/Tax');
  });

  it.each(['\t', ' Feed', 'Feed ', 'Fe\u0000ed'])('refuses %j', (name) => {
    expect(messagesOf(groupName(), name)).toHaveLength(1);
  });
});

describe('token', () => {
  it.each(['fmu1-abc_DEF~123+/=', 'eyJ0.eyJz.c2ln'])('accepts %s', (text) => {
    expect(token().parse(text)).toBe(text);
  });

  it.each(['two words', 'token\n', 'tok\u0000en', 'tökén', '“token”'])('refuses %j', (text) => {
    expect(messagesOf(token(), text)).toHaveLength(1);
  });
});

describe('password', () => {
  it.each(['abcd1234', 'pass:wörd', '"quoted"'])('accepts %s', (text) => {
    expect(password().parse(text)).toBe(text);
  });

  it.each(['ab cd', 'password\r', 'pass\u0085word', '\ufeffpassword'])('refuses %j', (text) => {
    expect(messagesOf(password(), text)).toHaveLength(1);
  });
});

describe('username', () => {
  it('accepts an address', () => {
    expect(username().parse('me@my.example')).toBe('me@my.example');
  });

  it.each(['me:you', 'me you'])('refuses %j', (text) => {
    expect(messagesOf(username(), text)).toHaveLength(1);
  });
});

describe('serverUrl', () => {
  it.each([
    'https://mail.example/jmap/session',
    'https://mail.example:8443',
    'http://localhost:8080/jmap',
    'http://127.0.0.1/',
    'http://[::1]:8080/',
  ])('accepts %s', (text) => {
    expect(serverUrl().parse(text)).toEqual(new URL(text));
  });

  it.each([
    ['plain http', 'http://mail.example/', /https:/],
    [
      'plain http to a name that only begins like a loopback address',
      'http://127.0.0.1.evil.example/',
      /https:/,
    ],
    ['another scheme', 'ftp://mail.example/', /https:/],
    ['user info', 'https://me:pass@mail.example/', /variables of their own/],
    ['a user name alone', 'https://me@mail.example/', /variables of their own/],
    ['a query', 'https://mail.example/?a=b', /query/],
    ['a fragment', 'https://mail.example/#a', /fragment/],
    ['a host alone', 'mail.example/jmap', /write https:\/\/mail\.example\/jmap\.$/],
    ['no URL', 'mail', /not a URL/],
    ['a line end within, which URL parsers leave out', 'https://mail.ex\nample/', /not a URL/],
  ])('refuses %s', (_, text, reason) => {
    expect(messagesOf(serverUrl(), text)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('ownAddresses', () => {
  it.each([
    ['one address', 'me@my.example', ['me@my.example']],
    [
      'several, with space around them',
      'Me@My.example , you@my.example',
      ['Me@My.example', 'you@my.example'],
    ],
    ['a domain', '*@my.example', ['*@my.example']],
    ['a comma too many', 'me@my.example,,', ['me@my.example']],
  ])('reads %s', (_, text, entries) => {
    expect(ownAddresses().parse(text)).toEqual(entries);
  });

  it.each([
    ['no address', 'me@my.example, my.example', 2],
    ['a display name', 'Me <me@my.example>', 1],
    ['a wildcard for a part of a domain', '*@*.example', 1],
    ['a wildcard for a part of a name', 'me*@my.example', 1],
    ['a wildcard without a domain', '*@', 1],
  ])('refuses %s, and says which entry', (_, text, entry) => {
    expect(messagesOf(ownAddresses(), text)).toEqual([
      `must be addresses or *@domain, separated by commas: entry ${entry} is neither.`,
    ]);
  });
});
