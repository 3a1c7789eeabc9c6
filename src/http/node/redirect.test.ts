import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../errors.ts';
import { clientFor, neverAborted } from '../../../test/support/http-client.ts';
import { redirectTo, startServer } from '../../../test/support/local-server.ts';

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('with %i keeps method, headers and body', async (status) => {
    const server = await startServer((request, response) => {
      if (request.url === '/dav/') response.end('found');
      else redirectTo('/dav/', status)(request, response);
    });
    const { client } = clientFor(server.origin, { authorization: 'Bearer secret' });
    const url = new URL('/.well-known/carddav', server.origin);

    const response = await client.send(
      { method: 'PROPFIND', url, headers: { depth: '0' }, body: '<p/>' },
      neverAborted,
    );

    expect(response).toMatchObject({ status: 200, body: 'found', url: new URL('/dav/', server.origin) });
    expect(server.seen[1]).toMatchObject({
      method: 'PROPFIND',
      path: '/dav/',
      body: '<p/>',
      headers: { depth: '0', authorization: 'Bearer secret' },
    });
  });

  it('with 303 turns into a GET without a body', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/done') response.end();
      else redirectTo('/done', 303)(request, response);
    });
    const { client } = clientFor(server.origin);
    const headers = { 'Content-Type': 'application/json', accept: 'text/plain' };
    await client.send({ method: 'POST', url: server.origin, headers, body: '{}' }, neverAborted);
    expect(server.seen[1]).toMatchObject({ method: 'GET', body: '', headers: { accept: 'text/plain' } });
    expect(server.seen[1]?.headers).not.toHaveProperty('content-type');
  });

  it('is followed five times', async () => {
    const server = await startServer((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 5) response.end('there');
      else redirectTo(`/${step + 1}`)(request, response);
    });
    await expect(clientFor(server.origin).get('/0')).resolves.toMatchObject({ body: 'there' });
  });

  it('that never ends is given up', async () => {
    const server = await startServer(redirectTo('/again'));
    const failure = clientFor(server.origin).get('/again');
    await expect(failure).rejects.toThrow(ProtocolError);
    expect(server.seen).toHaveLength(6);
  });

  it.each([
    ['without a Location', {}],
    ['to something that is no URL', { location: 'http://[' }],
  ])('%s is a broken contract', async (_, headers) => {
    const server = await startServer((_request, response) => response.writeHead(302, headers).end());
    await expect(clientFor(server.origin).get()).rejects.toThrow(ProtocolError);
  });

  it.each([
    ['javascript:alert(1)', 'a javascript: URL'],
    ['data:text/html,private', 'a data: URL'],
    ['mailto:ann@example.test', 'a mailto: URL'],
  ])('to %s is named by its scheme', async (location, name) => {
    const server = await startServer(redirectTo(location));
    const failure = clientFor(server.origin).get();
    await expect(failure).rejects.toThrow(ProtocolError);
    await expect(failure).rejects.toThrow(`redirects to ${name}, but`);
  });

  it('is none when the answer is 304', async () => {
    const server = await startServer(redirectTo('/x', 304));
    await expect(clientFor(server.origin).get()).resolves.toHaveProperty('status', 304);
  });
});
