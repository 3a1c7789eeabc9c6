import { type SessionLimits } from '../../jmap/session.ts';

/** How much mail shares a request. */
export interface RequestSizes {
  /** Messages of which no more is asked than what moving them takes (`LISTED`). */
  readonly listed: number;
  /** Messages of which the From itself is asked, and what planning takes (`CHECKED`, `SCANNED`). */
  readonly checked: number;
  /** Mailboxes whose first pages share a request, two calls each. */
  readonly mailboxesAtOnce: number;
  readonly callsAtOnce: number;
  /** Pages that are read side by side. */
  readonly requestsAtOnce: number;
}

/** An answer is planned to have so many bytes: parsed, it takes about four times as many. */
const PLANNED_BYTES = 1024 * 1024;

/** Mail can be larger than planned. A longer answer is cut off, and asked for in smaller pages. */
export const MAX_ANSWER_BYTES = 4 * PLANNED_BYTES;

/** Of one mail in an answer, as JSON: more than the usual one takes, with an id of 30 characters and a mailbox or two. */
const LISTED_BYTES = 256;
const CHECKED_BYTES = 512;

const MAILBOXES_AT_ONCE = 10;

/** Cyrus serves each connection with a process of its own. */
const REQUESTS_AT_ONCE = 4;

/** The sizes that the session's limits and memory allow, or a part of them where these have turned out too large. */
export function requestSizes(limits: SessionLimits, part = 1): RequestSizes {
  const partOf = (size: number): number => Math.max(1, Math.floor(size / part));
  const mails = (bytesEach: number): number =>
    partOf(Math.min(PLANNED_BYTES / bytesEach, limits.maxObjectsInGet));
  return {
    listed: mails(LISTED_BYTES),
    checked: mails(CHECKED_BYTES),
    mailboxesAtOnce: partOf(Math.min(MAILBOXES_AT_ONCE, (limits.maxCallsInRequest - 1) / 2)),
    callsAtOnce: limits.maxCallsInRequest,
    requestsAtOnce: Math.min(REQUESTS_AT_ONCE, limits.maxConcurrentRequests),
  };
}

/** Whether there are smaller sizes to try. */
export const canShrink = ({ listed, checked, mailboxesAtOnce }: RequestSizes): boolean =>
  Math.max(listed, checked, mailboxesAtOnce) > 1;
