import { afterAll, beforeAll, describe } from 'vitest';
import { QUIRKS, type Quirks } from '../../src/sandbox/store/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type MakeAccount } from '../scenarios/world.ts';
import { CATEGORY_SETUPS, type CategorySetup, DEFAULT_SETUP } from '../support/category-setups.ts';
import { isInThisPart } from '../support/part.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';
import { type ContactsProtocol } from '../support/test-account.ts';

/** A server to run on, and the way to its contacts. */
export interface Ground {
  readonly server: 'cyrus36' | 'cyrusMain';
  readonly protocol: ContactsProtocol;
}

/** Each server once and each protocol once. */
export const DIAGONAL: readonly Ground[] = [
  { server: 'cyrus36', protocol: 'carddav' },
  { server: 'cyrusMain', protocol: 'jmap' },
];

/** Each server with each protocol. */
export const GROUNDS: readonly Ground[] = [
  ...DIAGONAL,
  { server: 'cyrus36', protocol: 'jmap' },
  { server: 'cyrusMain', protocol: 'carddav' },
];

/** What a ground's server is like. Contacts over JMAP are there wherever they are asked for. */
export const quirksOf = ({ server, protocol }: Ground): Quirks =>
  protocol === 'jmap' ? { ...QUIRKS[server], withoutContacts: false } : QUIRKS[server];

/**
 * Runs scenarios on accounts of a sandbox: with the default categories on each ground, with other category setups on the
 * diagonal alone, for which mailboxes and groups there are has nothing to do with the server, and all would take twice as
 * long. `npm test` takes the first setup to the first ground, or the second to the second: each file's scenarios to one of them.
 */
export function describeOnSandbox(
  describeScenarios: (makeAccount: MakeAccount, setup: CategorySetup) => void,
  {
    protocols = ['carddav', 'jmap'],
    setups = CATEGORY_SETUPS,
    grounds = GROUNDS,
  }: {
    protocols?: readonly ContactsProtocol[];
    setups?: readonly CategorySetup[];
    grounds?: readonly Ground[];
  } = {},
): void {
  const samples = DIAGONAL.filter(
    (ground, place) => protocols.includes(ground.protocol) && setups[place] !== undefined,
  );
  // By the name, so that about half of the files take the second.
  const sample = samples[describeScenarios.name.length % samples.length];
  for (const ground of grounds.filter(({ protocol }) => protocols.includes(protocol))) {
    const place = DIAGONAL.indexOf(ground);
    const here = setups
      .filter((setup) => setup === DEFAULT_SETUP || place !== -1)
      .filter((setup) => isInThisPart(ground === sample && setup === setups[place]));
    if (here.length > 0) describeOn(ground, here, describeScenarios);
  }
}

function describeOn(
  ground: Ground,
  setups: readonly CategorySetup[],
  describeScenarios: (makeAccount: MakeAccount, setup: CategorySetup) => void,
): void {
  describe(`on the sandbox as ${ground.server}, contacts over ${ground.protocol}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox({ quirks: quirksOf(ground) });
    });
    afterAll(() => sandbox.close());
    describe.each(setups.map((setup) => [setup.name, setup] as const))('with %s', (_, setup) => {
      describeScenarios(() => Promise.resolve(sandboxAccount(sandbox, ground.protocol)), setup);
    });
  });
}
