import { describe, expect, it } from 'vitest';
import { type OpenHttp } from '../../src/account/clients.ts';
import { connect } from '../../src/account/connect.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { AccountError } from '../../src/errors.ts';
import { createHttpClient } from '../../src/http/node/node-http-client.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';

/** A server that says of every account that it may only be read. */
const readOnly: OpenHttp = (options) => {
  const http = createHttpClient(options);
  return {
    ...http,
    send: async (request, signal) => {
      const response = await http.send(request, signal);
      return { ...response, body: response.body.replaceAll('"isReadOnly":false', '"isReadOnly":true') };
    },
  };
};

async function connectReadOnly(environment: Record<string, string> = {}): Promise<void> {
  const sandbox = await startSandbox();
  try {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const { config } = loadConfig(account.environment(environment));
    const signal = new AbortController().signal;
    (await connect(config, () => undefined, signal, readOnly)).close();
  } finally {
    await sandbox.close();
  }
}

describe('an API token that may read mail, but not change it', () => {
  it('is refused before anything is done', async () => {
    await expect(connectReadOnly()).rejects.toThrow(AccountError);
    await expect(connectReadOnly()).rejects.toThrow(/may read mail, but not change it/);
  });

  it('is enough for a dry run', async () => {
    await expect(connectReadOnly({ MAILROOM_DRY_RUN: 'true' })).resolves.toBeUndefined();
  });
});
