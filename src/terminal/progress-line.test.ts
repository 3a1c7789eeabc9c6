import { describe, expect, it } from 'vitest';
import { createProgressLine } from './progress-line.ts';

const ERASE = '\r\u001b[K';

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) };
}

describe('the progress line', () => {
  it('changes in place on a terminal', () => {
    const terminal = screen(true);
    const line = createProgressLine(terminal);
    let count = 1;
    line.show(() => `${count} of 3`);
    count = 2;
    line.redraw();
    line.clear();
    line.redraw();

    expect(terminal.written).toEqual([`${ERASE}1 of 3`, `${ERASE}2 of 3`, ERASE]);
  });

  it('is not longer than the terminal is wide', () => {
    const terminal = screen(true);
    createProgressLine(terminal).show(() => 'x'.repeat(100));

    expect(terminal.written).toEqual([ERASE + 'x'.repeat(19)]);
  });

  it('stays below other output', () => {
    const terminal = screen(true);
    const line = createProgressLine(terminal);
    line.above.write('before\n');
    line.show(() => 'working');
    line.above.write('a line\n');

    expect(terminal.written.join('')).toBe(`before\n${ERASE}working${ERASE}a line\n${ERASE}working`);
    expect(line.above).toMatchObject({ isTTY: true, columns: 20 });
  });

  it('is nothing in a pipe', () => {
    const pipe = screen(false);
    const line = createProgressLine(pipe);
    line.show(() => 'working');
    line.redraw();
    line.above.write('a line\n');
    line.clear();

    expect(pipe.written).toEqual(['a line\n']);
  });
});
