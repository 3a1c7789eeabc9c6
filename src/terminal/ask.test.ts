import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askYesNo } from './ask.ts';

function terminal(isTTY = true, signal = new AbortController().signal) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const written: string[] = [];
  const stdout = { isTTY, write: (text: string) => written.push(text) };
  return { stdin, written, io: { env: {}, stdin, stdout, stderr: stdout, signal } };
}

describe('a question on the terminal', () => {
  it.each([
    ['y', true],
    ['Yes', true],
    [' y ', true],
    ['n', false],
    ['', false],
    ['yeah', false],
  ])('answered with %j', async (answer, expected) => {
    const { io, stdin, written } = terminal();
    const asked = askYesNo(io, 'Really? ');
    stdin.write(`${answer}\n`);

    expect(await asked).toBe(expected);
    expect(written).toEqual(['Really? ']);
  });

  it('takes the end of the input for a no', async () => {
    const { io, stdin } = terminal();
    const asked = askYesNo(io, 'Really? ');
    stdin.end();

    expect(await asked).toBe(false);
  });

  it('is not asked where there is no terminal', async () => {
    const { io, written } = terminal(false);

    expect(await askYesNo(io, 'Really? ')).toBeUndefined();
    expect(written).toEqual([]);
  });

  it('is left when a stop is asked for', async () => {
    const controller = new AbortController();
    const { io } = terminal(true, controller.signal);
    const asked = askYesNo(io, 'Really? ');
    controller.abort();

    await expect(asked).rejects.toBe(controller.signal.reason);
  });
});
