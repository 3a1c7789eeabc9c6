import { beforeAll, describe, expect, it } from 'vitest';
import { type MakeAccount } from './contract-suite.ts';
import { contact, davContractClient, type DavContractClient, NAMESPACES } from './dav-contract-client.ts';

export function describeCardDavDiscovery(makeAccount: MakeAccount): void {
  describe('CardDAV discovery', () => {
    let client: DavContractClient;
    beforeAll(async () => {
      client = await davContractClient(await makeAccount());
      await client.put('ada.vcf', contact('ada'));
    });

    it('starts at the well-known address, without credentials', async () => {
      const headers = { authorization: '' };
      const answer = await client.http('PROPFIND', '/.well-known/carddav', { headers });
      expect(answer.status).toBe(301);
      expect(answer.headers.get('location')).toMatch(/\/dav\/addressbooks$/);
    });

    it('needs credentials from there on', async () => {
      const headers = { authorization: '' };
      expect((await client.http('PROPFIND', '/dav/addressbooks', { headers })).status).toBe(401);
    });

    it.each(['/', '/dav/addressbooks'])('finds the principal at %s', async (path) => {
      const [found] = await client.propfind(path, '0', '<D:current-user-principal/>');
      expect(found?.props['current-user-principal']?.text).toBe(client.principal);
    });

    it('finds the home at the principal, and the book in the home', async () => {
      const { principal, home, book } = client;
      const [found] = await client.propfind(principal, '0', '<C:addressbook-home-set/>');
      expect(found?.props['addressbook-home-set']?.text).toBe(home);
      const collections = await client.propfind(home, '1', '<D:resourcetype/>');
      expect(collections.map(({ href, props }) => [href, props.resourcetype?.elements])).toEqual([
        [home, ['collection']],
        [book, ['collection', 'addressbook']],
      ]);
    });

    it('shows the book under another name than that of its path', async () => {
      const [found] = await client.propfind(client.book, '0', '<D:displayname/>');
      expect(found).toMatchObject({
        href: client.book,
        props: { displayname: { text: expect.stringMatching(/^personal$/i) as string } },
      });
    });

    it('tells of missing properties', async () => {
      const body = `<D:propfind ${NAMESPACES}><D:prop><D:nonsense/></D:prop></D:propfind>`;
      expect((await client.withBody('PROPFIND', client.book, '0', body)).body).toContain('404 Not Found');
    });

    it.each([
      ['an address book that is not there', 'Nope/', '0', 404],
      ['all depths', 'Default/', 'infinity', 403],
    ])('refuses %s', async (_, path, depth, status) => {
      const body = `<D:propfind ${NAMESPACES}><D:prop><D:getetag/></D:prop></D:propfind>`;
      expect((await client.withBody('PROPFIND', client.home + path, depth, body)).status).toBe(status);
    });

    it('lists all cards with their etags', async () => {
      const [own, ...cards] = await client.propfind(client.book, '1', '<D:getetag/>');
      const { headers } = await client.http('GET', `${client.book}ada.vcf`);
      expect(own?.href).toBe(client.book);
      expect(cards.map(({ href, props }) => [href, props.getetag?.text])).toEqual([
        [`${client.book}ada.vcf`, headers.get('etag')],
      ]);
    });
  });
}
