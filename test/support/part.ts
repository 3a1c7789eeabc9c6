import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** In the project `explore` alone. */
    isExploration?: true;
  }
}

/**
 * Whether a test of many of its kind belongs to this run: `npm test` takes a sample of them, and `npm run test:explore` all
 * the others, so that each is in one of the two.
 */
export const isInThisPart = (isInSample: boolean): boolean =>
  isInSample === (inject('isExploration') === undefined);

/** For a table: `npm test` takes every n-th row. */
export const rowsOfThisPart = <T>(rows: readonly T[], n: number): T[] =>
  rows.filter((_, index) => isInThisPart(index % n === 0));
