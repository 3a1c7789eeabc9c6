import { afterAll, beforeAll, describe } from 'vitest';
import { QUIRKS, type Quirks } from '../../src/sandbox/store/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { describeContactBook } from '../contract/contact-book-contract.ts';
import { isInThisPart } from '../support/part.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type ContactsProtocol } from '../support/test-account.ts';
import { DIAGONAL, GROUNDS, quirksOf } from './describe-on-sandbox.ts';

for (const ground of GROUNDS)
  if (isInThisPart(DIAGONAL.includes(ground)))
    describeOn(ground.protocol, `as ${ground.server}`, quirksOf(ground));
if (isInThisPart(false)) {
  describeOn('carddav', 'as Fastmail', QUIRKS.fastmail);
  describeOn('jmap', 'as Fastmail', QUIRKS.fastmail);
  describeOn('jmap', 'without deviations', { ...QUIRKS.fastmail, urnMembers: false, downgradesCards: false });
  describeOn('jmap', 'with all deviations', {
    ...QUIRKS.fastmail,
    urnMembers: true,
    singleAddressBookId: true,
    refusesCardFilters: true,
  });
}

function describeOn(protocol: ContactsProtocol, name: string, quirks: Quirks): void {
  describe(`contacts over ${protocol}, on the sandbox ${name}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox({ quirks });
    });
    afterAll(() => sandbox.close());
    describeContactBook(() => Promise.resolve(sandboxAccount(sandbox, protocol)));
  });
}
