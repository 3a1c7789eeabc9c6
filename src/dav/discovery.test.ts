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
  return { server, found: dav.findAddressBook(neverAborted).then(({ pathname }) => pathname) };
}

describe('findAddressBook', () => {
  it('follows the well-known address to the principal, its home and the book', async () => {
    const { server, found } = await discover(SITE);
    await expect(found).resolves.toBe('/books/Default/');
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
    await expect(found).resolves.toBe('/books/Default/');
  });

  it('asks the configured URL where the well-known address knows no user', async () => {
    const nobody = multistatus(href('/') + propstat('', '404 Not Found'));
    const { found } = await discover({ ...SITE, '/.well-known/carddav': nobody }, '/dav/');
    await expect(found).resolves.toBe('/books/Default/');
  });

  it.each([
    [
      'whose path ends in Default',
      [collection('/books/a/', 'Default'), collection('/books/Default/', 'b')],
      '/books/Default/',
    ],
    [
      'that is shown as Default',
      [collection('/books/a/', 'A'), collection('/books/b/', 'Default')],
      '/books/b/',
    ],
    ['that is first', [collection('/books/a/', 'A'), collection('/books/b/', 'B')], '/books/a/'],
    ['without a slash at its end', [collection('/books/a', 'A')], '/books/a/'],
  ])('takes the book %s', async (_, books, expected) => {
    const { found } = await discover({ ...SITE, '/books/': multistatus(...books) });
    await expect(found).resolves.toBe(expected);
  });

  it('looks into every home', async () => {
    const site = {
      ...SITE,
      '/ada/': homes('/empty/', '/books/'),
      '/empty/': multistatus(collection('/empty/', 'nothing', '')),
    };
    await expect((await discover(site)).found).resolves.toBe('/books/Default/');
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
