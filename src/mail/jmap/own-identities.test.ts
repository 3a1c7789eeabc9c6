import { describe, expect, it } from 'vitest';
import { neverAborted } from '../../../test/support/http-client.ts';
import { sessionObject, startJmapServer } from '../../../test/support/jmap-server.ts';
import { createWireGuard } from '../../safety/wire-guard.ts';
import { createJmapMailStore } from './jmap-mail-store.ts';

const SUBMISSION = 'urn:ietf:params:jmap:submission';

describe("the owner's addresses", () => {
  it.each([
    ['null', null],
    ['a text', 'me@x.example'],
    ['a list', []],
    ['without an address', { id: 'I1' }],
    ['with an address that is no text', { id: 'I1', email: 7 }],
  ])('are those of the other identities where one is %s', async (_, odd) => {
    const session = sessionObject({ primaryAccounts: { [SUBMISSION]: 'A1' } });
    const list = [odd, { id: 'I2', email: 'alias@x.example' }];
    const { client } = await startJmapServer({
      session: () => ({ body: session }),
      api: () => ({ body: { methodResponses: [['Identity/get', { list }, 'all']], sessionState: 's1' } }),
    });
    const store = createJmapMailStore({ jmap: client, guard: createWireGuard() });
    await expect(store.ownAddresses(neverAborted)).resolves.toEqual(['user@example.test', 'alias@x.example']);
  });
});
