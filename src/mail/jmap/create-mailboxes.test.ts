import { describe, expect, it } from 'vitest';
import { ProtocolError, SenderError, TransientError } from '../../errors.ts';
import { neverAborted } from '../../../test/support/http-client.ts';
import { startJmapServer } from '../../../test/support/jmap-server.ts';
import { createMailboxes } from './create-mailboxes.ts';

const FEED = { name: 'Feed', parentId: null };
const JAIL = { name: 'Jail', parentId: 'p' };

async function created(answer: Record<string, unknown>) {
  const { client, apiRequests } = await startJmapServer({
    api: () => ({ body: { sessionState: '0', methodResponses: [['Mailbox/set', answer, 'set']] } }),
  });
  const outcomes = await createMailboxes(client, [FEED, JAIL], neverAborted);
  return { outcomes, request: apiRequests()[0]?.methodCalls };
}

describe('creating mailboxes', () => {
  it('asks for them in one call, subscribed, and answers with their ids', async () => {
    const { outcomes, request } = await created({ created: { 1: { id: 'b' }, 0: { id: 'a' } } });

    expect(outcomes).toEqual([
      { ok: true, id: 'a' },
      { ok: true, id: 'b' },
    ]);
    expect(request).toEqual([
      [
        'Mailbox/set',
        {
          accountId: expect.any(String) as unknown,
          create: {
            0: { name: 'Feed', parentId: null, isSubscribed: true },
            1: { name: 'Jail', parentId: 'p', isSubscribed: true },
          },
        },
        'set',
      ],
    ]);
  });

  it.each([
    ['a name that is taken', { type: 'invalidProperties', properties: ['name'] }, SenderError],
    ['a busy server', { type: 'rateLimit' }, TransientError],
    ['nothing said', undefined, ProtocolError],
  ])('keeps a refusal to its mailbox: %s', async (_, refusal, error) => {
    const { outcomes } = await created({
      created: { 0: { id: 'a' } },
      ...(refusal !== undefined && { notCreated: { 1: refusal } }),
    });

    expect(outcomes).toEqual([
      { ok: true, id: 'a' },
      { ok: false, error: expect.any(error) as unknown },
    ]);
    expect(outcomes[1]?.ok === false && outcomes[1].error.message).toContain('"Jail"');
  });
});
