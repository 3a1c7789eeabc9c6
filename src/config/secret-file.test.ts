import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingOnce, readSecretFile } from './secret-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailroom-secret-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readSecretFile', () => {
  it.each([
    ['an empty file', ''],
    ['a file of text', 'hush é\n'],
    ['a file as large as may be', 'x'.repeat(4096)],
  ])('reads %s', (_, content) => {
    const path = join(folder, 'secret');
    writeFileSync(path, content);

    expect(readSecretFile(path)).toBe(content);
  });

  it.each([
    ['a file of more than 4,096 bytes', () => large(4097)],
    ['a file that is not a secret at all', () => large(5_000_000)],
    ['a device without an end', () => '/dev/zero'],
  ])('refuses %s', (_, makePath) => {
    expect(() => readSecretFile(makePath())).toThrow(expect.objectContaining({ code: 'EFBIG' }));
  });

  it('does not wait for a pipe that nobody writes to', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);

    expect(readSecretFile(path)).toBe('');
  });

  it('gives up on a pipe that is held open and gives nothing', () => {
    const path = join(folder, 'held');
    execFileSync('mkfifo', [path]);
    const held = openSync(path, constants.O_RDWR);

    expect(() => readSecretFile(path, 50)).toThrow(expect.objectContaining({ code: 'ETIMEDOUT' }));
    closeSync(held);
  });

  function large(bytes: number): string {
    const path = join(folder, 'large');
    writeFileSync(path, Buffer.alloc(bytes));
    return path;
  }
});

describe('readingOnce', () => {
  it('hands out what it read first, whatever becomes of the file', () => {
    const path = join(folder, 'rotated');
    writeFileSync(path, 'hush');
    const readFile = readingOnce();

    expect(readFile(path)).toBe('hush');
    rmSync(path);
    expect(readFile(path)).toBe('hush');
  });

  it('does not try again what could not be read', () => {
    let calls = 0;
    const readFile = readingOnce(() => {
      calls += 1;
      throw new Error('no such file');
    });

    expect(() => readFile('path')).toThrow('no such file');
    expect(() => readFile('path')).toThrow('no such file');
    expect(calls).toBe(1);
  });
});
