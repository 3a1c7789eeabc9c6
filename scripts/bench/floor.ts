import { type Contacts, GROUPS, type Work } from './cases.ts';

/** What bounds one request, and how many go out at a time. */
export interface FloorLimits {
  /** Of the session (RFC 8620 2). */
  maxObjectsInGet: number;
  maxObjectsInSet: number;
  maxCallsInRequest: number;
  /** Requests at once over CardDAV. Not the protocol's: a Cyrus process serves each connection, so Mailroom takes 4. */
  connections: number;
}

/** What one cycle has to do. Mailroom's own sizes, of pages, rounds and batches, play no part in it. */
export interface CycleWork {
  contacts: Contacts;
  /** Messages with a triage label. */
  labelled: number;
  /** Contacts that are made or edited. */
  saved: number;
  /** Groups that are joined, and left. */
  joined: number;
  left: number;
  /** Messages in each mailbox that is swept. */
  listed: readonly number[];
  moved: number;
}

/** Requests that each wait for the answer to the one before. */
export interface Step {
  name: string;
  roundTrips: number;
}

/**
 * The least number of dependent round trips that the protocols allow for a cycle. What one request can carry counts as one:
 * JMAP's calls are worked on in order and may refer to earlier answers (RFC 8620 3.7), so a page can hang on the page
 * before (`#anchor`), and an Email/set on the state that the last one left (`#ifInState`). Only a decision that is made
 * here, or a rule of Mailroom's, makes a request wait. Sizes in bytes, and opening connections, are left out.
 */
export function cycleFloor(work: CycleWork, limits: FloorLimits): Step[] {
  const writes = (cards: number): number =>
    work.contacts === 'carddav' ? rounds(cards, limits.connections) : setRequests(cards, limits);
  // An idle cycle is one request, so everything else waits for what the scan finds.
  const scan = { name: 'scan', roundTrips: Math.max(1, pageRequests(work.labelled, limits)) };
  if (work.saved === 0) return [scan];
  return [
    scan,
    // Whole cards with their ETags or states (RFC 6352 8.6, RFC 9610 3.1): that is all that edits build on (N5).
    { name: 'list contacts', roundTrips: 1 },
    // CardDAV has no request that writes several cards (RFC 6352 5.3.2); JMAP writes them in one call.
    { name: 'save contacts', roundTrips: writes(work.saved) },
    // A contact's UID may be taken by somebody else's card (N7): what becomes a member is known from the answers only.
    { name: 'join groups', roundTrips: writes(work.joined) },
    // After the joins, for until then the user's rules bring mail to where it is swept from (N6). The catch-up
    // (Email/changes since the state of the first page, N10) can end the same request.
    {
      name: 'list mail',
      roundTrips: Math.max(1, ...work.listed.map((mails) => pageRequests(mails, limits))),
    },
    // Which messages are the sender's is decided here (N3).
    { name: 'move mail', roundTrips: setRequests(work.moved, limits) },
    // The old membership is the only record of an unfinished move, and each mail may fail on its own (N6).
    { name: 'leave groups', roundTrips: writes(work.left) },
    // The label comes off when all else is known to be done (N4).
    { name: 'take labels off', roundTrips: setRequests(work.labelled, limits) },
  ].filter(({ roundTrips }) => roundTrips > 0);
}

/** The same for connecting, which a service does once. */
export const connectFloor = (contacts: Contacts): Step[] =>
  contacts === 'jmap'
    ? [
        // RFC 8620 2: it tells where the API is, and the limits.
        { name: 'JMAP session', roundTrips: 1 },
        { name: 'mailboxes, identities and contacts', roundTrips: 1 },
      ]
    : [
        // RFC 6764 6; JMAP's two round trips can go on beside these.
        { name: 'well-known URL', roundTrips: 1 },
        { name: 'principal', roundTrips: 1 },
        { name: 'address book home', roundTrips: 1 },
        { name: 'address books', roundTrips: 1 },
        { name: 'list contacts', roundTrips: 1 },
      ];

/** The floor of a case. */
export function floorOf(work: Work, contacts: Contacts, limits: FloorLimits): Step[] {
  if (work.kind === 'connect') return connectFloor(contacts);
  const idle = { contacts, labelled: 0, saved: 0, joined: 0, left: 0, listed: [], moved: 0 };
  if (work.kind === 'idle') return cycleFloor({ ...idle, labelled: work.hasConflict ? 2 : 0 }, limits);
  const { from, senders, mailsEach, otherMails, beside } = work;
  const moved = senders * mailsEach;
  const groups =
    from === 'Screener' ? { joined: Math.min(senders, GROUPS.length), left: 0 } : { joined: 1, left: 1 };
  return cycleFloor(
    {
      contacts,
      labelled: senders,
      saved: senders,
      ...groups,
      listed: [moved + otherMails, beside?.inbox ?? 0],
      moved,
    },
    limits,
  );
}

export const roundTripsOf = (steps: readonly Step[]): number =>
  steps.reduce((total, step) => total + step.roundTrips, 0);

const rounds = (items: number, atOnce: number): number => Math.ceil(items / atOnce);

/** A page takes two calls: Email/query, and Email/get of what it found. */
const pageRequests = (mails: number, { maxObjectsInGet, maxCallsInRequest }: FloorLimits): number =>
  rounds(rounds(mails, maxObjectsInGet), Math.floor(maxCallsInRequest / 2));

const setRequests = (records: number, { maxObjectsInSet, maxCallsInRequest }: FloorLimits): number =>
  rounds(rounds(records, maxObjectsInSet), maxCallsInRequest);
