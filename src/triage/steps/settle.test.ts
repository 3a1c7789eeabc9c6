import { describe, expect, it } from 'vitest';
import { mail } from '../../../test/support/triage-fixtures.ts';
import { ConflictError, TransientError } from '../../errors.ts';
import {
  type Mail,
  type MailChange,
  type MailDelta,
  type MailStore,
  type UpdateResult,
} from '../../mail/mail-store.ts';
import { MAX_REPLANS, settle } from './settle.ts';

const never = new AbortController().signal;
const toFeed = (changed: Mail): MailChange => ({
  mail: changed,
  sender: changed.sender,
  add: ['Feed'],
  remove: ['Screener'],
});
const sweepScreener = (mails: readonly Mail[]): MailChange[] =>
  mails.filter((one) => one.mailboxIds.has('Screener')).map(toFeed);
const moved = (one: Mail): Mail => ({ ...one, mailboxIds: new Set(['Feed']) });

interface Script {
  update?: (changes: readonly MailChange[], ifInState: string) => Partial<UpdateResult>;
  changesSince?: (state: string) => Partial<MailDelta>;
}

/** A store of which only what a test scripts can be called; states count upwards. */
function scriptedStore(script: Script): MailStore & { readonly states: string[] } {
  const states: string[] = [];
  const refuse = (): never => {
    throw new Error('not expected here');
  };
  return {
    states,
    maxUpdates: 2,
    mailboxes: refuse,
    ownAddresses: refuse,
    scan: refuse,
    list: refuse,
    changesSince: (state) =>
      Promise.resolve({ state: `${state}+`, mails: [], gone: [], ...(script.changesSince ?? refuse)(state) }),
    update: async (changes, ifInState) => {
      await Promise.resolve();
      states.push(ifInState);
      const mails = changes.map((change) => moved(change.mail));
      return {
        state: `${ifInState}'`,
        mails,
        gone: [],
        failed: new Map(),
        ...script.update?.(changes, ifInState),
      };
    },
  };
}

