import { describe, expect, it } from 'vitest';
import { type ContactsProtocol } from '../config/config.ts';
import { ConfigError } from '../errors.ts';
import { sessionObject } from '../../test/support/jmap-server.ts';
import { parseSession, type Session } from '../jmap/session.ts';
import { chooseContacts } from './choose-contacts.ts';

const CARDDAV = { url: new URL('https://dav.example'), username: 'me@my.example', password: 'secret' };

const session = (fields: Record<string, unknown> = {}): Session =>
  parseSession(JSON.stringify(sessionObject(fields)), new URL('https://mail.example/jmap/session'));

const mailAccount = { isReadOnly: false, accountCapabilities: {} };
const OFFERED = session();
const SESSIONS: Record<string, Session> = {
  offered: OFFERED,
  'not offered': session({ capabilities: { 'urn:ietf:params:jmap:core': coreLimits() } }),
  'no account': session({ primaryAccounts: { 'urn:ietf:params:jmap:mail': 'A1' } }),
  'read-only': session({ accounts: { A1: mailAccount, C1: { ...mailAccount, isReadOnly: true } } }),
};

const reading = (offer: string) => (): Promise<Session> => Promise.resolve(SESSIONS[offer] ?? OFFERED);

function coreLimits(): unknown {
  return sessionObject().capabilities['urn:ietf:params:jmap:core'];
}

describe('chooseContacts', () => {
  it.each<[ContactsProtocol, string, 'jmap' | 'carddav', RegExp]>([
    ['auto', 'offered', 'jmap', /^the API token gives access to contacts$/],
    ['auto', 'not offered', 'carddav', /no access to contacts over JMAP/],
    ['auto', 'no account', 'carddav', /no access to contacts over JMAP/],
    ['auto', 'read-only', 'carddav', /may read contacts over JMAP, but not change them/],
    ['jmap', 'offered', 'jmap', /^MAILROOM_CONTACTS is jmap$/],
    ['carddav', 'offered', 'carddav', /^MAILROOM_CONTACTS is carddav$/],
    ['carddav', 'not offered', 'carddav', /^MAILROOM_CONTACTS is carddav$/],
  ])('%s, with JMAP contacts %s: %s', async (contacts, offer, protocol, reason) => {
    const choice = await chooseContacts({ contacts, cardDav: CARDDAV }, reading(offer));
    expect(choice).toMatchObject({ protocol, reason: expect.stringMatching(reason) as unknown });
    if (choice.protocol === 'carddav') expect(choice.cardDav).toBe(CARDDAV);
  });

  it.each<[ContactsProtocol, 'jmap' | 'carddav', typeof CARDDAV | undefined]>([
    ['auto', 'jmap', undefined],
    ['auto', 'carddav', CARDDAV],
    ['jmap', 'jmap', CARDDAV],
  ])(
    'only to read, %s takes %s where JMAP contacts may only be read',
    async (contacts, protocol, cardDav) => {
      const choice = await chooseContacts({ contacts, cardDav }, reading('read-only'), 'read');
      expect(choice).toMatchObject({
        protocol,
        reason: expect.stringContaining('not change them') as unknown,
      });
    },
  );

  it('needs nothing of CardDAV for JMAP', async () => {
    const choice = await chooseContacts({ contacts: 'auto', cardDav: undefined }, reading('offered'));
    expect(choice.protocol).toBe('jmap');
  });

  it('does not ask the session where CardDAV is forced', async () => {
    const readSession = () => Promise.reject(new Error('not to be read'));
    const choice = await chooseContacts({ contacts: 'carddav', cardDav: CARDDAV }, readSession);
    expect(choice.protocol).toBe('carddav');
  });

  it.each<[ContactsProtocol, string]>([
    ['auto', 'not offered'],
    ['auto', 'read-only'],
    ['jmap', 'not offered'],
  ])('names both ways where neither is open: %s, %s', async (contacts, offer) => {
    const choice = chooseContacts({ contacts, cardDav: undefined }, reading(offer));
    await expect(choice).rejects.toThrow(ConfigError);
    await expect(choice).rejects.toThrow(
      /API token that may read and change contacts.*MAILROOM_CARDDAV_USERNAME/,
    );
  });

  it('does not go another way than the one that is forced', async () => {
    const config = { contacts: 'jmap', cardDav: CARDDAV } as const;
    await expect(chooseContacts(config, reading('read-only'))).rejects.toThrow(
      /MAILROOM_CONTACTS is jmap, but/,
    );
  });
});
