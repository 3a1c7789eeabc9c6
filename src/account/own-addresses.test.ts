import { describe, expect, it } from 'vitest';
import { TransientError } from '../errors.ts';
import { type Address, normaliseAddress } from '../mail/address.ts';
import { readOwnAddresses } from './own-addresses.ts';

const { signal } = new AbortController();
const HOUR = 3_600_000;
const address = (text: string): Address => normaliseAddress(text)!;

async function owner(answers: (string[] | Error)[]) {
  let clock = 0;
  let reads = 0;
  const read = () => {
    const answer = answers[reads];
    reads += 1;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? []);
  };
  const own = await readOwnAddresses(['*@my.example'], read, signal, () => clock);
  return {
    has: (text: string) => own.has(address(text)),
    after: (hours: number) => {
      clock += hours * HOUR;
      return own.refresh(signal);
    },
    reads: () => reads,
  };
}

describe('own addresses', () => {
  it('are those configured and those that the server tells', async () => {
    const { has } = await owner([['me@x.example']]);
    expect(['me@x.example', 'any@my.example', 'you@x.example'].map(has)).toEqual([true, true, false]);
  });

  it('are read again once a day, and then known', async () => {
    const { has, after, reads } = await owner([['me@x.example'], ['me@x.example', 'new@x.example']]);
    await after(23);
    expect([has('new@x.example'), reads()]).toEqual([false, 1]);
    await after(1);
    expect([has('new@x.example'), reads()]).toEqual([true, 2]);
    await after(1);
    expect(reads()).toBe(2);
  });

  it('stay known where the server tells fewer', async () => {
    const { has, after } = await owner([['me@x.example', 'old@x.example'], ['me@x.example']]);
    await after(24);
    expect(has('old@x.example')).toBe(true);
  });

  it('are asked for again by the next cycle when reading failed', async () => {
    const { has, after } = await owner([['me@x.example'], new TransientError('503'), ['new@x.example']]);
    await expect(after(24)).rejects.toThrow(TransientError);
    expect(has('me@x.example')).toBe(true);
    await after(0);
    expect(has('new@x.example')).toBe(true);
  });
});
