import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../support/run-mailroom.ts';

describe('running a program', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailroom-program-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function start(source: string, env: Record<string, string> = {}, timeoutMs = 10_000) {
    const file = join(folder, 'program.mjs');
    await writeFile(file, source);
    return startProgram(file, ['--flag'], env, { timeoutMs });
  }

  it('collects the exit code, the output and the logged lines', async () => {
    const program = await start(
      `console.log('{"event":"one"}\\nplain {}'); console.error('oh'); process.exitCode = 3;`,
    );

    expect(await program.result).toEqual({
      code: 3,
      signal: null,
      stdout: '{"event":"one"}\nplain {}\n',
      stderr: 'oh\n',
      events: [{ event: 'one' }],
    });
  });

  it('passes the arguments, and of the environment only what is given and PATH', async () => {
    const program = await start(
      `console.log(JSON.stringify({ args: process.argv.slice(2), env: Object.keys(process.env) }))`,
      { MAILROOM_X: '1' },
    );

    expect((await program.result).events).toEqual([{ args: ['--flag'], env: ['PATH', 'MAILROOM_X'] }]);
  });

  it('waits for a line, then sends a signal', async () => {
    const program = await start(`
      process.once('SIGTERM', () => { console.log('{"event":"stopping"}'); process.exit(0); });
      setInterval(() => undefined, 1000);
      console.log('{"event":"ready"}');`);

    await program.waitFor(({ event }) => event === 'ready');
    program.kill('SIGTERM');

    expect(await program.result).toMatchObject({
      code: 0,
      events: [{ event: 'ready' }, { event: 'stopping' }],
    });
  });

  it('fails when the awaited line never comes', async () => {
    const program = await start(`console.log('{"event":"other"}')`);

    await expect(program.waitFor(({ event }) => event === 'ready')).rejects.toThrow(
      'without the awaited line',
    );
  });

  it('kills a program that takes too long', async () => {
    const program = await start(`setInterval(() => undefined, 1000)`, {}, 500);

    await expect(program.result).rejects.toThrow('Still running after 500 ms');
  });
});
