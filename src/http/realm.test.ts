import { describe, expect, it } from 'vitest';
import { originAndBelow, originOnly } from './realm.ts';

const reaches = (origin: string, url: string) => ({
  only: originOnly(new URL(origin)).includes(new URL(url)),
  below: originAndBelow(new URL(origin)).includes(new URL(url)),
});

describe('a realm', () => {
  it.each([
    ['https://api.mail.example', 'https://api.mail.example/jmap/api/'],
    ['https://api.mail.example/jmap/session', 'https://API.mail.example:443/'],
    ['https://mail.example:8443', 'https://mail.example:8443/'],
    ['http://localhost:81', 'http://localhost:81/'],
    ['http://127.0.0.1:81', 'http://127.0.0.1:81/'],
  ])('of %s includes %s', (origin, url) => {
    expect(reaches(origin, url)).toEqual({ only: true, below: true });
  });

  it.each([
    ['https://api.mail.example', 'https://phl.api.mail.example/jmap/api/'],
    ['https://mail.example:8443', 'https://a.b.mail.example:8443/'],
    ['http://localhost:81', 'http://phl.localhost:81/'],
  ])('of %s includes %s where it reaches below', (origin, url) => {
    expect(reaches(origin, url)).toEqual({ only: false, below: true });
  });

  it.each([
    ['https://phl.api.mail.example', 'https://api.mail.example/'],
    ['https://api.mail.example', 'https://mail.example/'],
    ['https://api.mail.example', 'https://phl-api.mail.example/'],
    ['https://mail.example', 'https://evilmail.example/'],
    ['https://mail.example', 'https://mail.example.evil.example/'],
    ['https://mail.example', 'https://mail.example@evil.example/'],
    ['https://mail.example', 'http://phl.mail.example/'],
    ['https://mail.example', 'http://mail.example/'],
    ['https://mail.example', 'https://phl.mail.example:8443/'],
    ['https://mail.example:8443', 'https://phl.mail.example/'],
    ['http://localhost:81', 'https://phl.localhost:81/'],
    ['http://127.0.0.1:81', 'http://127.0.0.2:81/'],
    ['https://mail.example', 'javascript:alert(1)'],
  ])('of %s never includes %s', (origin, url) => {
    expect(reaches(origin, url)).toEqual({ only: false, below: false });
  });
});
