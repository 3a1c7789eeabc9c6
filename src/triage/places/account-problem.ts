import { counted } from '../../counted.ts';
import { AccountError } from '../../errors.ts';

/** Something about the account that keeps Mailroom from working with it. */
export interface AccountProblem {
  /** What is wrong: `mailbox "@ToFeed" (the triage label of Feed) does not exist`. */
  readonly what: string;
  /** What the user can do about it. */
  readonly fix: string;
  /** What is simply not there: several of these have one remedy. */
  readonly missing?: { readonly kind: 'mailbox' | 'contact group'; readonly name: string };
}

/** Throws `AccountError` with all the problems, those with one remedy as one; does nothing when there are none. */
export function throwProblems(problems: readonly AccountProblem[]): void {
  const texts = grouped(problems).map(({ what, fix }) => `${what}: ${fix}`);
  if (texts.length > 0) throw new AccountError([...new Set(texts)]);
}

/** The same problems; all that is missing is one of them, for "mailroom setup --apply" makes it all. */
export function grouped(problems: readonly AccountProblem[]): AccountProblem[] {
  const missing = problems.flatMap((problem) => problem.missing ?? []);
  if (missing.length < 2) return [...problems];
  const kinds = (['mailbox', 'contact group'] as const).flatMap((kind) => {
    const names = missing.filter((each) => each.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${count(names.length, kind)} (${some([...new Set(names)])})`];
  });
  const all = {
    what: `${kinds.join(' and ')} do not exist`,
    fix: 'run "mailroom setup --apply", which makes them; or rename the ones that they replace, or configure other names',
  };
  return [all, ...problems.filter((problem) => problem.missing === undefined)];
}

const PLURALS = { mailbox: 'mailboxes', 'contact group': 'contact groups' } as const;

const count = (number: number, kind: keyof typeof PLURALS): string => counted(number, kind, PLURALS[kind]);

/** So many characters of names: a line of the log has an end. */
const MAX_NAMES = 150;

function some(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  let shown = 1;
  while (shown < quoted.length && quoted.slice(0, shown + 1).join(', ').length <= MAX_NAMES) shown += 1;
  const more = quoted.length - shown;
  return quoted.slice(0, shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
