import { afterAll, beforeAll } from 'vitest';
import { CYRUS_QUIRKS, FASTMAIL_QUIRKS, type Quirks } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { describeContract } from '../contract/contract-suite.ts';

// Both ways of every quirk, so that neither drifts.
describeOn('The sandbox as Fastmail', FASTMAIL_QUIRKS);
describeOn('The sandbox as Cyrus', CYRUS_QUIRKS);
describeOn('The sandbox at its kindest', { ...FASTMAIL_QUIRKS, losesMail: false, downgradesCards: false });

function describeOn(name: string, quirks: Quirks): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ quirks });
  });
  afterAll(() => sandbox.close());

  const makeAccount = () => {
    const { jmapUrl, cardDavUrl } = sandbox;
    const { username, password, token } = sandbox.createAccount();
    return Promise.resolve({ jmapUrl, cardDavUrl, username, password, token });
  };
  describeContract(name, makeAccount, quirks);
}
