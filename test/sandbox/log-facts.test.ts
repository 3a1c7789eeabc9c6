import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { undocumented } from '../support/operations-doc.ts';
import { runMailroom, startMailroom } from '../support/run-mailroom.ts';
import { sandboxAccount } from '../support/sandbox-account.ts';

describe('a line of the log has the facts that its reader needs', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it('own_mail_skipped: the label, and when the message came', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    const [mail = ''] = await account.deliver([{ from: account.access.username, mailboxes: ['Inbox'] }]);
    await account.addLabel(mail, '@ToFeed');

    const { events } = await runMailroom(['once'], account.environment());

    expect(events.find(({ event }) => event === 'own_mail_skipped')).toMatchObject({
      mail,
      labels: ['@ToFeed'],
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
    });
  });

  it('request, at debug: the JMAP methods', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();

    const { events } = await runMailroom(['once'], account.environment({ MAILROOM_LOG_LEVEL: 'debug' }));

    expect(undocumented(events)).toEqual([]);
    expect(
      events.filter(({ event, method }) => event === 'request' && method === 'POST').at(-1),
    ).toMatchObject({
      calls: expect.arrayContaining(['Email/query', 'Email/get', 'Mailbox/changes']) as unknown,
    });
  });

  it('mailboxes_changed: which were made, renamed and deleted', async () => {
    const account = sandboxAccount(sandbox);
    await account.setUp();
    await account.createMailboxes(['Old', 'Reading']);
    const service = startMailroom(
      ['run'],
      account.environment({ MAILROOM_POLL_INTERVAL: '1', MAILROOM_HEALTH_PORT: '0' }),
    );
    await service.waitFor(({ event }) => event === 'service_started');

    await account.createMailboxes(['New']);
    const made = await service.waitFor(
      ({ event, made }) => event === 'mailboxes_changed' && made !== undefined,
    );
    await account.renameMailbox('Reading', 'Library');
    const renamed = await service.waitFor(({ renamed }) => renamed !== undefined);
    await account.destroyMailbox('Old');
    const gone = await service.waitFor(({ gone }) => gone !== undefined);
    service.kill('SIGTERM');

    expect(made.made).toEqual(['New']);
    expect(renamed.renamed).toEqual([{ from: 'Reading', to: 'Library' }]);
    expect(gone.gone).toEqual(['Old']);
    expect(undocumented((await service.result).events)).toEqual([]);
  });
});
