import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopSignal } from './stop-signal.ts';

function start() {
  const source = new EventEmitter();
  const exits: number[] = [];
  return { source, exits, signal: stopSignal(source, (code) => exits.push(code)) };
}

describe('stopSignal', () => {
  it('does not abort by itself', () => {
    expect(start().signal.aborted).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'])('aborts at %s, and lets the program end by itself', (name) => {
    const { source, exits, signal } = start();

    source.emit(name);

    expect(signal.aborted).toBe(true);
    expect(exits).toEqual([]);
  });

  it.each([
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
    ['SIGTERM', 'SIGTERM', 143],
  ])('ends the program at the second signal: %s, then %s', (first, second, exitCode) => {
    const { source, exits } = start();

    source.emit(first);
    source.emit(second);

    expect(exits).toEqual([exitCode]);
  });
});
