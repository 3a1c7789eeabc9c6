import { describe, expect, it } from 'vitest';
import { mail } from '../../test/support/triage-fixtures.ts';
import { SafetyError } from '../errors.ts';
import { type Address } from '../mail/address.ts';
import { type MailChange } from '../mail/mail-store.ts';
import { createWireGuard, type WireGuard } from './wire-guard.ts';

const change: MailChange = {
  mail: mail({ id: 'm', in: ['s'] }),
  sender: 'ann@x.example' as Address,
  add: ['f'],
  remove: ['s'],
};

function guardAllowing(allowed: MailChange = change): WireGuard {
  const guard = createWireGuard();
  guard.noteRead(allowed.mail);
  guard.allow([allowed]);
  return guard;
}

const set = (args: Record<string, unknown>): Parameters<WireGuard['check']>[0] => [['Email/set', args, '0']];
const patch = (patchOfM: unknown): Parameters<WireGuard['check']>[0] =>
  set({ ifInState: '1', update: { m: patchOfM } });

describe('the guard of the wire', () => {
  it('lets an announced move pass', () => {
    expect(() => guardAllowing().check(patch({ 'mailboxIds/f': true, 'mailboxIds/s': null }))).not.toThrow();
  });

  it.each(['Email/get', 'Email/query', 'Email/changes', 'Mailbox/get', 'Mailbox/changes', 'Identity/get'])(
    'lets %s pass',
    (method) => {
      expect(() => createWireGuard().check([[method, { ids: ['x'] }, '0']])).not.toThrow();
    },
  );

  it('lets mailboxes be made', () => {
    const create = { 0: { name: 'Feed', parentId: null, isSubscribed: true } };

    expect(() => createWireGuard().check([['Mailbox/set', { accountId: 'a', create }, '0']])).not.toThrow();
  });

  it.each([
    ['Email/set with destroy', 'Email/set', { ifInState: '1', destroy: ['m'] }],
    ['Email/set with a reference to what to destroy', 'Email/set', { ifInState: '1', '#destroy': {} }],
    ['Mailbox/set with destroy', 'Mailbox/set', { destroy: ['f'] }],
    ['Mailbox/set with update', 'Mailbox/set', { update: { f: { name: 'Other' } } }],
    ['Mailbox/set with a reference to what to update', 'Mailbox/set', { '#update': {} }],
    ['Mailbox/set that removes mail', 'Mailbox/set', { onDestroyRemoveEmails: true }],
    ['ContactCard/set with destroy', 'ContactCard/set', { destroy: ['c'] }],
    ['a reading method with destroy', 'Email/get', { ids: [], destroy: ['m'] }],
    ['EmailSubmission/set', 'EmailSubmission/set', { onSuccessUpdateEmail: {} }],
    ['Email/copy', 'Email/copy', { onSuccessDestroyOriginal: true }],
    ['Email/import', 'Email/import', { emails: {} }],
    ['Email/set with create', 'Email/set', { ifInState: '1', create: {} }],
  ])('N1: stops %s', (_, method, args) => {
    expect(() => guardAllowing().check([[method, args, '0']])).toThrow(/^N1/);
  });

  it.each([
    ['takes the last mailbox away', { 'mailboxIds/s': null }],
    ['replaces all mailboxes', { mailboxIds: { f: true } }],
    ['changes a flag', { 'mailboxIds/f': true, 'keywords/$seen': true }],
    ['sets a mailbox to false', { 'mailboxIds/f': true, 'mailboxIds/s': false }],
    ['is empty', {}],
    ['is nothing', null],
  ])('N2: stops a patch that %s', (_, value) => {
    expect(() => guardAllowing().check(patch(value))).toThrow(/^N2/);
  });

  it.each([
    [
      'of a mail that was not announced',
      set({ ifInState: '1', update: { other: { 'mailboxIds/f': true } } }),
    ],
    ['to a mailbox that was not announced', patch({ 'mailboxIds/x': true })],
    ['out of a mailbox that was not announced', patch({ 'mailboxIds/f': true, 'mailboxIds/x': null })],
  ])('N3: stops a change %s', (_, calls) => {
    expect(() => guardAllowing().check(calls)).toThrow(/^N3/);
  });

  it('N3: stops mail of another sender', () => {
    expect(() => guardAllowing({ ...change, sender: 'joann@x.example' as Address })).toThrow(/^N3/);
  });

  it.each([
    ['ann@x.example', '*@x.example', true],
    ['ann@mail.x.example', '*@x.example', false],
    ['ann@notx.example', '*@x.example', false],
    ['ann@x.example', '*@*.example', false],
    ['ann@x.example', '*@', false],
    [undefined, '*@x.example', false],
  ])('N3: lets mail of %s pass for %s: %s', (from, sender, passes) => {
    const domain = {
      ...change,
      mail: { ...change.mail, sender: from as Address | undefined },
      sender: sender as Address,
    };

    const allow = (): unknown => guardAllowing(domain);

    if (passes) expect(allow).not.toThrow();
    else expect(allow).toThrow(/^N3/);
  });

  it('N3: stops mail that was not read from the server', () => {
    expect(() => createWireGuard().allow([change])).toThrow(SafetyError);
  });

  it('N10: stops a change that does not say which state it builds on', () => {
    expect(() => guardAllowing().check(set({ update: {} }))).toThrow(/^N10/);
  });
});
