import { describe, expect, it } from 'vitest';
import { AuthError, TransientError } from '../errors.ts';
import { type EventName } from '../log/events.ts';
import { type LogFields } from '../log/logger.ts';
import { pollLoop } from './poll-loop.ts';
import { Vitals } from './vitals.ts';

type Outcome = 'done' | 'more' | 'nothing begun' | Error;

const down = new TransientError('down');

/**
 * Runs the loop over the outcomes, one a cycle, on a clock that only waiting moves. When the last cycle has been waited
 * for, a stop is asked for, if the loop has not ended by then.
 */
async function poll(outcomes: Outcome[], options: { interval?: number; maxFailures?: number } = {}) {
  let now = 0;
  const waits: number[] = [];
  const lines: { event: EventName; fields: LogFields }[] = [];
  const stop = new AbortController();
  const vitals = new Vitals({ version: '1.2.3', pollInterval: options.interval ?? 300, now: () => now });
  const remaining = [...outcomes];
  let cycles = 0;
  let recoveries = 0;
  const runCycle = (): Promise<{ begun: number; left: number }> => {
    cycles += 1;
    const outcome = remaining.shift() ?? 'done';
    return outcome instanceof Error
      ? Promise.reject(outcome)
      : Promise.resolve({ begun: outcome === 'nothing begun' ? 0 : 1, left: outcome === 'done' ? 0 : 5 });
  };
  const result = await pollLoop(
    {
      runCycle,
      recover: () => (recoveries += 1),
      pollInterval: options.interval ?? 300,
      maxConsecutiveFailures: options.maxFailures ?? 10,
      vitals,
      log: (event: EventName, fields: LogFields = {}) => lines.push({ event, fields }),
      sleep: (ms) => {
        waits.push(ms / 1000);
        now += ms;
        if (remaining.length === 0) stop.abort();
        return Promise.resolve();
      },
    },
    { stop: stop.signal, overdue: new AbortController().signal },
  );
  return { result, waits, lines, cycles, recoveries, vitals };
}

const times = (count: number, outcome: Outcome): Outcome[] => Array.from({ length: count }, () => outcome);

describe('waiting', () => {
  it.each<[string, Outcome, number]>([
    ['the interval after a cycle', 'done', 300],
    ['the interval after a failed one', down, 300],
    ['longer where the server asks for it', new TransientError('busy', { retryAfter: 900 }), 900],
    ['not shorter than the interval', new TransientError('busy', { retryAfter: 5 }), 300],
    ['at most an hour for a server', new TransientError('busy', { retryAfter: 86_400 }), 3600],
  ])('lasts %s', async (_, outcome, seconds) => {
    expect((await poll([outcome])).waits).toEqual([seconds]);
  });

  it('lasts the interval where that is longer than the most a server gets', async () => {
    const busy = new TransientError('busy', { retryAfter: 86_400 });

    expect((await poll([busy], { interval: 7200 })).waits).toEqual([7200]);
  });

  it('is left out while there is more to do', async () => {
    const { waits, cycles } = await poll(['more', 'more', 'done', 'done']);

    expect([cycles, waits]).toEqual([4, [300, 300]]);
  });

  it('is not left out after a cycle that began nothing of its work, which is no success', async () => {
    const { waits, vitals } = await poll(['nothing begun', 'nothing begun']);

    expect(waits).toEqual([300, 300]);
    expect(vitals.readiness()).toMatchObject({ status: 'starting', lastSuccessAgeSeconds: null, cycles: 2 });
  });

  it('begins when the cycle has ended, so that cycles never overlap', async () => {
    const order: string[] = [];
    const stop = new AbortController();
    const vitals = new Vitals({ version: '', pollInterval: 1, now: () => 0 });
    await pollLoop(
      {
        runCycle: async () => {
          order.push('start');
          await new Promise(setImmediate);
          order.push('end');
          return { begun: 1, left: 0 };
        },
        recover: () => undefined,
        ...{ pollInterval: 1, maxConsecutiveFailures: 1, vitals, log: () => undefined },
        sleep: () => {
          order.push('sleep');
          if (order.length > 3) stop.abort();
          return Promise.resolve();
        },
      },
      { stop: stop.signal, overdue: new AbortController().signal },
    );

    expect(order).toEqual(['start', 'end', 'sleep', 'start', 'end', 'sleep']);
  });
});

