import { describe, expect, it } from 'vitest';
import { bundleTable, resultTable, table } from '../../scripts/bench/table.ts';
import { type Result } from '../../scripts/bench/targets.ts';

const RESULT: Result = {
  name: 'move 2000 of 20000',
  contacts: 'carddav',
  work: { kind: 'connect' },
  latencyMs: 200,
  floorRoundTrips: 256,
  requests: 1744,
  puts: 1004,
  bytesSent: 7_491_700,
  bytesReceived: 70_408_500,
  wallSeconds: 102.4,
  cpuSeconds: 12.34,
  peakAnonMiB: 101.2,
  peakResidentMiB: 123.4,
};

describe('the tables of the benchmark', () => {
  it('align their columns, the first to the left and figures to the right', () => {
    expect(table(['case', 'n'], [['a long one', '1']]).split('\n')).toEqual([
      '| case       |   n |',
      '| ---------- | --: |',
      '| a long one |   1 |',
    ]);
  });

  it('fit a terminal of 120 columns, whatever is measured', () => {
    const lines = resultTable([RESULT]).split('\n');

    expect(lines[2]).toContain('| 2.0 |');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('leave out the floor in seconds where requests take no time', () => {
    expect(resultTable([{ ...RESULT, latencyMs: 0 }])).toMatch(/\| +256 \| +\| +\| +12\.34 \|/);
  });

  it('name the largest parts of the bundle first, and only those: packages and folders', () => {
    const inputs = {
      'src/cli.ts': { bytesInOutput: 100 },
      'node_modules/one/a.js': { bytesInOutput: 1000 },
      'src/jmap/session.ts': { bytesInOutput: 1500 },
      '../node_modules/one/lib/b.js': { bytesInOutput: 1000 },
    };

    const rows = bundleTable(inputs, 2).split('\n').slice(2);

    expect(rows.map((row) => row.replace(/ +/g, ' '))).toEqual([
      '| node_modules/one | 2.0 |',
      '| src/jmap | 1.5 |',
    ]);
  });
});
