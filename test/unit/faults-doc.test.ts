import { describe, expect, it } from 'vitest';
import { FAULT_ROWS } from '../sandbox/fault-rows.ts';
import { FAULT_TABLE, NOT_APPLICABLE, PHASES, RELIABILITY_DOC } from '../sandbox/fault-table.ts';

describe('the table of faults in docs/reliability.md', () => {
  it('has all that are tried', () => {
    expect([...FAULT_TABLE.keys()]).toEqual(FAULT_ROWS.map(({ name }) => name));
    for (const cells of FAULT_TABLE.values()) expect([...cells.keys()]).toEqual(Object.keys(PHASES));
  });

  it('stands beside their count', () => {
    const cells = [...FAULT_TABLE.values()].flatMap((row) => [...row.values()]);
    const cycles = cells.filter((cell) => cell !== NOT_APPLICABLE).length;
    expect(RELIABILITY_DOC).toContain(`${FAULT_ROWS.length} faults, ${cycles} faulty cycles`);
  });
});
