import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Baseline, baselineOf, compare } from '../../scripts/bench/baseline.ts';
import { CASES } from '../../scripts/bench/cases.ts';
import { checkTargets, type Result } from '../../scripts/bench/targets.ts';

const RESULT: Result = {
  name: 'idle',
  contacts: 'jmap',
  work: { kind: 'idle', hasConflict: false },
  latencyMs: 0,
  floorRoundTrips: 1,
  requests: 1,
  puts: 0,
  bytesSent: 900,
  bytesReceived: 800,
  wallSeconds: 0,
  cpuSeconds: 0,
  peakAnonMiB: 0,
  peakResidentMiB: 0,
};
const RECORDED = { 'jmap, idle': { requests: 1, bytesSent: 900, bytesReceived: 800 } };

describe('the recorded counts', () => {
  it('are those of all cases', () => {
    const recorded = JSON.parse(readFileSync('scripts/bench/baseline.json', 'utf8')) as Baseline;

    expect(Object.keys(recorded)).toEqual(CASES.map(({ contacts, name }) => `${contacts}, ${name}`));
  });

  it('are met by the run that they were recorded from', () => {
    expect(compare(baselineOf([RESULT]), [RESULT])).toEqual({ grown: [], shrunk: [], unknown: [] });
  });

  it.each([
    [
      'a count that grew by one',
      { bytesSent: 901 },
      { grown: ['jmap, idle: bytesSent: recorded 900, found 901'] },
    ],
    [
      'a count that shrank by one',
      { bytesReceived: 799 },
      { shrunk: ['jmap, idle: bytesReceived: recorded 800, found 799'] },
    ],
    ['nothing for time', { wallSeconds: 100 }, {}],
    ['a case that is not recorded', { name: 'new' }, { unknown: ['jmap, new: not recorded'] }],
  ])('are compared exactly: %s', (_, change, expected) => {
    const comparison = compare(RECORDED, [{ ...RESULT, ...change }]);

    expect(comparison).toEqual({ grown: [], shrunk: [], unknown: [], ...expected });
  });
});

describe('the targets', () => {
  const missed = (result: Partial<Result>): string[] =>
    checkTargets([{ ...RESULT, ...result }])
      .filter(({ isMissed }) => isMissed)
      .map(({ what, isExact }) => `${what}${isExact ? '' : ' (not exact)'}`);
  const triage = (senders: number, otherMails = 0): Result['work'] => ({
    kind: 'triage',
    from: 'Screener',
    senders,
    mailsEach: 20,
    otherMails,
  });
  const fifty = { name: '50x20', work: triage(50), latencyMs: 50, floorRoundTrips: 10 };
  const mebibytes = 'peak of private memory, MiB (not exact)';
  const besidesPuts = 'requests besides PUTs';

  it('are checked once for all latencies of a case, on the worst', () => {
    const checks = checkTargets([
      RESULT,
      { ...RESULT, latencyMs: 50, requests: 3 },
      { ...RESULT, latencyMs: 200 },
    ]);

    expect(checks.filter(({ what }) => what === 'requests')).toMatchObject([{ found: 3, isMissed: true }]);
  });

  it.each<[string, Partial<Result>, string[]]>([
    ['an idle cycle of one request', {}, []],
    ['an idle cycle of two', { requests: 2 }, ['requests']],
    ['an idle cycle of 2,001 bytes', { bytesSent: 1201 }, ['bytes']],
    ['50 senders over JMAP, 20 requests', { ...fifty, requests: 20 }, []],
    ['50 senders over JMAP, 21 requests', { ...fifty, requests: 21 }, ['requests']],
    ['50 senders over CardDAV, 72 requests', { ...fifty, contacts: 'carddav', requests: 72, puts: 50 }, []],
    [
      '50 senders over CardDAV, 76 requests',
      { ...fifty, contacts: 'carddav', requests: 76, puts: 50 },
      ['requests', besidesPuts],
    ],
    ['50 senders over CardDAV, 1.5 floors', { ...fifty, contacts: 'carddav', wallSeconds: 0.75 }, []],
    [
      '50 senders over CardDAV, 1.6 floors',
      { ...fifty, contacts: 'carddav', wallSeconds: 0.8 },
      ['time at 50 ms, in floors (not exact)'],
    ],
    [
      'a request for each of 200 senders',
      { name: '200x20', work: triage(200), requests: 200 },
      [besidesPuts],
    ],
    [
      'the same over CardDAV',
      { name: '200x20', work: triage(200), contacts: 'carddav', requests: 200, puts: 200 },
      [],
    ],
    [
      '25 requests besides PUTs for 50,000 mails',
      { name: '50x20 of 50000', work: triage(50), requests: 25 },
      [],
    ],
    ['26 requests', { name: '50x20 of 50000', work: triage(50), requests: 26 }, [besidesPuts]],
    ['56 MiB', { peakAnonMiB: 56 }, []],
    ['57 MiB', { peakAnonMiB: 57 }, [mebibytes]],
  ])('%s', (_, result, expected) => {
    expect(missed(result)).toEqual(expected);
  });
});
