import { describe, expect, it } from 'vitest';
import { AuthError, ConflictError, ProtocolError, TransientError } from '../errors.ts';
import { type HttpResponse } from './http-client.ts';
import { statusError } from './status-error.ts';

const url = new URL('https://mail.example/api?token=hidden');

const answer = (status: number, body = '', headers: HttpResponse['headers'] = {}): HttpResponse => ({
  status,
  headers,
  body,
  url,
});

const errorOf = (response: HttpResponse) => statusError({ method: 'POST' }, response, 0);

describe('statusError', () => {
  it.each([200, 201, 204, 207, 304])('finds nothing wrong with %i', (status) => {
    expect(errorOf(answer(status))).toBeUndefined();
  });

  it.each([
    [400, ProtocolError],
    [401, AuthError],
    [403, AuthError],
    [404, ProtocolError],
    [408, TransientError],
    [412, ConflictError],
    [413, ProtocolError],
    [429, TransientError],
    [500, TransientError],
    [502, TransientError],
    [503, TransientError],
    [507, TransientError],
  ])('makes %i a %o', (status, type) => {
    expect(errorOf(answer(status))).toBeInstanceOf(type);
  });

  it('takes a 401 with Retry-After for throttling', () => {
    const error = errorOf(answer(401, '', { 'retry-after': '60' }));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ retryAfter: 60 });
  });

  it.each([429, 500, 503])('hands on what a %i says about waiting', (status) => {
    expect(errorOf(answer(status, '', { 'retry-after': '3600' }))).toMatchObject({ retryAfter: 3600 });
  });

  it('names method and address, without the query', () => {
    expect(errorOf(answer(500))?.message).toBe('POST https://mail.example/api: HTTP 500');
  });

  it.each([
    ['a text', 'Rate limit\nexceeded', ' (Rate limit exceeded)'],
    ["a problem's detail", '{"title":"Limit","detail":"51 calls"}', ' (51 calls)'],
    ["a problem's title where there is no detail", '{"title":"Limit"}', ' (Limit)'],
    ['nothing of a problem with neither', '{"detail":5}', ''],
    ['nothing of truncated JSON', '{"detail":"51 c', ''],
    ['nothing of a web page', ' <html>Sorry</html>', ''],
  ])('quotes %s', (_, body, quoted) => {
    expect(errorOf(answer(500, body))?.message).toBe(`POST https://mail.example/api: HTTP 500${quoted}`);
  });

  it('quotes a long text in part', () => {
    expect(errorOf(answer(500, 'x'.repeat(100_000)))?.message.length).toBeLessThan(260);
  });
});
