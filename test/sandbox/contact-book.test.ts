import { afterAll, beforeAll, describe } from 'vitest';
import { FASTMAIL_QUIRKS, type Quirks } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { describeContactBook } from '../contract/contact-book-contract.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type ContactsProtocol } from '../support/test-account.ts';

describeOn('carddav', 'as Fastmail');
describeOn('jmap', 'as Fastmail');
describeOn('jmap', 'without deviations', { urnMembers: false, downgradesCards: false });
describeOn('jmap', 'with all deviations', {
  urnMembers: true,
  singleAddressBookId: true,
  refusesCardFilters: true,
});

function describeOn(protocol: ContactsProtocol, name: string, quirks: Partial<Quirks> = {}): void {
  describe(`contacts over ${protocol}, on the sandbox ${name}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox({ quirks: { ...FASTMAIL_QUIRKS, ...quirks } });
    });
    afterAll(() => sandbox.close());
    describeContactBook(() => Promise.resolve(sandboxAccount(sandbox, protocol)));
  });
}
