import { describe, expect, it } from 'vitest';
import { openLog } from './open-log.ts';

function lineOf({
  env = {},
  isTTY = false,
  columns,
}: {
  env?: NodeJS.ProcessEnv;
  isTTY?: boolean;
  columns?: number;
}) {
  let written = '';
  const write = (text: string) => (written += text);
  const log = openLog(
    {
      env,
      stdout: { write, isTTY, ...(columns !== undefined && { columns }) },
      stderr: { write },
      signal: new AbortController().signal,
    },
    'info',
  );
  log('name_mismatch', { sender: 'news@shop.example', category: 'Feed', token: 'fmu1-token' });
  return written;
}

describe('openLog', () => {
  it('writes JSON where stdout is no terminal', () => {
    expect(JSON.parse(lineOf({}))).toMatchObject({ event: 'name_mismatch' });
  });

  it('writes for people, in colour, on a terminal', () => {
    expect(lineOf({ isTTY: true })).toMatch(/WARNING.*news@shop\.example\s+→ Feed/s);
    expect(lineOf({ isTTY: true }).startsWith('\u001b[33m')).toBe(true);
  });

  it('writes without colour where NO_COLOR asks for it', () => {
    expect(lineOf({ isTTY: true, env: { NO_COLOR: '1' } })).not.toContain('\u001b');
    expect(lineOf({ isTTY: true, env: { NO_COLOR: '' } })).toContain('\u001b');
  });

  it('fits the terminal', () => {
    expect(lineOf({ isTTY: true, columns: 40 })).toContain('\n  news@shop.example');
  });

  it('hides the secrets of the environment', () => {
    expect(lineOf({ env: { MAILROOM_JMAP_TOKEN: 'fmu1-token' } })).toContain('"token":"[secret]"');
  });
});
