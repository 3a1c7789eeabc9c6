import { describe, expect, it } from 'vitest';
import {
  connectFloor,
  cycleFloor,
  type CycleWork,
  floorOf,
  roundTripsOf,
} from '../../scripts/bench/floor.ts';

const LIMITS = { maxObjectsInGet: 100, maxObjectsInSet: 100, maxCallsInRequest: 8, connections: 4 };
const ONE_SENDER: CycleWork = {
  contacts: 'carddav',
  labelled: 1,
  saved: 1,
  joined: 1,
  left: 0,
  listed: [1],
  moved: 1,
};

const stepsOf = (work: Partial<CycleWork>): Record<string, number> =>
  Object.fromEntries(
    cycleFloor({ ...ONE_SENDER, ...work }, LIMITS).map(({ name, roundTrips }) => [name, roundTrips]),
  );

describe('the floor of a cycle', () => {
  it('is the scan alone when nobody is to be triaged', () => {
    expect(stepsOf({ labelled: 0, saved: 0 })).toEqual({ scan: 1 });
  });

  it('has one round trip for each step of one new sender, and none for groups that nobody leaves', () => {
    expect(stepsOf({})).toEqual({
      scan: 1,
      'list contacts': 1,
      'save contacts': 1,
      'join groups': 1,
      'list mail': 1,
      'move mail': 1,
      'take labels off': 1,
    });
  });

  it.each([
    ['CardDAV: a PUT each, 4 at a time', { saved: 50 }, 'save contacts', 13],
    ['JMAP: one call for as many as it may hold', { contacts: 'jmap', saved: 50 }, 'save contacts', 1],
    ['JMAP: as many calls as a request may hold', { contacts: 'jmap', saved: 800 }, 'save contacts', 1],
    ['JMAP: more than that', { contacts: 'jmap', saved: 801 }, 'save contacts', 2],
    ['CardDAV: 5 groups', { joined: 5 }, 'join groups', 2],
    ['the groups that are left', { left: 1 }, 'leave groups', 1],
    ['4 pages of 2 calls fit a request', { listed: [400] }, 'list mail', 1],
    ['a fifth page does not', { listed: [401] }, 'list mail', 2],
    ['mailboxes are listed side by side', { listed: [800, 401] }, 'list mail', 2],
    ['an empty mailbox is looked at, too', { listed: [0] }, 'list mail', 1],
    ['8 changes of 100 mails fit a request', { moved: 800 }, 'move mail', 1],
    ['a ninth does not', { moved: 801 }, 'move mail', 2],
    ['labels beyond one request', { labelled: 801 }, 'take labels off', 2],
    ['pages of the scan', { labelled: 401 }, 'scan', 2],
  ] as const)('counts %s', (_, work, step, expected) => {
    expect(stepsOf(work)[step]).toBe(expected);
  });

  it('is the scan alone for a conflict that waits', () => {
    expect(roundTripsOf(floorOf({ kind: 'idle', hasConflict: true }, 'jmap', LIMITS))).toBe(1);
  });

  it('is 19 for 50 new senders over CardDAV: 13 rounds of PUTs, and one of each step', () => {
    const work = { kind: 'triage', from: 'Screener', senders: 50, mailsEach: 2, otherMails: 0 } as const;

    expect(roundTripsOf(floorOf(work, 'carddav', LIMITS))).toBe(19);
  });

  it('has one step more for a sender that moves, who leaves a group', () => {
    const work = { kind: 'triage', from: 'Feed', senders: 1, mailsEach: 2, otherMails: 0 } as const;

    expect(floorOf(work, 'jmap', LIMITS).map(({ name }) => name)).toContain('leave groups');
    expect(roundTripsOf(floorOf(work, 'jmap', LIMITS))).toBe(8);
  });

  it('is shorter for connecting without discovery', () => {
    expect(roundTripsOf(connectFloor('jmap'))).toBe(2);
    expect(roundTripsOf(connectFloor('carddav'))).toBe(5);
  });
});
