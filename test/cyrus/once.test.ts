import { describe, expect, it } from 'vitest';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { runMailroom } from '../support/run-mailroom.ts';
import { type TestAccount } from '../support/test-account.ts';
import { assertNoSecrets } from '../support/wire-rules.ts';

/** The program as it is built and installed, on a real server. */
describe('mailroom once', () => {
  const labelled = async (): Promise<TestAccount> => {
    const account = await cyrusAccount();
    await account.setUp();
    const [mail = ''] = await account.deliver([
      { from: 'Ann Other <ann@x.example>', mailboxes: ['Screener'] },
      { from: 'Ann Other <ann@x.example>', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(mail, '@ToFeed');
    return account;
  };

  it('triages, logs a JSON line for each sender and one with the counts, and exits 0', async () => {
    const account = await labelled();

    const { code, stdout, stderr, events } = await runMailroom(['once'], account.environment());

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toHaveLength(events.length);
    expect(events.map(({ event }) => event)).toEqual([
      'contacts_protocol_chosen',
      'sender_triaged',
      'cycle_done',
    ]);
    expect(events.at(-2)).toMatchObject({ contact: 'made', moved: { Screener: 2 } });
    expect(events.at(-1)).toMatchObject({ level: 'info', triaged: 1, mails: 2, failed: 0 });
    expect(events.at(-1)).toHaveProperty('durationMs');
    expect(await account.mailIn('Feed')).toHaveLength(2);
  });

  it('exits 1 when the credentials are refused, without showing them', async () => {
    const account = await labelled();

    const { code, stdout, stderr, events } = await runMailroom(
      ['once'],
      account.environment({ MAILROOM_JMAP_TOKEN: 'wrong-token-1234' }),
    );

    expect(code).toBe(1);
    expect(events).toMatchObject([{ event: 'startup_failed', error: { type: 'AuthError' } }]);
    assertNoSecrets([stdout, stderr], ['wrong-token-1234', account.access.password]);
  });

  it('exits 2 on bad configuration, with all problems at once', async () => {
    const { code, events } = await runMailroom(['once'], {
      MAILROOM_POLL_INTERVAL: 'soon',
      MAILROOM_CONTACTS: 'carddav',
    });

    expect(code).toBe(2);
    expect(events).toHaveLength(1);
    expect(String(events[0]?.problems)).toMatch(
      /JMAP_TOKEN[^]*CARDDAV_USERNAME[^]*CARDDAV_PASSWORD[^]*POLL_INTERVAL/,
    );
  });
});
