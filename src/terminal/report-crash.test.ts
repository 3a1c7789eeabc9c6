import { expect, it } from 'vitest';
import { reportCrash } from './report-crash.ts';

it('logs a defect as one line of JSON, with where it came from and without secrets', () => {
  const output: string[] = [];
  const write = (text: string) => output.push(text);
  const env = { MAILROOM_JMAP_TOKEN: 'fmu1-token', MAILROOM_LOG_LEVEL: 'error' };
  const io = { env, stdout: { write }, stderr: { write }, signal: new AbortController().signal };

  reportCrash(new TypeError('Bearer fmu1-token', { cause: new Error('why') }), io);

  expect(output).toHaveLength(1);
  expect(output[0]).not.toContain('fmu1-token');
  expect(JSON.parse(output[0] ?? '')).toMatchObject({
    level: 'error',
    event: 'crashed',
    error: {
      type: 'TypeError',
      message: 'Bearer [secret]',
      stack: expect.arrayContaining([expect.stringContaining('report-crash.test.ts')]) as string[],
      cause: { message: 'why' },
    },
  });
});
