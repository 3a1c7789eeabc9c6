import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidMessage, messageBytes, munge8bitHeaders, parseMessage } from './message.ts';

const line = fc.string({ unit: fc.constantFrom(...'ab: \t=?'.split('')), maxLength: 10 });
const field = fc
  .tuple(fc.stringMatching(/^[A-Za-z-]{1,8}$/), line, fc.array(line, { maxLength: 2 }))
  .map(([name, value, folds]) => [`${name}:${value}`, ...folds.map((fold) => ` ${fold}`)].join('\r\n'));

describe('parseMessage', () => {
  it('keeps every byte of a small message', () => {
    fc.assert(
      fc.property(fc.array(field), fc.array(line), (fields, body) => {
        const raw = Buffer.from([...fields, '', ...body].join('\r\n'));
        const parsed = parseMessage(Buffer.concat([raw, Buffer.from('\r\n')]));
        expect(messageBytes(parsed)?.toString()).toBe(`${raw.toString()}\r\n`);
        expect(parsed.headers).toHaveLength(fields.length);
      }),
    );
  });

  it('drops a large body, but not its size', () => {
    const raw = Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(20_000)}`);
    const parsed = parseMessage(raw);
    expect(parsed).toMatchObject({ size: raw.length, body: undefined });
    expect(messageBytes(parsed)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['a NUL', 'A: b\r\n\r\n\0'],
    ['a bare line feed', 'A: b\r\n\r\nx\n'],
    ['a header line without a colon', 'A: b\r\nnonsense\r\n\r\n'],
  ])('refuses %s', (_, raw) => {
    expect(() => parseMessage(Buffer.from(raw))).toThrow(InvalidMessage);
  });
});

describe('munge8bitHeaders', () => {
  it('replaces bytes in the header only', () => {
    const raw = Buffer.from('A: \xfc\r\n\r\n\xfc', 'latin1');
    expect(munge8bitHeaders(raw).toString('latin1')).toBe('A: X\r\n\r\n\xfc');
  });
});
