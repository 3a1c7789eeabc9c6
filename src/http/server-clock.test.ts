import { describe, expect, it } from 'vitest';
import { clientFor, neverAborted } from '../../test/support/http-client.ts';
import { startServer } from '../../test/support/local-server.ts';
import { watchClock } from './server-clock.ts';

describe('the clock of a server', () => {
  async function watched(date: string | undefined) {
    const server = await startServer((_, response) => {
      response.sendDate = false;
      if (date !== undefined) response.setHeader('date', date);
      response.end('hello');
    });
    const clock = watchClock(clientFor(server.origin).client, () => Date.UTC(2026, 0, 1, 12));
    const response = await clock.http.send({ method: 'GET', url: server.origin }, neverAborted);
    return { ...clock, response };
  }

  it.each([
    ['agrees', 'Thu, 01 Jan 2026 12:00:00 GMT', 500],
    ['is ahead', 'Thu, 01 Jan 2026 13:00:00 GMT', 3_600_500],
    ['is behind', 'Thu, 01 Jan 2026 11:59:00 GMT', -59_500],
    ['is not told', undefined, undefined],
    ['is told in a way that nobody can read', 'noon', undefined],
  ])('that %s', async (_, date, aheadMs) => {
    const clock = await watched(date);

    expect(clock.aheadMs()).toBe(aheadMs);
    expect(clock.response.body).toBe('hello');
    expect(clock.http.stats.requests).toBe(1);
  });

  it('is that of the host which is farthest off', async () => {
    const server = await startServer((request, response) => {
      response.sendDate = false;
      const isRegional = request.headers.host?.startsWith('phl.') === true;
      response.setHeader('date', `Thu, 01 Jan 2026 ${isRegional ? '11:00' : '12:00'}:00 GMT`).end();
    });
    const at = (name: string) => new URL(`http://${name}:${server.origin.port}`);
    const { client } = clientFor(at('localhost'), { withSubdomains: true });
    const clock = watchClock(client, () => Date.UTC(2026, 0, 1, 12));
    for (const name of ['phl.localhost', 'localhost'])
      await clock.http.send({ method: 'GET', url: at(name) }, neverAborted);
    expect(clock.aheadMs()).toBe(-3_599_500);
  });
});
