/** A defect put into the program, which its tests must notice. */
export interface Mutation {
  /** From the root of the project. */
  readonly file: string;
  /** What is then wrong, in a few words. */
  readonly defect: string;
  /** Text that is in the file exactly once, and what takes its place. */
  readonly find: string;
  readonly replace: string;
  /** Test files that must notice, from the root of the project. */
  readonly tests: readonly string[];
  /** Why no test can notice; such a mutation is listed, and not run. */
  readonly survives?: string;
}

/** The file's text with the defect. Throws where the mutation does not fit the code as it is. */
export function mutate(text: string, { file, defect, find, replace }: Mutation): string {
  const [before, after, ...others] = text.split(find);
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`${file}: the text of "${defect}" is not there exactly once`);
  return before + replace + after;
}
