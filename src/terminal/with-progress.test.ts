import { describe, expect, it } from 'vitest';
import { mail } from '../../test/support/triage-fixtures.ts';
import { withProgress } from './with-progress.ts';

const never = new AbortController().signal;
const nothing = (): never => {
  throw new Error('not expected here');
};

describe('progress of long work', () => {
  it('tells what is being done, and what it took so far', async () => {
    let text = (): string => '';
    let requests = 3;
    const mails = [mail({ in: ['Feed'] }), mail({ in: ['Feed'] })];
    const { mail: store, contacts } = withProgress(
      {
        mail: {
          maxUpdates: 7,
          mailboxes: nothing,
          ownAddresses: nothing,
          changesSince: nothing,
          scan: nothing,
          list: () => Promise.resolve({ state: '1', mails, unfinished: [] }),
          update: () => Promise.resolve({ state: '2', mails, gone: [], failed: new Map() }),
        },
        contacts: {
          list: nothing,
          save: () => Promise.resolve([]),
          changeMembers: nothing,
          sendersAtOnce: 1,
          createGroup: nothing,
        },
        stats: () => ({ requests }),
      },
      { show: (given) => (text = given) },
    );

    expect(store.maxUpdates).toBe(7);
    await store.list({ ids: [], mailboxIds: [], keep: () => true }, never);
    expect(text()).toBe('Reading mail … 3 requests');
    await store.update([], '1', never);
    requests = 5;
    expect(text()).toBe('Moving mail … 5 requests, 2 mails changed');
    await contacts.save([], never);
    expect(text()).toBe('Saving 0 contacts … 5 requests, 2 mails changed');
  });
});
