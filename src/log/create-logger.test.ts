import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from './create-logger.ts';
import { type EventName, EVENTS } from './events.ts';

function recordingLog(options: Partial<LoggerOptions> = {}) {
  const output: string[] = [];
  const destination = { write: (text: string) => output.push(text) };
  const log = createLogger({ level: 'info', destination, ...options });
  return { log, output, records: () => output.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('createLogger', () => {
  it('writes one line of JSON: level, time, event, message, then the fields', () => {
    const { log, output, records } = recordingLog();

    log('large_inbox_sweep', { sender: 'news@shop.example', mails: 12 });

    expect(output).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
    const [record] = records();
    expect(Object.keys(record!)).toEqual(['level', 'time', 'event', 'msg', 'sender', 'mails']);
    expect(record).toMatchObject({ level: 'warning', event: 'large_inbox_sweep', mails: 12 });
    expect(record!.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it.each([
    ['debug', ['debug', 'info', 'warning', 'error']],
    ['info', ['info', 'warning', 'error']],
    ['warning', ['warning', 'error']],
    ['error', ['error']],
  ] as const)('at %s writes %j', (level, written) => {
    const { log, records } = recordingLog({ level });

    for (const event of ['cycle_idle', 'cycle_done', 'config_warning', 'cycle_failed'] as const) log(event);

    expect(records().map((record) => record.level)).toEqual(written);
  });

  it.each(Object.keys(EVENTS) as EventName[])('has %s at the level of the catalogue', (event) => {
    const { log, records } = recordingLog({ level: 'debug' });

    log(event);

    expect(records()).toMatchObject([{ event, level: EVENTS[event].level, msg: EVENTS[event].msg }]);
  });

  it('does not let a field take the place of what every line has', () => {
    const { log, records } = recordingLog();

    log('cycle_done', { time: 'now', level: 9, event: 'e', msg: 'm', err: { message: 'kept' } });

    expect(records()[0]).toMatchObject({
      level: 'info',
      event: 'cycle_done',
      msg: 'Cycle done',
      time_: 'now',
      level_: 9,
      event_: 'e',
      msg_: 'm',
      err: { message: 'kept' },
    });
  });

  it('shows where errors came from at debug only', () => {
    const info = recordingLog();
    const debug = recordingLog({ level: 'debug' });
    const error = new Error('broken');

    info.log('cycle_failed', { error });
    debug.log('cycle_failed', { error });

    expect(info.records()[0]!.error).toEqual({ type: 'Error', message: 'broken' });
    expect(debug.output[0]).toContain('create-logger.test.ts');
  });

  it('goes on when a field cannot be read', () => {
    const { log, records } = recordingLog();
    const trap = {
      get inside(): string {
        throw new Error('trap');
      },
    };

    log('cycle_done', { trap, mails: 1 });

    expect(records()[0]).toMatchObject({ event: 'cycle_done', trap: '(unreadable)', mails: 1 });
  });

  it('lays lines out for people when asked to', () => {
    const { log, output } = recordingLog({ pretty: { colour: false, columns: 80 } });

    log('large_inbox_sweep', { sender: 'news@shop.example', category: 'Feed', mails: 12 });

    expect(output).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d WARNING Many messages moved .* news@shop\.example\n {2}→ Feed 12 messages\n$/,
      ),
    ]);
  });

  it('writes exactly one line whatever the fields', () => {
    const { log, output } = recordingLog({ level: 'debug' });
    const anyText = fc.uint16Array().map((units) => String.fromCharCode(...units));
    const anything = fc.anything({
      key: anyText,
      values: [anyText, fc.double(), fc.bigInt()],
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.dictionary(anyText, anything), (fields) => {
        output.length = 0;
        log('cycle_done', fields);
        expect(output).toHaveLength(1);
        expect(output[0]!.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(output[0]!)).toMatchObject({ event: 'cycle_done', level: 'info' });
      }),
    );
  });

  it('never writes a secret, wherever it stands', () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 40, unit: fc.constantFrom(...Array.from('aZ9"\\/:+ é郵🙂')) })
      .map((text) => `§${text}`);
    const holders = fc.constantFrom<(secret: string) => unknown>(
      (text) => text,
      (text) => [`before ${text} after`],
      (text) => ({ [text]: 1 }),
      (text) => new Map([[text, new Set([text])]]),
      (text) => new Error(text, { cause: { deep: text } }),
      (text) => JSON.stringify({ text }),
      (text) => `Basic ${Buffer.from(text).toString('base64')}`,
      (text) => new URL(`https://h.example/${encodeURIComponent(text)}`),
      (text) => `${'x'.repeat(480)}${text}`,
    );
    const pretty = fc.constantFrom(undefined, { colour: true, columns: 40 });
    fc.assert(
      fc.property(secret, holders, pretty, (value, hold, layout) => {
        const { log, output } = recordingLog({ secrets: [value], pretty: layout });
        log('cycle_done', { field: hold(value) });
        const [line] = output;
        expect(line).not.toContain('§');
        expect(line).not.toContain(encodeURIComponent(value));
        expect(line).not.toContain(Buffer.from(value).toString('base64'));
      }),
    );
  });
});
