import { describe, expect, it } from 'vitest';
import { SafetyError } from '../errors.ts';
import { clientFor, neverAborted } from '../../test/support/http-client.ts';
import { startServer } from '../../test/support/local-server.ts';
import { assertReadsOnly, readOnlyHttp } from './read-only.ts';

describe('a command that only looks', () => {
  it.each(['Email/get', 'Email/query', 'Mailbox/changes', 'ContactCard/queryChanges', 'Core/echo'])(
    'may call %s',
    (method) => {
      expect(() => assertReadsOnly([[method, {}, '0']])).not.toThrow();
    },
  );

  it.each([
    'Email/set',
    'Mailbox/set',
    'ContactCard/set',
    'Email/import',
    'Email/copy',
    'SieveScript/set',
    'Future/x',
  ])('may not call %s, not even after others', (method) => {
    expect(() =>
      assertReadsOnly([
        ['Email/get', {}, '0'],
        [method, {}, '1'],
      ]),
    ).toThrow(SafetyError);
  });

  it.each([
    ['GET', true],
    ['PROPFIND', true],
    ['REPORT', true],
    ['PUT', false],
    ['DELETE', false],
    ['MOVE', false],
    ['POST', false],
  ])('may send %s to a WebDAV server: %s', async (method, isAllowed) => {
    const server = await startServer((_, response) => response.end());
    const http = readOnlyHttp(clientFor(server.origin).client);

    const sent = http.send({ method, url: server.origin }, neverAborted);

    await (isAllowed
      ? expect(sent).resolves.toMatchObject({ status: 200 })
      : expect(sent).rejects.toThrow(SafetyError));
    expect(server.seen).toHaveLength(isAllowed ? 1 : 0);
  });
});
