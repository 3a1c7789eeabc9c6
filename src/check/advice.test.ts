import { describe, expect, it } from 'vitest';
import { AccountError, AuthError, ConfigError, ProtocolError, TransientError } from '../errors.ts';
import { adviceOn } from './advice.ts';

const failed = (code: string): TransientError =>
  new TransientError('GET https://h.example/: no answer', {
    cause: Object.assign(new Error(code), { code }),
  });

describe('advice on a failure', () => {
  it.each<[string, Error, 'jmap' | 'carddav', RegExp]>([
    ['a refused token', new AuthError('401'), 'jmap', /new API token .*MAILROOM_JMAP_TOKEN/],
    [
      'a refused app password',
      new AuthError('401'),
      'carddav',
      /new app password .*MAILROOM_CARDDAV_PASSWORD/,
    ],
    ['a host that is not found', failed('ENOTFOUND'), 'jmap', /host name in MAILROOM_JMAP_URL/],
    ['nothing that listens', failed('ECONNREFUSED'), 'carddav', /host and port in MAILROOM_CARDDAV_URL/],
    ['no way there', failed('EHOSTUNREACH'), 'jmap', /network, DNS, firewall/],
    ['a certificate of unknown origin', failed('SELF_SIGNED_CERT_IN_CHAIN'), 'jmap', /NODE_EXTRA_CA_CERTS/],
    ['a certificate that has expired', failed('CERT_HAS_EXPIRED'), 'jmap', /clock/],
    [
      'a certificate for another host',
      failed('ERR_TLS_CERT_ALTNAME_INVALID'),
      'jmap',
      /host name in MAILROOM_JMAP_URL/,
    ],
    ['a busy server', new TransientError('503', { retryAfter: 40 }), 'jmap', /again in 40 s/],
    ['an answer that is not JMAP', new ProtocolError('a web page'), 'jmap', /MAILROOM_JMAP_URL must be/],
    [
      'an answer that is not CardDAV',
      new ProtocolError('a web page'),
      'carddav',
      /MAILROOM_CARDDAV_URL must be/,
    ],
    ['a defect', new TypeError('x is undefined'), 'jmap', /report it/],
  ])('knows %s', (_, error, service, fix) => {
    const advice = adviceOn(error, service);

    expect(advice.fix).toMatch(fix);
    expect(advice.text).toContain(error.message);
  });

  it.each<[string, Error]>([
    ['the configuration', new ConfigError(['A is wrong: do B'])],
    ['the account', new AccountError(['A is wrong: do B'])],
  ])('leaves it to problems of %s to say what to do', (_, error) => {
    expect(adviceOn(error, 'jmap')).toEqual({ text: 'A is wrong: do B' });
  });
});
