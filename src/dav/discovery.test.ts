import { describe, expect, it } from 'vitest';
import { AccountError, AuthError, ProtocolError, TransientError } from '../errors.ts';
import { neverAborted } from '../../test/support/http-client.ts';
import { type Answer, href, multistatus, propstat, startCardServer } from '../../test/support/card-server.ts';
import { createDavClient } from './dav-client.ts';
import { clientFor } from '../../test/support/http-client.ts';

const principalAnswer = (path: string, principal: string): Answer =>
  multistatus(
    href(path) +
      propstat(`<D:current-user-principal><D:href>${principal}</D:href></D:current-user-principal>`),
  );

const homes = (...paths: readonly string[]): Answer =>
  multistatus(
    href('/ada/') + propstat(`<C:addressbook-home-set>${paths.map(href).join('')}</C:addressbook-home-set>`),
  );

const collection = (path: string, name: string, type = '<C:addressbook/>'): string =>
  href(path) +
  propstat(`<D:resourcetype><D:collection/>${type}</D:resourcetype><D:displayname>${name}</D:displayname>`);

const SITE: Readonly<Record<string, Answer>> = {
  '/.well-known/carddav': { status: 301, headers: { location: '/dav/' } },
  '/dav/': principalAnswer('/dav/', '/ada/'),
  '/ada/': homes('/books/'),
  '/books/': multistatus(
    collection('/books/', 'Everything', ''),
    collection('/books/Shared/', 'shared'),
    collection('/books/Default/', 'personal'),
  ),
};

async function discover(site: Readonly<Record<string, Answer>>, rootPath = '/') {
  const server = await startCardServer(({ path }) => site[path] ?? { status: 404 });
  const dav = createDavClient({
    http: clientFor(server.origin).client,
    rootUrl: new URL(rootPath, server.origin),
  });
  return {
    server,
    found: dav.findAddressBooks(neverAborted).then((books) => books.map(({ url }) => url.pathname)),
  };
}

describe('findAddressBooks', () => {
  it('follows the well-known address to the principal, its home and the book', async () => {
    const { server, found } = await discover(SITE);
    await expect(found).resolves.toEqual(['/books/Shared/', '/books/Default/']);
    expect(server.seen.map(({ method, path, headers }) => [method, path, headers.depth])).toEqual([
      ['PROPFIND', '/.well-known/carddav', '0'],
      ['PROPFIND', '/dav/', '0'],
      ['PROPFIND', '/ada/', '0'],
      ['PROPFIND', '/books/', '1'],
    ]);
    for (const { body } of server.seen) expect(body).toMatch(/^<\?xml .*<D:propfind /s);
  });

  it.each([404, 405])('asks the configured URL where the well-known address answers %i', async (status) => {
    const { found } = await discover({ ...SITE, '/.well-known/carddav': { status } }, '/dav/');
    await expect(found).resolves.toEqual(['/books/Shared/', '/books/Default/']);
  });

  it('asks the configured URL where the well-known address knows no user', async () => {
    const nobody = multistatus(href('/') + propstat('', '404 Not Found'));
    const { found } = await discover({ ...SITE, '/.well-known/carddav': nobody }, '/dav/');
    await expect(found).resolves.toEqual(['/books/Shared/', '/books/Default/']);
  });

  it('tells of each book its path, name, and whether it may be written', async () => {
    const privileges = (...names: readonly string[]): string =>
      `<D:current-user-privilege-set>${names.map((name) => `<D:privilege><D:${name}/></D:privilege>`).join('')}</D:current-user-privilege-set>`;
    const book = (path: string, props: string): string =>
      href(path) + propstat(`<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>${props}`);
    const server = await startCardServer(
      ({ path }) =>
        ({
          ...SITE,
          '/books/': multistatus(
            book('/books/a', '<D:displayname>A</D:displayname>'),
            book('/books/b/', privileges('read', 'write-properties')),
            book('/books/c/', privileges('read', 'bind')),
            book('/books/d/', privileges('all')),
            book('/books/e/', privileges('write')),
          ),
        })[path] ?? { status: 404 },
    );
    const dav = createDavClient({ http: clientFor(server.origin).client, rootUrl: new URL(server.origin) });

    const books = await dav.findAddressBooks(neverAborted);

    expect(books.map(({ url, key, name, mayWrite }) => [url.pathname, key, name, mayWrite])).toEqual([
      ['/books/a/', 'a', 'A', true],
      ['/books/b/', 'b', undefined, false],
      ['/books/c/', 'c', undefined, true],
      ['/books/d/', 'd', undefined, true],
      ['/books/e/', 'e', undefined, true],
    ]);
  });

  it('looks into every home', async () => {
    const site = {
      ...SITE,
      '/ada/': homes('/empty/', '/books/'),
      '/empty/': multistatus(collection('/empty/', 'nothing', '')),
    };
    await expect((await discover(site)).found).resolves.toEqual(['/books/Shared/', '/books/Default/']);
  });

  it('asks no more than 10 homes', async () => {
    const paths = Array.from({ length: 11 }, (_, n) => `/home/${n}/`);
    const { server, found } = await discover({ ...SITE, '/ada/': homes(...paths) });
    await expect(found).rejects.toThrow(ProtocolError);
    expect(server.seen.at(-1)?.path).toBe('/ada/');
  });

  it.each([
    ['has no home', { ...SITE, '/ada/': homes() }],
    ['has an empty home', { ...SITE, '/books/': multistatus(collection('/books/', 'x', '')) }],
    [
      'has a calendar only',
      { ...SITE, '/books/': multistatus(collection('/books/c/', 'x', '<D:calendar/>')) },
    ],
  ])('reports an account that %s', async (_, site) => {
    await expect((await discover(site)).found).rejects.toThrow(AccountError);
  });

  it.each([
    ['no user', multistatus(href('/dav/') + propstat('', '404 Not Found')), ProtocolError],
    ['a web page', { status: 200, body: '<!DOCTYPE html><title>Hello</title>' }, ProtocolError],
    ['a web page as 207', { status: 207, body: '<!DOCTYPE html><title>Hello</title>' }, ProtocolError],
    ['nothing there', { status: 404 }, ProtocolError],
    ['a principal elsewhere', principalAnswer('/dav/', 'https://evil.example/ada/'), ProtocolError],
    ['a redirect elsewhere', { status: 302, headers: { location: 'https://evil.example/' } }, ProtocolError],
    ['refused credentials', { status: 401 }, AuthError],
    ['an outage', { status: 503 }, TransientError],
  ])('reports %s, naming the request', async (_, answer, error) => {
    const { found } = await discover({ ...SITE, '/dav/': answer }, '/dav/');
    await expect(found).rejects.toThrow(error);
    await expect(found).rejects.toThrow(/PROPFIND http:\S+\/dav\//);
  });
});
