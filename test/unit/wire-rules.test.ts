import { describe, expect, it } from 'vitest';
import { assertNoSecrets, assertWireRules, type SentRequest, wireViolations } from '../support/wire-rules.ts';

const http = (method: string, requestHeaders: Record<string, string> = {}): SentRequest => ({
  n: 7,
  method,
  path: '/path',
  requestHeaders,
  requestBody: 'BEGIN:VCARD',
});

const jmap = (name: string, args: Record<string, unknown>): SentRequest => ({
  ...http('POST'),
  requestBody: JSON.stringify({
    using: [],
    methodCalls: [
      ['Mailbox/get', {}, '0'],
      [name, args, '1'],
    ],
  }),
});

const cardSet = (patch: Record<string, unknown>): SentRequest =>
  jmap('ContactCard/set', { ifInState: '1', update: { C1: patch } });

const emailSet = (patch: Record<string, unknown>): SentRequest =>
  jmap('Email/set', { ifInState: '1', update: { M1: patch } });

describe('wire rules', () => {
  it.each<[string, SentRequest, string]>([
    ['DELETE', http('DELETE'), 'DELETE may destroy'],
    ['MOVE', http('MOVE'), 'MOVE may destroy'],
    ['PUT without a condition', http('PUT'), 'PUT without If-Match'],
    ['PUT over whatever is there', http('PUT', { 'if-match': '*' }), 'overwrites'],
    ['Email/set with destroy', jmap('Email/set', { ifInState: '1', destroy: ['M1'] }), 'destroys'],
    ['Mailbox/set with destroy', jmap('Mailbox/set', { destroy: ['P1'] }), 'destroys'],
    [
      'ContactCard/set with destroy',
      jmap('ContactCard/set', { ifInState: '1', destroy: ['C1'] }),
      'destroys',
    ],
    ['destroy by reference', jmap('Email/set', { ifInState: '1', '#destroy': {} }), 'destroys what'],
    [
      'onDestroyRemoveEmails',
      jmap('Mailbox/set', { onDestroyRemoveEmails: true }),
      'with onDestroyRemoveEmails',
    ],
    ['onSuccessDestroyOriginal', jmap('Email/copy', { onSuccessDestroyOriginal: true }), 'with onSuccess'],
    ['Email/set without ifInState', jmap('Email/set', { update: {} }), 'without ifInState'],
    ['Email/set with a null ifInState', jmap('Email/set', { ifInState: null }), 'without ifInState'],
    ['update by reference', jmap('Email/set', { ifInState: '1', '#update': {} }), 'updates what'],
    ['a mailbox taken, none added', emailSet({ 'mailboxIds/a': null }), 'none added'],
    ['a mailbox taken with false', emailSet({ 'mailboxIds/a': false }), 'none added'],
    [
      'a mailbox taken, a keyword added',
      emailSet({ 'mailboxIds/a': null, 'keywords/x': true }),
      'none added',
    ],
    ['a mailbox taken by a path with a slash', emailSet({ '/mailboxIds/a': null }), 'none added'],
    ['all mailboxes replaced', emailSet({ mailboxIds: { a: true } }), 'replaced'],
    ['ContactCard/set without ifInState', jmap('ContactCard/set', { create: {} }), 'without ifInState'],
    ['a photo replaced', cardSet({ media: {} }), 'all of media replaced'],
    ['a note taken away', cardSet({ 'notes/n1': null }), 'notes/n1 taken away'],
  ])('catch %s', (_, request, violation) => {
    expect(wireViolations([request])).toEqual([expect.stringContaining(violation)]);
    expect(() => assertWireRules([http('GET'), request])).toThrow(/#7 .* \/path: /);
  });

  it.each<[string, SentRequest]>([
    ['GET', http('GET')],
    ['REPORT', http('REPORT')],
    ['PUT with If-Match', http('PUT', { 'if-match': '"1"' })],
    ['PUT with If-None-Match', http('PUT', { 'if-none-match': '*' })],
    ['an empty destroy', jmap('Email/set', { ifInState: '1', destroy: [] })],
    ['a move', emailSet({ 'mailboxIds/a': null, 'mailboxIds/b': true })],
    ['a label added', emailSet({ 'mailboxIds/b': true })],
    ['a note changed', cardSet({ 'notes/n1/note': 'x' })],
    ['members added and taken away', cardSet({ 'members/a': true, 'members/b': null })],
  ])('allow %s', (_, request) => {
    expect(() => assertWireRules([request])).not.toThrow();
  });

  it('look at every mail of a request on its own', () => {
    const move = { 'mailboxIds/a': null, 'mailboxIds/b': true };
    const request = jmap('Email/set', {
      ifInState: '1',
      update: { M1: move, M2: { 'mailboxIds/a': null }, M3: move },
    });

    expect(wireViolations([request])).toEqual(['#7 POST /path: Email M2: mailboxes taken away, none added']);
  });
});

describe('secrets', () => {
  const SECRET = 'p&ss "wörd"/0123';

  it.each<[string, string]>([
    ['as it is', `Basic ${SECRET}!`],
    ['in a URL', `http://u:${encodeURIComponent(SECRET)}@example.test/`],
    ['in JSON', JSON.stringify({ password: SECRET })],
    ['in Base64', Buffer.from(SECRET).toString('base64')],
    ['in Base64 after a user name of 1 character', Buffer.from(`u:${SECRET}`).toString('base64')],
    ['in Base64 after a user name of 2 characters', Buffer.from(`us:${SECRET}`).toString('base64')],
    ['in Base64 before other text', Buffer.from(`${SECRET}, and more`).toString('base64')],
  ])('are found %s', (_, text) => {
    expect(() => assertNoSecrets(['harmless', text], ['another', SECRET])).toThrow('Secret 1 is in text 1');
  });

  it('are not shown in the failure', () => {
    expect(() => assertNoSecrets([SECRET], [SECRET])).not.toThrow(SECRET);
  });

  it('are not found where there are none', () => {
    expect(() => assertNoSecrets(['p&ss', 'wörd', btoa('p&ss')], [SECRET])).not.toThrow();
  });
});
