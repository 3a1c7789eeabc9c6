import { describe, expect, it } from 'vitest';
import { Vitals } from './vitals.ts';

const MINUTE = 60;

/** Vitals on a clock that starts at 0 and is moved by hand, in seconds. */
function start({ pollInterval = 300 } = {}) {
  let now = 0;
  const vitals = new Vitals({ version: '1.2.3', pollInterval, now: () => now * 1000 });
  return { vitals, pass: (seconds: number) => (now += seconds) };
}

describe('liveness', () => {
  it('is given from the start, before anything is connected', () => {
    expect(start().vitals.liveness().status).toBe('ok');
  });

  it('ends when nothing has moved for 10 minutes', () => {
    const { vitals, pass } = start();

    pass(10 * MINUTE);
    expect(vitals.liveness().status).toBe('ok');
    pass(1);
    expect(vitals.liveness().status).toBe('stuck');
    vitals.moved();
    expect(vitals.liveness().status).toBe('ok');
  });

  it('counts from the end of the wait in force, however long that is', () => {
    const { vitals, pass } = start({ pollInterval: 86_400 });
    vitals.cycleSucceeded();
    vitals.waits(86_400_000);

    pass(86_400 + 10 * MINUTE);
    expect(vitals.liveness().status).toBe('ok');
    pass(1);
    expect(vitals.liveness().status).toBe('stuck');
  });

  it('a wait that was ended early is in force no longer', () => {
    const { vitals, pass } = start();
    vitals.waits(86_400_000);
    vitals.moved();

    pass(10 * MINUTE + 1);

    expect(vitals.liveness().status).toBe('stuck');
  });

  it('does not depend on the servers: failed cycles are a life, too', () => {
    const { vitals, pass } = start();
    for (let cycle = 0; cycle < 100; cycle += 1) {
      pass(5 * MINUTE);
      vitals.cycleFailed();
    }

    expect(vitals.liveness()).toMatchObject({ status: 'ok', consecutiveFailures: 100 });
    expect(vitals.readiness().status).toBe('starting');
  });
});

describe('readiness', () => {
  it('is not given before the first success, though parts of the cycle are done', () => {
    const { vitals } = start();
    vitals.progressed();
    expect(vitals.readiness().status).toBe('starting');
    vitals.cycleSucceeded();
    expect(vitals.readiness().status).toBe('ok');
  });

  it.each([
    [300, 600],
    [30, 60],
    [5, 10],
    [1, 10],
  ])('with an interval of %i s ends %i s after the last progress', (pollInterval, seconds) => {
    const { vitals, pass } = start({ pollInterval });
    vitals.cycleSucceeded();

    pass(seconds);
    expect(vitals.readiness().status).toBe('ok');
    pass(1);
    expect(vitals.readiness().status).toBe('stale');
  });

  it('lasts through a long cycle whose batches get done', () => {
    const { vitals, pass } = start();
    vitals.cycleSucceeded();
    for (let batch = 0; batch < 10; batch += 1) {
      pass(9 * MINUTE);
      vitals.progressed();
    }

    expect(vitals.readiness()).toMatchObject({ status: 'ok', lastSuccessAgeSeconds: 90 * MINUTE });
  });

  it('ends while cycles fail, and comes back with a success', () => {
    const { vitals, pass } = start();
    vitals.cycleSucceeded();
    for (let cycle = 0; cycle < 3; cycle += 1) {
      pass(5 * MINUTE);
      vitals.cycleFailed();
    }

    expect(vitals.readiness().status).toBe('stale');
    vitals.cycleSucceeded();
    expect(vitals.readiness().status).toBe('ok');
  });
});

describe('a report', () => {
  it('shows version, uptime, the age of the last success, failures in a row, and cycles', () => {
    const { vitals, pass } = start();
    expect(vitals.liveness()).toEqual({
      status: 'ok',
      version: '1.2.3',
      uptimeSeconds: 0,
      lastSuccessAgeSeconds: null,
      consecutiveFailures: 0,
      cycles: 0,
    });

    pass(10);
    vitals.cycleFailed();
    vitals.cycleSucceeded();
    pass(20);
    vitals.cycleFailed();

    expect(vitals.readiness()).toEqual({
      status: 'ok',
      version: '1.2.3',
      uptimeSeconds: 30,
      lastSuccessAgeSeconds: 20,
      consecutiveFailures: 1,
      cycles: 3,
    });
  });
});

describe('an outage', () => {
  it('is what the next success ends: its failures, and the seconds since the first', () => {
    const { vitals, pass } = start();
    expect(vitals.cycleSucceeded()).toBeUndefined();
    pass(300);
    vitals.cycleFailed();
    pass(300);
    vitals.cycleFailed();
    pass(300);

    expect(vitals.cycleSucceeded()).toEqual({ failures: 2, seconds: 600 });
    expect(vitals.cycleSucceeded()).toBeUndefined();
  });
});
