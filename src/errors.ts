import { counted } from './counted.ts';

/**
 * Every error says what its catcher should do. Code decides by class, never by message; messages are for people and
 * never hold a secret (N9). An abort is not an error of Mailroom's: an AbortSignal's reason is rethrown as it is.
 */
export abstract class MailroomError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Fix the configuration and restart: `problems` lists all of them, by variable name and without values. */
export class ConfigError extends MailroomError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${countOf(problems)}:\n${bullets(problems)}`);
    this.problems = problems;
  }
}

/** Fix the account (a mailbox or contact group is missing or doubled): `problems` lists all of them. */
export class AccountError extends MailroomError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The account has ${countOf(problems)}:\n${bullets(problems)}`);
    this.problems = problems;
  }
}

/** The server refused the credentials (HTTP 401, 403). One alone may be throttling; it is not yet a revoked token. */
export class AuthError extends MailroomError {}

/** The server could not prove who it is (its certificate's issuer, host or dates): nothing was sent. It rarely passes. */
export class CertificateError extends MailroomError {}

/** Nothing is wrong that waiting does not cure: try again in the next cycle. */
export class TransientError extends MailroomError {
  /** What the server asked for, in seconds. */
  readonly retryAfter: number | undefined;
  /** No connection came about, so the server knows nothing of the request. */
  readonly unsent: boolean;

  constructor(
    message: string,
    options?: ErrorOptions & { retryAfter?: number | undefined; unsent?: boolean },
  ) {
    super(message, options);
    this.retryAfter = options?.retryAfter;
    this.unsent = options?.unsent ?? false;
  }
}

/** Someone else changed the thing since it was read (HTTP 412, JMAP `stateMismatch`): read again and decide anew. */
export class ConflictError extends MailroomError {}

/** This sender cannot be triaged; the others can. */
export class SenderError extends MailroomError {}

/** The server refuses what was written, for what is in it: a part of it may pass. `properties` is what it objects to, if told. */
export class RefusedError extends SenderError {
  readonly properties: readonly string[];

  constructor(message: string, options?: ErrorOptions & { properties?: readonly string[] }) {
    super(message, options);
    // To people it is the sender that cannot be triaged.
    this.name = SenderError.name;
    this.properties = options?.properties ?? [];
  }
}

/** The server broke the protocol's contract: the answer cannot be understood, so nothing may be concluded from it. */
export class ProtocolError extends MailroomError {}

/** A request that breaks one of the rules N1-N3 was about to leave: a defect in Mailroom. The request is not sent. */
export class SafetyError extends MailroomError {}

const countOf = (problems: readonly string[]): string => counted(problems.length, 'problem');

const bullets = (problems: readonly string[]): string =>
  problems.map((problem) => `  - ${problem}`).join('\n');
