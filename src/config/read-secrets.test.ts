import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSecrets, secretValues } from './read-secrets.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailroom-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string): string {
  const path = join(folder, 'token');
  writeFileSync(path, content);
  return path;
}

describe('readSecrets', () => {
  it('takes a secret from its variable', () => {
    expect(readSecrets({ MAILROOM_JMAP_TOKEN: 'hush' }).values).toEqual({ MAILROOM_JMAP_TOKEN: 'hush' });
  });

  it.each([
    ['as it is', 'hush', 'hush'],
    ['without the line end of the last line', 'hush\n', 'hush'],
    ['without a line end of two characters', 'hush\r\n', 'hush'],
    ['without blanks and line breaks around it', ' \t hush \r\n\r\n', 'hush'],
    ['without a byte order mark', '\uFEFFhush\n', 'hush'],
    ['with whatever is in it', 'hu\nsh\n', 'hu\nsh'],
  ])('takes it from a file %s', (_, content, secret) => {
    const { values } = readSecrets({ MAILROOM_JMAP_TOKEN_FILE: fileWith(content) });
    expect(values).toEqual({ MAILROOM_JMAP_TOKEN: secret });
  });

  it.each([
    ['hush\n', 'hush'],
    ['hush\r\n', 'hush'],
    ['\uFEFF hush \n\n', 'hush'],
  ])('takes %j from a variable as from a file: without what is around it', (text, secret) => {
    expect(readSecrets({ MAILROOM_JMAP_TOKEN: text }).values).toEqual({ MAILROOM_JMAP_TOKEN: secret });
    expect(readSecrets({ MAILROOM_JMAP_TOKEN: '\n' }).problems.get('MAILROOM_JMAP_TOKEN')).toContain(
      'is not set',
    );
  });

  it('counts an empty variable as not set', () => {
    const { values, problems } = readSecrets({
      MAILROOM_JMAP_TOKEN: '',
      MAILROOM_JMAP_TOKEN_FILE: fileWith('hush'),
      MAILROOM_CARDDAV_PASSWORD: 'pass',
      MAILROOM_CARDDAV_PASSWORD_FILE: '',
    });
    expect(values).toEqual({ MAILROOM_JMAP_TOKEN: 'hush', MAILROOM_CARDDAV_PASSWORD: 'pass' });
    expect([...problems.keys()]).toEqual([]);
  });

  it('tells of secrets that are needed and not set', () => {
    const isNeeded = ({ name }: { name: string }): boolean => name.includes('CARDDAV');
    const { problems } = readSecrets({ MAILROOM_CARDDAV_PASSWORD: 'pass' }, undefined, isNeeded);
    expect([...problems.keys()]).toEqual(['MAILROOM_CARDDAV_USERNAME']);
    expect([...readSecrets({}).problems.keys()]).toEqual(['MAILROOM_JMAP_TOKEN']);
  });

  it('refuses a secret that is given twice', () => {
    const { problems } = readSecrets({
      MAILROOM_JMAP_TOKEN: 'hush',
      MAILROOM_JMAP_TOKEN_FILE: fileWith('hush'),
    });
    expect(problems.get('MAILROOM_JMAP_TOKEN')).toBe(
      'MAILROOM_JMAP_TOKEN and MAILROOM_JMAP_TOKEN_FILE are both set: keep one.',
    );
  });

  it.each([
    ['does not exist', () => join(folder, 'none'), 'ENOENT'],
    ['is a folder', () => folder, 'EISDIR'],
    ['cannot have such a name', () => 'fmu1-\0-hush', 'ERR_INVALID_ARG_VALUE'],
    ['would have a name that is too long', () => 'hush'.repeat(2000), 'ENAMETOOLONG'],
  ])('tells the error code, and not the path, of a file that %s', (_, makePath, code) => {
    const path = makePath();
    const { problems } = readSecrets({ MAILROOM_JMAP_TOKEN_FILE: path });
    expect(problems.get('MAILROOM_JMAP_TOKEN')).toContain(
      `MAILROOM_JMAP_TOKEN_FILE names a file that cannot be read (${code})`,
    );
    expect(problems.get('MAILROOM_JMAP_TOKEN')).not.toContain(path);
  });

  it.each(['', '\n'])('refuses a file with nothing in it: %j', (content) => {
    const { problems } = readSecrets({ MAILROOM_JMAP_TOKEN_FILE: fileWith(content) });
    expect(problems.get('MAILROOM_JMAP_TOKEN')).toContain('MAILROOM_JMAP_TOKEN_FILE names an empty file');
  });

  it('tells nothing of an error that has no code', () => {
    const { problems } = readSecrets({ MAILROOM_JMAP_TOKEN_FILE: 'path' }, () => {
      throw Object.assign(new Error('hush'), { code: 'hush hush' });
    });
    expect(problems.get('MAILROOM_JMAP_TOKEN')).toContain('(unknown error)');
    expect(problems.get('MAILROOM_JMAP_TOKEN')).not.toContain('hush');
  });
});

describe('secretValues', () => {
  it('lists token, password and what Basic auth sends, wherever they come from', () => {
    const env = {
      MAILROOM_JMAP_TOKEN_FILE: fileWith('hush\n'),
      MAILROOM_CARDDAV_USERNAME: 'me@my.example',
      MAILROOM_CARDDAV_PASSWORD: 'pass',
    };
    expect(secretValues(env)).toEqual(['hush', 'pass', 'me@my.example:pass']);
  });

  it('lists nothing where nothing can be read', () => {
    expect(secretValues({ MAILROOM_CARDDAV_USERNAME: 'me@my.example' })).toEqual([]);
  });
});
