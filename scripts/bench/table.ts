import { type Result, type TargetCheck } from './targets.ts';

/** A table in Markdown, its columns aligned for a terminal; the first one to the left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, n) => Math.max(3, ...[head, ...rows].map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** `×` is wall time in floors. */
const HEAD = [
  'case',
  'ms',
  'requests',
  'kB out',
  'kB in',
  'wall s',
  'trips',
  'floor s',
  '×',
  'CPU s',
  'anon MiB',
  'RSS MiB',
];

/** Everything that was measured over one of the protocols. */
export const resultTable = (results: readonly Result[]): string =>
  table(
    HEAD,
    results.map((result) => {
      const { name, latencyMs, requests, wallSeconds, floorRoundTrips } = result;
      const floorSeconds = (floorRoundTrips * latencyMs) / 1000;
      return [
        name,
        String(latencyMs),
        String(requests),
        kilobytes(result.bytesSent),
        kilobytes(result.bytesReceived),
        wallSeconds.toFixed(2),
        String(floorRoundTrips),
        floorSeconds === 0 ? '' : floorSeconds.toFixed(2),
        floorSeconds === 0 ? '' : (wallSeconds / floorSeconds).toFixed(1),
        result.cpuSeconds.toFixed(2),
        result.peakAnonMiB.toFixed(1),
        result.peakResidentMiB.toFixed(1),
      ];
    }),
  );

export const targetTable = (checks: readonly TargetCheck[]): string =>
  table(
    ['target', 'contacts', 'at most', 'found', ''],
    checks.map(({ name, contacts, what, atMost, found, isMissed }) => [
      `${name}: ${what}`,
      contacts,
      String(atMost),
      Number.isInteger(found) ? String(found) : found.toFixed(1),
      isMissed ? 'missed' : 'met',
    ]),
  );

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

/** The largest parts of the bundle, by the bytes that they take in it: packages, and folders of the program. */
export function bundleTable(
  inputs: Readonly<Record<string, { bytesInOutput: number }>>,
  count: number,
): string {
  const bytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = partOf(path);
    bytes.set(part, (bytes.get(part) ?? 0) + bytesInOutput);
  }
  const largest = [...bytes].sort(([, one], [, other]) => other - one).slice(0, count);
  return table(
    ['largest inputs of the bundle', 'kB'],
    largest.map(([part, size]) => [part, kilobytes(size)]),
  );
}

const partOf = (path: string): string =>
  /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path.split('/').slice(0, 2).join('/');
