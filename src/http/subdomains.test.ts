import { describe, expect, it } from 'vitest';
import { ProtocolError, SafetyError } from '../errors.ts';
import { clientFor, neverAborted } from '../../test/support/http-client.ts';
import { ElsewhereError } from './elsewhere-error.ts';
import { redirectTo, startServer } from '../../test/support/local-server.ts';

/** One server under several names, and a client whose credentials are for `localhost` and what is below. */
async function reachable(answer: Parameters<typeof startServer>[0]) {
  const server = await startServer(answer);
  const at = (name: string, path = '/') => new URL(`http://${name}:${server.origin.port}${path}`);
  const { client } = clientFor(at('localhost'), { authorization: 'Bearer secret', withSubdomains: true });
  const get = (url: URL) => client.send({ method: 'GET', url }, neverAborted);
  const seen = () =>
    server.seen.map(({ headers: { host, authorization } }) => `${host?.split(':')[0]} ${authorization}`);
  return { server, client, at, get, seen };
}

describe('credentials that may go to subdomains', () => {
  it('go there', async () => {
    const { at, get, seen } = await reachable((_, response) => response.end());
    await get(at('localhost'));
    await get(at('phl.localhost'));
    expect(seen()).toEqual(['localhost Bearer secret', 'phl.localhost Bearer secret']);
  });

  it.each([
    ['down', 'localhost', 'phl.localhost'],
    ['up', 'phl.localhost', 'localhost'],
    ['across', 'phl.localhost', 'nyc.localhost'],
  ])('go along with a redirect %s', async (_, from, to) => {
    const { at, get, seen } = await reachable((request, response) => {
      if (request.url === '/there') response.end('found');
      else redirectTo(at(to, '/there').href)(request, response);
    });
    await expect(get(at(from))).resolves.toMatchObject({ body: 'found', url: at(to, '/there') });
    expect(seen()).toEqual([`${from} Bearer secret`, `${to} Bearer secret`]);
  });

  it('go nowhere else, be it by a redirect from a subdomain', async () => {
    const elsewhere = await startServer((_, response) => response.end());
    const { at, get } = await reachable(redirectTo(elsewhere.origin.href));
    await expect(get(elsewhere.origin)).rejects.toThrow(SafetyError);
    const failure = get(at('phl.localhost'));
    await expect(failure).rejects.toThrow(ElsewhereError);
    await expect(failure).rejects.toThrow(`only to ${at('localhost').origin} and hosts below it`);
    expect(elsewhere.connections()).toBe(0);
  });

  it('go five redirects far, whatever the host', async () => {
    const { server, at, get } = await reachable((request, response) =>
      redirectTo(at(request.headers.host?.startsWith('phl') ? 'localhost' : 'phl.localhost').href)(
        request,
        response,
      ),
    );
    await expect(get(at('localhost'))).rejects.toThrow(ProtocolError);
    expect(server.seen).toHaveLength(6);
  });

  it('are kept out of an error body that a subdomain sends', async () => {
    const { at, get } = await reachable((_, response) => response.writeHead(401).end('Bad: secret'));
    await expect(get(at('phl.localhost'))).resolves.toMatchObject({ status: 401, body: '' });
  });
});

describe('connections to several hosts', () => {
  it('are kept, counted and closed together', async () => {
    const { server, client, at, get } = await reachable((_, response) => response.end());
    const each = () => Promise.all([get(at('localhost')), get(at('phl.localhost'))]);
    await each();
    await each();
    expect(server.connections()).toBe(2);
    client.closeIdle();
    await each();
    expect(server.connections()).toBe(4);
    expect(client.stats.requests).toBe(6);
  });
});
