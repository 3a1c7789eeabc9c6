/** What a server announces in its session (RFC 8620 2) and refuses beyond. Sizes in bytes. */
export interface Limits {
  maxSizeRequest: number;
  maxSizeUpload: number;
  maxConcurrentRequests: number;
  maxCallsInRequest: number;
  maxObjectsInGet: number;
  maxObjectsInSet: number;
  /** RFC 8621 1.3.1. */
  maxMailboxesPerEmail: number;
  /** How many mailboxes one call may create. Not announced; Fastmail was reported to refuse about 50. */
  maxMailboxesInSet: number;
}

export const FASTMAIL_LIMITS: Limits = {
  maxSizeRequest: 10_000_000,
  maxSizeUpload: 250_000_000,
  maxConcurrentRequests: 10,
  maxCallsInRequest: 50,
  maxObjectsInGet: 4096,
  maxObjectsInSet: 4096,
  maxMailboxesPerEmail: 20,
  maxMailboxesInSet: 40,
};

/** Where real servers differ from each other, or from the specification. */
export interface Quirks {
  /** The session's URLs are paths, without an origin. */
  relativeUrls: boolean;
  /** `Identity/get` is refused with `accountNotSupportedByMethod`, although the session lists submission. */
  identitiesUnsupported: boolean;
  /** The token has no submission scope: the session does not list the capability, so using it is an error. */
  withoutSubmission: boolean;
  /** The token has no contacts scope, or the server no contacts over JMAP: the session does not list the capability. */
  withoutContacts: boolean;
  /** Members of a contact group are handed out as `urn:uuid:<uid>`, whatever the members' own UIDs look like. */
  urnMembers: boolean;
  /**
   * `MEMBER` of a vCard 4 is the UID of a card as it is, and is in quotes where it is handed out as vCard 3. Else members are
   * `urn:uuid:` and a UID in either version.
   */
  verbatimMembers: boolean;
  /** Cards have `addressBookId`, one id, instead of `addressBookIds`. */
  singleAddressBookId: boolean;
  /** `ContactCard/query` refuses every filter. */
  refusesCardFilters: boolean;
  /** Too many ids fail the whole request with HTTP 400, not just the call with `requestTooLarge`. */
  objectLimitsFailRequest: boolean;
  /** A bad back-reference is called `resultReference` instead of `invalidResultReference`. */
  shortReferenceError: boolean;
  /** Replacing the whole `mailboxIds` is reported as done, and does nothing. */
  ignoresWholeMailboxIds: boolean;
  /** A mail that has been moved before is destroyed when its last mailbox goes, and reported as updated. */
  losesMail: boolean;
  /** A mail that is moved into a deleted mailbox is destroyed and reported as updated, not refused. */
  losesMailToDeleted: boolean;
  /** `Email/query` refuses a filter that names a deleted mailbox, instead of finding nothing in it. */
  refusesDeletedInFilter: boolean;
  /** A filter's operator may stand without conditions: AND and OR find nothing then, NOT finds all. */
  allowsNoConditions: boolean;
  /** `changes` since what never was a state: `cannotCalculateChanges`, not `invalidArguments`. */
  forgetsUnknownStates: boolean;
  /** A mailbox name that is taken is refused as `alreadyExists`, one with a slash, or too long, as `invalidProperties`. */
  namesMailboxErrors: boolean;
  /** `Mailbox/changes` lists a mailbox that was made and destroyed since as made. */
  listsShortLivedMailboxes: boolean;
  /** Destroying a mail that does not exist is reported as done. */
  destroysUnknown: boolean;
  /** Cards stored as vCard 4 are handed out as vCard 3 unless version 4.0 is asked for; inline photos do not survive. */
  downgradesCards: boolean;
  /** A change of a card over JMAP converts all of it: it becomes a vCard 4, and what the converter does not know is lost. */
  rewritesCards: boolean;
  /** `ContactCard/query` lists the card that was changed last first, so that the order changes from page to page. */
  ordersCardsByChange: boolean;
  /** UIDs of cards that differ in letter case or prefix are two. */
  comparesUidsExactly: boolean;
  /** A UID may be that of one card only: a second one is refused with `no-uid-conflict`, which names the first. */
  uniqueUids: boolean;
  /** Paths of cards are handed out with the `?` of a file name as it is. */
  leavesQuestionMarks: boolean;
}

/**
 * As Cyrus IMAP 3.6.1 with `expunge_mode: delayed` and `delete_mode: delayed`. It has no contacts over JMAP; what they are
 * like where a test asks for them (`withoutContacts: false`) was reported of releases that do.
 */
const cyrus36: Quirks = {
  relativeUrls: true,
  identitiesUnsupported: true,
  withoutSubmission: false,
  withoutContacts: true,
  urnMembers: false,
  verbatimMembers: false,
  singleAddressBookId: false,
  refusesCardFilters: false,
  objectLimitsFailRequest: true,
  shortReferenceError: true,
  ignoresWholeMailboxIds: false,
  losesMail: true,
  losesMailToDeleted: true,
  refusesDeletedInFilter: false,
  allowsNoConditions: false,
  forgetsUnknownStates: false,
  listsShortLivedMailboxes: true,
  namesMailboxErrors: false,
  destroysUnknown: true,
  downgradesCards: true,
  rewritesCards: false,
  ordersCardsByChange: false,
  comparesUidsExactly: false,
  uniqueUids: false,
  leavesQuestionMarks: true,
};

/** As Cyrus's main branch of August 2026, with contacts over JMAP (RFC 9610): what is closest to Fastmail's servers. */
const cyrusMain: Quirks = {
  relativeUrls: true,
  identitiesUnsupported: true,
  withoutSubmission: false,
  withoutContacts: false,
  urnMembers: false,
  verbatimMembers: true,
  singleAddressBookId: false,
  refusesCardFilters: false,
  objectLimitsFailRequest: false,
  shortReferenceError: false,
  ignoresWholeMailboxIds: false,
  losesMail: true,
  losesMailToDeleted: false,
  refusesDeletedInFilter: true,
  allowsNoConditions: true,
  forgetsUnknownStates: true,
  listsShortLivedMailboxes: false,
  namesMailboxErrors: true,
  destroysUnknown: false,
  downgradesCards: true,
  rewritesCards: true,
  ordersCardsByChange: true,
  comparesUidsExactly: true,
  uniqueUids: true,
  leavesQuestionMarks: true,
};

/** Fastmail runs Cyrus: its main branch, with what was reported of Fastmail itself, and no kinder to mail than 3.6. */
const fastmail: Quirks = {
  ...cyrusMain,
  relativeUrls: false,
  identitiesUnsupported: false,
  ignoresWholeMailboxIds: true,
  losesMailToDeleted: true,
};

/** The servers that the sandbox can be, by name. */
export const QUIRKS = { cyrus36, cyrusMain, fastmail } as const satisfies Record<string, Quirks>;
export type ServerName = keyof typeof QUIRKS;
