import { type Result } from './targets.ts';

const FIGURES = ['requests', 'bytesSent', 'bytesReceived'] as const;

/** What a case cost when it was recorded; bytes are those of headers and bodies, all requests together. */
export type Counts = Readonly<Record<(typeof FIGURES)[number], number>>;

/** By case. */
export type Baseline = Readonly<Record<string, Counts>>;

export interface Comparison {
  /** Each names case, figure, recorded and found. */
  grown: string[];
  shrunk: string[];
  /** Cases that are not recorded. */
  unknown: string[];
}

export const baselineOf = (results: readonly Result[]): Baseline =>
  Object.fromEntries(
    results.map((result) => {
      const { requests, bytesSent, bytesReceived } = result;
      return [keyOf(result), { requests, bytesSent, bytesReceived }];
    }),
  );

/** Compares exactly: the same program on the same account counts the same. */
export function compare(recorded: Baseline, results: readonly Result[]): Comparison {
  const found = baselineOf(results);
  const comparison: Comparison = { grown: [], shrunk: [], unknown: [] };
  for (const [key, counts] of Object.entries(found)) {
    const before = recorded[key];
    if (before === undefined) comparison.unknown.push(`${key}: not recorded`);
    for (const figure of before === undefined ? [] : FIGURES) {
      const text = `${key}: ${figure}: recorded ${before?.[figure] ?? 0}, found ${counts[figure]}`;
      if (counts[figure] > (before?.[figure] ?? 0)) comparison.grown.push(text);
      if (counts[figure] < (before?.[figure] ?? 0)) comparison.shrunk.push(text);
    }
  }
  return comparison;
}

const keyOf = ({ contacts, name }: Result): string => `${contacts}, ${name}`;
