import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Quirks } from '../../src/sandbox/store/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { eventsNamed, expectIdle, expectSuccess, useWorld } from '../scenarios/world.ts';
import { writesContacts } from '../support/contact-requests.ts';
import { contactCard } from '../support/card-text.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';

/** Two ways to one address book: how the way is chosen, and going from one to the other. */
describe('contacts over JMAP and CardDAV', () => {
  /** A world on a sandbox of its own; `secrets` are what CardDAV needs of its account. */
  const useProtocols = (quirks: Partial<Quirks> = {}) => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox({ quirks });
    });
    afterEach(() => sandbox.close());
    const world = useWorld(() => Promise.resolve(sandboxAccount(sandbox)));
    const secrets = (): Record<string, string> => {
      const { username, password } = world().account.access;
      return { MAILROOM_CARDDAV_USERNAME: username, MAILROOM_CARDDAV_PASSWORD: password };
    };
    return { world, secrets };
  };
  const NO_SECRETS = { MAILROOM_CARDDAV_USERNAME: '', MAILROOM_CARDDAV_PASSWORD: '' };

  describe('of an account that offers both', () => {
    const { world, secrets } = useProtocols();

    it.each([
      ['auto', NO_SECRETS, 'jmap', 'the API token gives access to contacts'],
      ['auto', {}, 'jmap', 'the API token gives access to contacts'],
      ['jmap', NO_SECRETS, 'jmap', 'MAILROOM_CONTACTS is jmap'],
      ['carddav', {}, 'carddav', 'MAILROOM_CONTACTS is carddav'],
    ])('%s with %j: over %s, and the reason is logged', async (contacts, given, protocol, reason) => {
      const run = await world().once({ ...secrets(), ...given, MAILROOM_CONTACTS: contacts });

      expectSuccess(run);
      expect(eventsNamed(run, 'contacts_protocol_chosen')).toMatchObject([{ protocol, reason }]);
      expect(run.requests.some(({ method }) => method === 'REPORT')).toBe(protocol === 'carddav');
    });

    it('switching to and fro changes nothing and duplicates nobody', async () => {
      const { account, once, deliver } = world();
      await account.putCard(
        'bob',
        contactCard({ uid: 'bob', fullName: 'Bob', addresses: ['bob@y.example'] }),
      );
      const senders = [
        'Ann <ann@x.example>',
        'Bob <bob@y.example>',
        'Carl <carl@z.example>',
        'Dora <dora@w.example>',
      ];
      const ids = await deliver(...senders.map((from) => ({ from })));
      const later = await deliver(...senders.map((from) => ({ from })));
      const protocols = ['carddav', 'jmap', 'carddav', 'jmap', 'carddav'];
      await account.addLabel([ids[0]!, ids[1]!], '@ToFeed');
      expectSuccess(await once({ ...secrets(), MAILROOM_CONTACTS: 'carddav' }));
      await account.addLabel([ids[2]!, ids[3]!], '@ToFeed');
      expectSuccess(await once({ MAILROOM_CONTACTS: 'jmap' }));
      const before = await account.cards();

      for (const [n, protocol] of protocols.entries()) {
        expectIdle(await once({ ...secrets(), MAILROOM_CONTACTS: protocol }));
        // Labelled again, each is found as what it is.
        await account.addLabel(n % 2 === 0 ? ids : later, '@ToFeed');
        expectSuccess(await once({ ...secrets(), MAILROOM_CONTACTS: protocol }));
        expect(await account.cards()).toEqual(before);
      }
      expect(await account.membersByAddress('Feed')).toEqual([
        'ann@x.example',
        'bob@y.example',
        'carl@z.example',
        'dora@w.example',
      ]);
    });

    it.each([
      ['jmap', 'carddav'],
      ['carddav', 'jmap'],
    ])('a sender that was made over %s moves over %s, and back', async (first, second) => {
      const { account, once, deliver } = world();
      const labels = ['@ToFeed', '@ToJail', '@ToFeed'];
      for (const [n, protocol] of [first, second, first].entries()) {
        const [mail = ''] = await deliver({ from: 'Ann <ann@x.example>' });
        await account.addLabel(mail, labels[n]!);
        expectSuccess(await once({ ...secrets(), MAILROOM_CONTACTS: protocol }));
      }
      expect(await account.cardsOf('ann@x.example')).toHaveLength(1);
      expect(await account.membersByAddress('Feed')).toEqual(['ann@x.example']);
      expect(await account.membersByAddress('Jail')).toEqual([]);
      expect(await account.mailIn('Feed')).toHaveLength(3);
    });

    it.each([
      ['jmap', 'carddav'],
      ['carddav', 'jmap'],
    ])(
      'a process over %s whose write comes after all of one over %s makes nobody twice',
      async (late, early) => {
        const { account, proxy, once, deliver } = world();
        const ids = await deliver({ from: 'Ann <ann@x.example>' }, { from: 'Bob <bob@y.example>' });
        await account.addLabel(ids, '@ToFeed');
        let isFirst = true;
        proxy.onRequest(async (request) => {
          if (!isFirst || !writesContacts(request)) return undefined;
          isFirst = false;
          expectSuccess(await once({ ...secrets(), MAILROOM_CONTACTS: early }));
          return undefined;
        });

        await once({ ...secrets(), MAILROOM_CONTACTS: late });

        expect(isFirst).toBe(false);
        for (const address of ['ann@x.example', 'bob@y.example'])
          expect(await account.cardsOf(address)).toHaveLength(1);
        expect(await account.membersByAddress('Feed')).toEqual(['ann@x.example', 'bob@y.example']);
        expectIdle(await once({ ...secrets(), MAILROOM_CONTACTS: late }));
      },
    );
  });

  describe('of an account without contacts over JMAP', () => {
    const { world, secrets } = useProtocols({ withoutContacts: true });

    it('auto takes CardDAV', async () => {
      const run = await world().once({ ...secrets(), MAILROOM_CONTACTS: 'auto' });

      expectSuccess(run);
      expect(eventsNamed(run, 'contacts_protocol_chosen')).toMatchObject([
        { protocol: 'carddav', reason: 'the API token gives no access to contacts over JMAP' },
      ]);
    });

    it.each(['auto', 'jmap'])(
      '%s without an app password: one message names both ways, exit 2',
      async (contacts) => {
        const run = await world().once({ ...NO_SECRETS, MAILROOM_CONTACTS: contacts });

        expect(run.code).toBe(2);
        const [failure] = eventsNamed(run, 'startup_failed');
        expect(String(failure?.problems)).toMatch(
          /API token that may read and change contacts.*MAILROOM_CARDDAV_USERNAME/,
        );
        expect(run.writes).toEqual([]);
      },
    );
  });
});
