import dns from 'node:dns';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lookup } from './lookup.ts';

/** What Node is asked to look up. */
function askedFor(hostname: string): unknown {
  const spy = vi.spyOn(dns, 'lookup').mockReturnValue({} as never);
  onTestFinished(() => spy.mockRestore());
  lookup(hostname, { all: true }, () => undefined);
  return spy.mock.calls[0]?.[0];
}

describe('looking up a host', () => {
  it.each(['localhost', 'phl.localhost', 'a.b.localhost'])('takes %s for this machine', (hostname) => {
    expect(askedFor(hostname)).toBe('localhost');
  });

  it.each(['mail.example', 'localhost.mail.example', 'mylocalhost'])('leaves %s as it is', (hostname) => {
    expect(askedFor(hostname)).toBe(hostname);
  });
});
