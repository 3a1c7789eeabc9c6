import { describe, expect, it } from 'vitest';
import { DEFAULT_SETUP } from '../support/category-setups.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { useWorld } from '../scenarios/world.ts';

/** An account with a second address book, which a real server alone can make. */
describe('an account with two address books', () => {
  const world = useWorld(cyrusAccount);

  /** Whatever WebDAV the user's own programs speak. */
  async function dav(method: string, path: string, body = ''): Promise<{ status: number; text: string }> {
    const { cardDavUrl, username, password } = world().account.access;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const url = new URL(`/dav/addressbooks/user/${username}/${path}`, cardDavUrl);
    const headers = { authorization, 'content-type': 'application/xml', depth: '1' };
    const response = await fetch(url, { method, headers, ...(body === '' ? {} : { body }) });
    return { status: response.status, text: await response.text() };
  }
  const makeBook = async (path: string, name: string): Promise<void> => {
    const { status, text } = await dav(
      'MKCOL',
      `${path}/`,
      '<D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>' +
        `<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype><D:displayname>${name}</D:displayname>` +
        '</D:prop></D:set></D:mkcol>',
    );
    expect(status, text).toBe(201);
  };
  const cardsIn = async (path: string): Promise<number> =>
    ((await dav('PROPFIND', `${path}/`)).text.match(/[.]vcf</g) ?? []).length;

  it('keeps to the one called Default, and check names the other', async () => {
    await makeBook('Work', 'Office');

    const run = await world().mailroom(['check']);

    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/in the address book "[^"]+"; not looked at: "Office"/);
    expect(await cardsIn('Work')).toBe(0);
  });

  it('works in the one that MAILROOM_ADDRESS_BOOK names, by name or by the end of its path', async () => {
    await makeBook('Work', 'Office');
    const { mailroom } = world();

    const byName = await mailroom(['setup', '--apply', '--yes'], { MAILROOM_ADDRESS_BOOK: 'Office' });
    const byPath = await mailroom(['check'], { MAILROOM_ADDRESS_BOOK: 'Work' });

    expect(byName.code, byName.stdout + byName.stderr).toBe(0);
    expect(byPath.code, byPath.stdout + byPath.stderr).toBe(0);
    expect(byPath.stdout).toContain('in the address book "Office"');
    // One more is the group of those that were sent back to Screener.
    expect(await cardsIn('Work')).toBe(DEFAULT_SETUP.groups.length + 1);
  });

  it('is told which books there are where none is called so', async () => {
    const run = await world().mailroom(['once'], { MAILROOM_ADDRESS_BOOK: 'Elsewhere' });

    expect(run.code).toBe(1);
    expect(run.stdout + run.stderr).toContain('there is no address book \\"Elsewhere\\"');
  });
});
