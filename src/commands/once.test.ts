import { describe, expect, it } from 'vitest';
import { ConfigError, TransientError } from '../errors.ts';
import { once } from './once.ts';

/** Nothing listens on port 1. */
const NOWHERE = 'http://127.0.0.1:1/';

const ENV = {
  MAILROOM_JMAP_TOKEN: 'fmu1-token',
  MAILROOM_CARDDAV_USERNAME: 'me@my.example',
  MAILROOM_CARDDAV_PASSWORD: 'app-password',
  MAILROOM_JMAP_URL: NOWHERE,
  MAILROOM_CARDDAV_URL: NOWHERE,
};

function recordingIo(env: NodeJS.ProcessEnv) {
  const output: string[] = [];
  const write = (text: string) => output.push(text);
  const io = { env, stdout: { write }, stderr: { write }, signal: new AbortController().signal };
  return { io, records: () => output.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('once', () => {
  it('throws what is wrong with the configuration, and writes nothing', async () => {
    const { io, records } = recordingIo({ ...ENV, MAILROOM_DRY_RUN: 'maybe' });

    await expect(once(io)).rejects.toThrow(ConfigError);
    expect(records()).toEqual([]);
  });

  it('logs what may be a mistake in the configuration, then goes on to connect', async () => {
    const { io, records } = recordingIo({ ...ENV, MAILROOM_POL_INTERVAL: '60' });

    await expect(once(io)).rejects.toThrow(TransientError);
    expect(records()).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        event: 'config_warning',
        warning: expect.stringContaining('MAILROOM_POLL_INTERVAL') as string,
      }),
    );
  });
});
