import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.ts';
import { assertAllowedOrigin } from './allowed-origin.ts';

describe('assertAllowedOrigin', () => {
  it.each([
    'https://mail.example',
    'http://localhost:8080/jmap/',
    'http://127.0.0.1',
    'http://127.8.9.10:81',
    'http://127.1',
    'http://[::1]:8080',
    'http://phl.localhost:8080',
  ])('allows %s', (url) => {
    expect(() => assertAllowedOrigin(new URL(url))).not.toThrow();
  });

  it.each([
    'http://mail.example',
    'http://192.168.1.10',
    'http://localhost.mail.example',
    'http://mylocalhost',
    'http://.localhost',
    'http://127.0.0.1.mail.example',
    'http://[::2]',
    'ftp://localhost',
  ])('refuses %s', (url) => {
    expect(() => assertAllowedOrigin(new URL(url))).toThrow(ConfigError);
  });

  it('refuses user info, without repeating it', () => {
    const assert = () => assertAllowedOrigin(new URL('https://bob:hunter2@mail.example'));
    expect(assert).toThrow(ConfigError);
    expect(assert).not.toThrow(/bob|hunter2/);
  });
});
