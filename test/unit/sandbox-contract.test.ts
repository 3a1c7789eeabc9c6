import { afterAll, beforeAll } from 'vitest';
import { QUIRKS, type Quirks, type ServerName } from '../../src/sandbox/store/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { isInThisPart } from '../support/part.ts';
import { describeContract } from '../contract/contract-suite.ts';

// Both ways of every quirk, so that neither drifts.
if (isInThisPart(true)) {
  describeOn('The sandbox as Fastmail', 'fastmail');
  describeOn('The sandbox as Cyrus 3.6', 'cyrus36');
} else {
  describeOn('The sandbox as Cyrus main', 'cyrusMain');
  describeOn('The sandbox at its kindest', 'fastmail', {
    ...QUIRKS.fastmail,
    losesMail: false,
    losesMailToDeleted: false,
    downgradesCards: false,
  });
}

function describeOn(name: string, server: ServerName, quirks: Quirks = QUIRKS[server]): void {
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
  describeContract(name, makeAccount, { quirks, server });
}
