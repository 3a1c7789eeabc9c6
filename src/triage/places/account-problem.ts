import { AccountError } from '../../errors.ts';

/** Something about the account that keeps Mailroom from working with it. */
export interface AccountProblem {
  /** What is wrong: `mailbox "@ToFeed" (the triage label of Feed) does not exist`. */
  readonly what: string;
  /** What the user can do about it. */
  readonly fix: string;
}

/** Throws `AccountError` with all the problems; does nothing when there are none. */
export function throwProblems(problems: readonly AccountProblem[]): void {
  const texts = problems.map(({ what, fix }) => `${what}: ${fix}`);
  if (texts.length > 0) throw new AccountError([...new Set(texts)]);
}