describe('settling a plan', () => {
  it('sends nothing when nothing is to change', async () => {
    const settled = await settle(
      scriptedStore({}),
      { state: 's', mails: [mail({ in: ['Feed'] })] },
      sweepScreener,
      () => false,
      never,
    );

    expect(settled).toMatchObject({ isSettled: true, changed: [] });
  });

  it('chains the states of its own requests', async () => {
    const store = scriptedStore({});
    const mails = [1, 2, 3, 4, 5].map(() => mail({ in: ['Screener'] }));

    const settled = await settle(store, { state: 's', mails }, sweepScreener, () => false, never);

    expect(store.states).toEqual(['s', "s'", "s''"]);
    expect(settled.view.state).toBe("s'''");
    expect(settled.changed).toHaveLength(5);
    expect(sweepScreener(settled.view.mails)).toEqual([]);
  });

  it('plans anew what changed in between, and lets the user win', async () => {
    const filed = mail({ in: ['Screener'] });
    const waiting = mail({ in: ['Screener'] });
    const arrived = mail({ in: ['Screener'] });
    const foreign = mail({ sender: 'other@y.example', in: ['Screener'] });
    let isFirst = true;
    const store = scriptedStore({
      update: () => {
        if (!isFirst) return {};
        isFirst = false;
        throw new ConflictError('stateMismatch');
      },
      changesSince: () => ({ mails: [{ ...filed, mailboxIds: new Set(['Receipts']) }, arrived, foreign] }),
    });

    const settled = await settle(
      store,
      { state: 's', mails: [filed, waiting] },
      sweepScreener,
      (one) => one.sender === 'ann@x.example',
      never,
    );

    expect(settled.changed.map((change) => change.mail.id)).toEqual([waiting.id, arrived.id]);
    expect(store.states).toEqual(['s', 's+']);
  });

  it('gives up after five re-plans, so that the next cycle goes on', async () => {
    const store = scriptedStore({
      update: () => {
        throw new ConflictError('stateMismatch');
      },
      changesSince: () => ({}),
    });

    const settled = await settle(
      store,
      { state: 's', mails: [mail({ in: ['Screener'] })] },
      sweepScreener,
      () => false,
      never,
    );

    expect(settled.isSettled).toBe(false);
    expect(store.states).toHaveLength(MAX_REPLANS + 1);
  });

  it('goes on while less and less is left, however often the mail changes in between', async () => {
    const mails = Array.from({ length: (MAX_REPLANS + 2) * 2 }, () => mail({ in: ['Screener'] }));
    let requests = 0;
    const store = scriptedStore({
      update: () => {
        requests += 1;
        if (requests % 2 === 0) throw new ConflictError('stateMismatch');
        return {};
      },
      changesSince: () => ({}),
    });

    const settled = await settle(store, { state: 's', mails }, sweepScreener, () => false, never);

    expect(settled.isSettled).toBe(true);
    expect(settled.changed).toHaveLength(mails.length);
  });

  it('gives up on a server that says it changed the mail and shows it as it was', async () => {
    const mails = [1, 2, 3].map(() => mail({ in: ['Screener'] }));
    let requests = 0;
    const store = scriptedStore({
      update: () => {
        requests += 1;
        if (requests % 2 === 0) throw new ConflictError('stateMismatch');
        return {};
      },
      changesSince: () => ({ mails }),
    });

    const settled = await settle(store, { state: 's', mails }, sweepScreener, () => false, never);

    expect(settled.isSettled).toBe(false);
    expect(requests).toBeLessThanOrEqual(2 * (MAX_REPLANS + 1));
  });

  it('asks no second time for what was refused', async () => {
    const [refused, ...others] = [1, 2, 3].map(() => mail({ in: ['Screener'] }));
    const asked: string[] = [];
    let isFirst = true;
    const store = scriptedStore({
      update: (changes) => {
        if (changes.length === 1 && isFirst) {
          isFirst = false;
          throw new ConflictError('stateMismatch');
        }
        asked.push(...changes.map((change) => change.mail.id));
        if (!changes.some((change) => change.mail === refused)) return {};
        const failed = new Map([[refused?.id ?? '', new TransientError('rateLimit')]]);
        return { mails: changes.slice(1).map((change) => moved(change.mail)), failed };
      },
      changesSince: () => ({}),
    });
    const mails = [refused, ...others].filter((one) => one !== undefined);

    const settled = await settle(store, { state: 's', mails }, sweepScreener, () => false, never);

    expect([...settled.failed.keys()]).toEqual([refused?.id]);
    expect(asked).toEqual(mails.map(({ id }) => id));
  });

  it('counts a mail that is gone as done', async () => {
    const gone = mail({ in: ['Screener'] });
    const store = scriptedStore({ update: () => ({ mails: [], gone: [gone.id] }) });

    const settled = await settle(store, { state: 's', mails: [gone] }, sweepScreener, () => false, never);

    expect(settled).toMatchObject({ isSettled: true, changed: [], view: { mails: [] } });
    expect(settled.failed.size).toBe(0);
  });

  it('reports a refused mail and goes on with the others', async () => {
    const refused = mail({ in: ['Screener'] });
    const fine = mail({ in: ['Screener'] });
    const store = scriptedStore({
      update: () => ({ mails: [moved(fine)], failed: new Map([[refused.id, new Error('no')]]) }),
    });

    const settled = await settle(
      store,
      { state: 's', mails: [refused, fine] },
      sweepScreener,
      () => false,
      never,
    );

    expect([...settled.failed.keys()]).toEqual([refused.id]);
    expect(settled.changed.map((change) => change.mail.id)).toEqual([fine.id]);
  });

  it('passes on an outage', async () => {
    const store = scriptedStore({
      update: () => {
        throw new TransientError('down');
      },
    });

    await expect(
      settle(store, { state: 's', mails: [mail({ in: ['Screener'] })] }, sweepScreener, () => false, never),
    ).rejects.toThrow(TransientError);
  });
});
