import { type Case, type Contacts } from './cases.ts';

/** What one run of a case took. */
export interface Figures {
  requests: number;
  /** Of these, how many wrote a card over CardDAV. */
  puts: number;
  bytesSent: number;
  bytesReceived: number;
  wallSeconds: number;
  /** Of Mailroom's process, and only that; so is the memory. */
  cpuSeconds: number;
  peakAnonMiB: number;
  peakResidentMiB: number;
}

export interface Result extends Pick<Case, 'name' | 'contacts' | 'work'>, Figures {
  latencyMs: number;
  floorRoundTrips: number;
}

export interface TargetCheck {
  name: string;
  contacts: string;
  what: string;
  atMost: number;
  found: number;
  isMissed: boolean;
  /** Time and memory differ from run to run, so they fail nothing. */
  isExact: boolean;
}

interface Target {
  what: string;
  isExact: boolean;
  appliesTo: (result: Result) => boolean;
  atMost: (result: Result) => number;
  found: (result: Result) => number;
}

/** Mailroom's page of messages, and changes an Email/set. */
const PAGE = 4_096;

/** The senders' messages that one round of a sweep lists and moves. */
const ROUND = 10_000;

const MOST_REQUESTS: Readonly<Record<string, number>> = { '1000x50': 45, '50x20 of 50000': 25 };

const MOST_FLOORS: Readonly<Record<string, Record<Contacts, number>>> = {
  '50x20': { carddav: 1.5, jmap: 2.2 },
  '50x20 of 50000': { carddav: 4, jmap: 8 },
  'move 5 of 20000': { carddav: 4, jmap: 8 },
};

const withoutPuts = ({ requests, puts }: Result): number => requests - puts;

const TARGETS: readonly Target[] = [
  {
    what: 'requests',
    isExact: true,
    appliesTo: ({ work }) => work.kind === 'idle',
    atMost: () => 1,
    found: ({ requests }) => requests,
  },
  {
    what: 'bytes',
    isExact: true,
    appliesTo: ({ work }) => work.kind === 'idle' && !work.hasConflict,
    atMost: () => 2000,
    found: ({ bytesSent, bytesReceived }) => bytesSent + bytesReceived,
  },
  {
    what: 'requests',
    isExact: true,
    appliesTo: ({ name }) => name === '50x20',
    atMost: ({ contacts }) => (contacts === 'carddav' ? 75 : 20),
    found: ({ requests }) => requests,
  },
  {
    // So they do not grow with the number of senders: only CardDAV needs a request for each card.
    what: 'requests besides PUTs',
    isExact: true,
    appliesTo: ({ name, work }) => work.kind === 'triage' && !(name in MOST_REQUESTS),
    atMost: ({ work }) => {
      if (work.kind !== 'triage') return 0;
      const moved = work.senders * work.mailsEach;
      const listed = moved + work.otherMails + (work.beside?.inbox ?? 0);
      const pages = Math.ceil(listed / PAGE) + Math.ceil(moved / PAGE);
      // Each round begins with a first page of what is left, and ends with what has changed meanwhile.
      const furtherRounds = Math.ceil(moved / ROUND) - 1;
      return 20 + pages + 2 * furtherRounds;
    },
    found: withoutPuts,
  },
  {
    what: 'requests besides PUTs',
    isExact: true,
    appliesTo: ({ name }) => name in MOST_REQUESTS,
    atMost: ({ name }) => MOST_REQUESTS[name] ?? 0,
    found: withoutPuts,
  },
  {
    what: 'peak of private memory, MiB',
    isExact: false,
    appliesTo: () => true,
    atMost: () => 56,
    found: ({ peakAnonMiB }) => peakAnonMiB,
  },
  {
    what: 'time at 50 ms, in floors',
    isExact: false,
    appliesTo: ({ name, latencyMs }) => name in MOST_FLOORS && latencyMs === 50,
    atMost: ({ name, contacts }) => MOST_FLOORS[name]?.[contacts] ?? 0,
    found: ({ wallSeconds, floorRoundTrips, latencyMs }) =>
      wallSeconds / ((floorRoundTrips * latencyMs) / 1000),
  },
];

/** Holds the results to the targets that apply to them: a case over one protocol by the worst of its latencies. */
export function checkTargets(results: readonly Result[]): TargetCheck[] {
  const checks = new Map<string, TargetCheck>();
  for (const result of results) {
    const { name, contacts } = result;
    for (const { what, isExact, ...target } of TARGETS.filter(({ appliesTo }) => appliesTo(result))) {
      const key = [name, contacts, what].join();
      const atMost = target.atMost(result);
      const found = Math.max(target.found(result), checks.get(key)?.found ?? 0);
      checks.set(key, { name, contacts, what, atMost, found, isMissed: found > atMost, isExact });
    }
  }
  return [...checks.values()];
}