describe('failed cycles', () => {
  it('are logged with their number in a row and the wait, and have things read again', async () => {
    const busy = new TransientError('busy', { retryAfter: 900 });
    const { lines, recoveries } = await poll([down, busy]);

    expect(lines).toEqual([
      { event: 'cycle_failed', fields: { error: down, failures: 1, waitSeconds: 300 } },
      { event: 'cycle_failed', fields: { error: busy, failures: 2, waitSeconds: 900 } },
    ]);
    expect(recoveries).toBe(2);
  });

  it('9 failures, then a success: the count starts anew', async () => {
    const { result, vitals, lines } = await poll([...times(9, down), 'done', ...times(9, down)]);

    expect(result).toBe('stopped');
    expect(vitals.consecutiveFailures).toBe(9);
    expect(lines[9]).toEqual({ event: 'cycle_recovered', fields: { failures: 9, seconds: 9 * 300 } });
    expect(lines.map(({ fields }) => fields.failures)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
      9,
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
    ]);
  });

  it('10 failures in a row: gives up at once', async () => {
    const { result, cycles, waits, lines } = await poll(times(20, down));

    expect([result, cycles, waits.length]).toEqual(['gave_up', 10, 9]);
    expect(lines.at(-1)).toEqual({ event: 'service_gave_up', fields: { failures: 10 } });
  });

  it('more work left over is a success, too', async () => {
    expect((await poll([...times(9, down), 'more', ...times(9, down)])).result).toBe('stopped');
  });

  it.each<[string, Error]>([
    ['refused credentials (401)', new AuthError('HTTP 401')],
    ['a defect', new TypeError('undefined is not a function')],
  ])('%s: counted, not an instant end', async (_, error) => {
    const { result, cycles, lines } = await poll([error, 'done', error], { maxFailures: 2 });

    expect([result, cycles]).toEqual(['stopped', 3]);
    expect(lines.map(({ fields }) => fields)).toMatchObject([
      { error, failures: 1 },
      { failures: 1, seconds: 300 },
      { error, failures: 1 },
    ]);
  });
});

describe('a stop', () => {
  async function stopDuring(act: (signals: { stop: () => void; cutShort: () => void }) => Promise<unknown>) {
    const stop = new AbortController();
    const overdue = new AbortController();
    const events: EventName[] = [];
    let cycles = 0;
    const cutShort = (): never => {
      overdue.abort();
      throw overdue.signal.reason as Error;
    };
    const result = await pollLoop(
      {
        runCycle: async () => {
          cycles += 1;
          await act({ stop: () => stop.abort(), cutShort });
          return { begun: 1, left: 1 };
        },
        recover: () => undefined,
        pollInterval: 300,
        maxConsecutiveFailures: 1,
        vitals: new Vitals({ version: '', pollInterval: 300, now: () => 0 }),
        log: (event) => events.push(event),
        sleep: () => Promise.resolve(),
      },
      { stop: stop.signal, overdue: overdue.signal },
    );
    return { result, cycles, events };
  }

  it('during a cycle: it is finished, and no other begins, though there is more to do', async () => {
    let isFinished = false;
    const { result, cycles } = await stopDuring(async ({ stop }) => {
      stop();
      await new Promise(setImmediate);
      isFinished = true;
    });

    expect([result, cycles, isFinished]).toEqual(['stopped', 1, true]);
  });

  it('a cycle that is cut short has not failed, and says so', async () => {
    const outcome = await stopDuring(({ stop, cutShort }) => {
      stop();
      return Promise.resolve().then(cutShort);
    });

    expect(outcome).toEqual({ result: 'stopped', cycles: 1, events: ['cycle_interrupted'] });
  });

  it('a cycle that fails meanwhile is logged, and is not the one too many', async () => {
    const outcome = await stopDuring(({ stop }) => {
      stop();
      return Promise.reject(down);
    });

    expect(outcome).toEqual({ result: 'stopped', cycles: 1, events: ['cycle_failed'] });
  });

  it('before the first cycle: there is none', async () => {
    const vitals = new Vitals({ version: '', pollInterval: 1, now: () => 0 });
    const loop = { recover: () => undefined, pollInterval: 1, maxConsecutiveFailures: 1, vitals };
    const neither = {
      runCycle: () => Promise.reject(new Error('ran')),
      sleep: () => Promise.reject(new Error('slept')),
    };
    const signals = { stop: AbortSignal.abort(), overdue: new AbortController().signal };

    expect(await pollLoop({ ...loop, ...neither, log: () => undefined }, signals)).toBe('stopped');
  });
});
