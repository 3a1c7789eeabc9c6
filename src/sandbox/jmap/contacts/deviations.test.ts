import { describe, expect, it } from 'vitest';
import { SandboxAccount } from '../../store/account.ts';
import { METHODS } from '../methods.ts';
import { accountIdOf } from '../core/session.ts';
import { FASTMAIL_LIMITS, QUIRKS, type ServerName } from '../../store/options.ts';

/** An account with contacts over JMAP at one of the servers. */
function open(server: ServerName) {
  const access = { username: 'a@sandbox.example', password: 'p', token: 't' };
  const account = new SandboxAccount({ ...access, route: () => 'Inbox' });
  const context = {
    account,
    limits: FASTMAIL_LIMITS,
    quirks: { ...QUIRKS[server], withoutContacts: false },
    createdIds: new Map<string, string>(),
    setErrors: new Map(),
    isReadOnly: false,
  };
  const call = (name: string, args: Record<string, unknown>): Record<string, unknown> =>
    METHODS.get(name)!.run({ accountId: accountIdOf(account), ...args }, context);
  const add = (uid: string): string => {
    const lines = ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, 'FN:A', 'N:;;;;', 'END:VCARD'];
    const name = account.addCard(lines.join('\n'), `${encodeURIComponent(uid)}.vcf`);
    return account.cards.cards.get(name)!.id;
  };
  const create = (uid: string) =>
    call('ContactCard/set', {
      create: { k: { '@type': 'Card', version: '1.0', uid, addressBookIds: { Default: true } } },
    });
  return { call, add, create };
}

const refusalOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as Error).message;
  }
};

describe('contacts over JMAP at a server', () => {
  it('refuse a UID that is taken, and tell nothing of what there is none of', () => {
    const { add, create } = open('cyrusMain');
    add('x');

    expect(create('x')).toMatchObject({
      created: null,
      updated: null,
      destroyed: null,
      notCreated: { k: { type: 'invalidProperties', properties: ['uid'] } },
    });
  });

  it.each<[ServerName, string, boolean]>([
    ['cyrusMain', 'X', true],
    ['cyrusMain', 'urn:uuid:x', true],
    ['cyrus36', 'X', false],
    ['cyrus36', 'urn:uuid:x', false],
  ])('%s: beside x there may be the UID %s: %s', (server, uid, isMade) => {
    const { add, create } = open(server);
    add('x');

    expect(create(uid).created !== null).toBe(isMade);
  });

  it('say of a card that was made only what the server made up', () => {
    const { created } = open('cyrusMain').create('x');

    expect(created).toEqual({ k: { id: expect.stringMatching(/^[\w-]*-[\w-]*$/) as unknown } });
  });

  it('refuse a path into what is not there', () => {
    const { add, call } = open('cyrusMain');
    const id = add('x');

    expect(
      call('ContactCard/set', { update: { [id]: { 'notes/x': { note: 'y' } } } }).notUpdated,
    ).toMatchObject({ [id]: { type: 'invalidPatch' } });
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    [
      'the one address book of a card',
      'ContactCard/get',
      { ids: [], properties: ['addressBookId'] },
      'invalidArguments',
    ],
    ['4,097 ids', 'ContactCard/get', { ids: Array.from({ length: 4097 }, String) }, 'requestTooLarge'],
    ['changes since what is no state', 'ContactCard/changes', { sinceState: 'x' }, 'cannotCalculateChanges'],
  ])('refuse %s', (_, method, args, expected) => {
    expect(refusalOf(() => open('cyrusMain').call(method, args))).toBe(expected);
  });

  it('know of no changes since the future', () => {
    const { add, call } = open('cyrusMain');
    add('x');

    expect(call('ContactCard/changes', { sinceState: '99' })).toMatchObject({
      ...{ newState: '1', hasMoreChanges: false, created: [], updated: [], destroyed: [] },
    });
  });

  it('find nothing by an OR without conditions', () => {
    const { add, call } = open('cyrusMain');
    add('x');

    expect(call('ContactCard/query', { filter: { operator: 'OR', conditions: [] } }).ids).toEqual([]);
  });

  it.each<[ServerName, boolean]>([
    ['cyrusMain', true],
    ['cyrus36', false],
  ])('%s: a card that is changed is listed first: %s', (server, isFirst) => {
    const { add, call } = open(server);
    const ids = [add('x'), add('y'), add('z')];
    call('ContactCard/set', { update: { [ids[1]!]: { 'name/full': 'B' } } });

    expect((call('ContactCard/query', {}).ids as string[]).indexOf(ids[1]!)).toBe(isFirst ? 0 : 1);
  });
});
