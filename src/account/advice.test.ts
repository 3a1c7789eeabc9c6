import { describe, expect, it } from 'vitest';
import { AccountError, AuthError, ConfigError, ProtocolError, TransientError } from '../errors.ts';
import { connectionError } from '../http/connection-error.ts';
import { ElsewhereError } from '../http/elsewhere-error.ts';
import { originAndBelow } from '../http/realm.ts';
import { adviceOn, isUrlSet } from './advice.ts';

const failed = (code: string): Error =>
  connectionError('GET https://h.example/', Object.assign(new Error('no'), { code }));

const elsewhere = new ElsewhereError(
  'GET https://h.example/ names an API at',
  new URL('https://else.example/api'),
  originAndBelow(new URL('https://h.example')),
);

describe('advice on a failure', () => {
  it.each<[string, Error, 'jmap' | 'carddav', RegExp]>([
    ['a refused token', new AuthError('401'), 'jmap', /new API token .*MAILROOM_JMAP_TOKEN/],
    [
      'a refused app password',
      new AuthError('401'),
      'carddav',
      /new app password .*MAILROOM_CARDDAV_PASSWORD/,
    ],
    ['a host that is not found', failed('ENOTFOUND'), 'jmap', /host name.*MAILROOM_JMAP_URL/],
    ['nothing that listens', failed('ECONNREFUSED'), 'carddav', /host and port.*MAILROOM_CARDDAV_URL/],
    ['no way there', failed('EHOSTUNREACH'), 'jmap', /network, DNS, firewall/],
    ['a certificate of unknown origin', failed('SELF_SIGNED_CERT_IN_CHAIN'), 'jmap', /NODE_EXTRA_CA_CERTS/],
    ['a certificate that has expired', failed('CERT_HAS_EXPIRED'), 'jmap', /clock/],
    [
      'a certificate for another host',
      failed('ERR_TLS_CERT_ALTNAME_INVALID'),
      'jmap',
      /host name.*MAILROOM_JMAP_URL/,
    ],
    ['a busy server', new TransientError('503', { retryAfter: 40 }), 'jmap', /again in 40 s/],
    ['an answer that is not JMAP', new ProtocolError('a web page'), 'jmap', /MAILROOM_JMAP_URL must be/],
    [
      'an answer that is not CardDAV',
      new ProtocolError('a web page'),
      'carddav',
      /MAILROOM_CARDDAV_URL must be/,
    ],
    ['an API elsewhere', elsewhere, 'jmap', /if you trust that server, set MAILROOM_JMAP_URL/],
    ['an address book elsewhere', elsewhere, 'carddav', /if you trust that server, set MAILROOM_CARDDAV_URL/],
    ['a defect', new TypeError('x is undefined'), 'jmap', /report it/],
  ])('knows %s', (_, error, service, fix) => {
    const advice = adviceOn(error, service, true);

    expect(advice.fix).toMatch(fix);
    expect(advice.text).toContain(error.message);
  });

  it.each<[string, Error]>([
    ['the configuration', new ConfigError(['A is wrong: do B'])],
    ['the account', new AccountError(['A is wrong: do B'])],
  ])('leaves it to problems of %s to say what to do', (_, error) => {
    expect(adviceOn(error, 'jmap', true)).toEqual({ text: 'A is wrong: do B' });
  });

  it.each<[string, Error, RegExp]>([
    ['a host that is not found', failed('ENOTFOUND'), /network, DNS, firewall/],
    ['nothing that listens', failed('ECONNREFUSED'), /network, DNS, firewall/],
    ['a certificate for another host', failed('ERR_TLS_CERT_ALTNAME_INVALID'), /network, DNS, firewall/],
    ['an answer that is not JMAP', new ProtocolError('a web page'), /try again later/],
    ['an API elsewhere', elsewhere, /^Fastmail is not known to do that: report it/],
  ])('does not tell of %s to correct or unset a URL that nobody set', (_, error, fix) => {
    const advice = adviceOn(error, 'jmap', false);

    expect(advice.fix).toMatch(fix);
    expect(advice.fix).not.toMatch(/correct|unset/);
  });
});

describe('whose URLs are used', () => {
  const fastmail = { url: new URL('https://carddav.fastmail.com'), username: 'ann', password: 'secret' };
  const jmapUrl = new URL('https://api.fastmail.com/jmap/session');

  it.each<[string, Parameters<typeof isUrlSet>[0], boolean, boolean]>([
    ["Fastmail's", { jmapUrl, cardDav: fastmail }, false, false],
    ["Fastmail's without CardDAV", { jmapUrl, cardDav: undefined }, false, false],
    [
      'those of another server',
      {
        jmapUrl: new URL('https://mail.example/jmap'),
        cardDav: { ...fastmail, url: new URL('https://mail.example') },
      },
      true,
      true,
    ],
  ])('are %s', (_, config, jmap, carddav) => {
    expect([isUrlSet(config, 'jmap'), isUrlSet(config, 'carddav')]).toEqual([jmap, carddav]);
  });
});
