/** How Mailroom reaches the contacts. */
export type Contacts = 'carddav' | 'jmap';

/** What is in the account, and what is asked of the cycle that is measured. */
export type Work =
  | { kind: 'connect'; beside?: Beside }
  /** `hasConflict`: a sender with two different labels waits for the user, and has been flagged. */
  | { kind: 'idle'; hasConflict: boolean }
  | TriageWork;

/** Labelled senders, and other mail beside theirs in the mailbox that is swept. */
export interface TriageWork {
  kind: 'triage';
  /** Screener: the senders are new. Feed: all are contacts in that group, and move to Paper Trail. */
  from: 'Screener' | 'Feed';
  senders: number;
  mailsEach: number;
  otherMails: number;
  beside?: Beside;
}

/** What else is in the account. */
export interface Beside {
  /** Messages of others in the Inbox. */
  inbox?: number;
  /** Contacts in no group. */
  cards?: number;
  /** Contacts that are in every group. */
  members?: number;
  mailboxes?: number;
}

export interface Case {
  name: string;
  contacts: Contacts;
  work: Work;
  /** Milliseconds that the server waits before each answer. */
  latenciesMs: readonly number[];
  /** Part of the short run. */
  isQuick: boolean;
}

/** Senders of the other mail in a Feed, all of them contacts. */
export const OTHER_CONTACTS = 200;

/** The labels that new senders get, in turn, and the contact groups behind them: two labels share one. */
export const LABELS = ['@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToJail', '@ToPerson'];
export const GROUPS = ['Imbox', 'Feed', 'Paper Trail', 'Jail'];

type Row = Omit<Case, 'contacts' | 'latenciesMs' | 'isQuick'> & Partial<Case>;

const newSenders = (senders: number, mailsEach: number, more: Partial<TriageWork> = {}): TriageWork => ({
  kind: 'triage',
  from: 'Screener',
  senders,
  mailsEach,
  otherMails: 0,
  ...more,
});
const moving = (mailsEach: number, feed: number, beside: Beside = {}): TriageWork => ({
  kind: 'triage',
  from: 'Feed',
  senders: 1,
  mailsEach,
  otherMails: feed - mailsEach,
  beside,
});

/** Cases of minutes are left out at 200 ms, unless that is asked for. */
const SHORT = [0, 50];

const ROWS: readonly Row[] = [
  { name: 'connect', work: { kind: 'connect' }, isQuick: true },
  { name: 'idle', work: { kind: 'idle', hasConflict: false }, isQuick: true },
  { name: 'idle, conflict', work: { kind: 'idle', hasConflict: true }, isQuick: true },
  { name: '1x1', work: newSenders(1, 1), isQuick: true },
  { name: '1x50', work: newSenders(1, 50) },
  { name: '10x20', work: newSenders(10, 20), isQuick: true },
  { name: '50x20', work: newSenders(50, 20), isQuick: true },
  { name: '200x5', work: newSenders(200, 5) },
  { name: '200x50', work: newSenders(200, 50) },
  { name: '1000x1', work: newSenders(1000, 1) },
  { name: '1000x50', work: newSenders(1000, 50), latenciesMs: SHORT },
  { name: '50x20 of 50000', work: newSenders(50, 20, { otherMails: 49_000 }), latenciesMs: SHORT },
  { name: 'move 5 of 1000', work: moving(5, 1000), isQuick: true },
  { name: 'move 5 of 20000', work: moving(5, 20_000) },
  { name: 'move 2000 of 20000', work: moving(2000, 20_000) },
  { name: 'connect, 5000 cards', work: { kind: 'connect', beside: { cards: 5000 } } },
  { name: '10x20, 5000 cards', work: newSenders(10, 20, { beside: { cards: 5000 } }) },
  { name: '10x20, groups of 2000', work: newSenders(10, 20, { beside: { members: 2000 } }) },
  { name: 'move 5 of 1000, groups of 2000', work: moving(5, 1000, { members: 2000 }) },
  { name: '50x20, Inbox of 60000', work: newSenders(50, 20, { beside: { inbox: 60_000 } }) },
  {
    name: 'connect, 300 mailboxes',
    work: { kind: 'connect', beside: { mailboxes: 300 } },
    isQuick: true,
  },
  { name: '10x20, 300 mailboxes', work: newSenders(10, 20, { beside: { mailboxes: 300 } }), isQuick: true },
];

export const CASES: readonly Case[] = (['carddav', 'jmap'] as const).flatMap((contacts) =>
  ROWS.map((row) => ({ latenciesMs: [0, 50, 200], isQuick: false, ...row, contacts })),
);

/** The cycle that is measured: 0 is what comes before the first. */
export function measuredCycle(work: Work): number {
  if (work.kind === 'connect') return 0;
  // The first cycle finds nothing to do; then come the labels. A conflict is flagged in the second.
  return work.kind === 'idle' && work.hasConflict ? 3 : 2;
}

/** What the cycle's log line must say, so that nothing is measured that did not work. */
export const expectedCounts = (work: Work): Readonly<Record<string, number>> =>
  work.kind === 'triage'
    ? { triaged: work.senders, mails: work.senders * work.mailsEach, failed: 0, waiting: 0 }
    : { triaged: 0, mails: 0, failed: 0, waiting: 0 };
