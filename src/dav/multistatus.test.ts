import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { href, multistatus, propstat } from '../../test/support/card-server.ts';
import { createMultistatusReader, readMultistatus } from './multistatus.ts';

const url = new URL('https://dav.example/book/');

const read = (body: string | undefined) =>
  readMultistatus('REPORT', { status: 207, headers: {}, body: body ?? '', url });

const readResponse = (content: string) => read(multistatus(content).body)[0];

const NO_PROPS = { isAddressBook: false, addressBookHomes: [] };

describe('readMultistatus', () => {
  it('reads a card, whatever the prefixes', () => {
    const body = `<?xml version="1.0" encoding="utf-8" ?>
      <X:multistatus xmlns:X="DAV:" xmlns="urn:ietf:params:xml:ns:carddav">
        <X:response>
          <X:href>/book/v102.vcf</X:href>
          <X:propstat>
            <X:prop>
              <X:getetag>"23ba4d-ff11fb"</X:getetag>
              <address-data>BEGIN:VCARD\r
VERSION:3.0\r
NICKNAME:me\r
UID:34222-232@example.test\r
FN:Ada Example\r
END:VCARD\r
</address-data>
            </X:prop>
            <X:status>HTTP/1.1 200 OK</X:status>
          </X:propstat>
        </X:response>
      </X:multistatus>`;
    expect(read(body)).toEqual([
      {
        href: '/book/v102.vcf',
        status: 200,
        isGone: false,
        props: {
          ...NO_PROPS,
          etag: '"23ba4d-ff11fb"',
          addressData:
            'BEGIN:VCARD\r\nVERSION:3.0\r\nNICKNAME:me\r\nUID:34222-232@example.test\r\nFN:Ada Example\r\nEND:VCARD\r\n',
        },
      },
    ]);
  });

  it('reads what discovery asks for', () => {
    const response = readResponse(
      href('/book/') +
        propstat(
          '<D:displayname> Default </D:displayname><D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>' +
            '<D:current-user-principal><D:href>/ada/</D:href></D:current-user-principal>' +
            '<C:addressbook-home-set><D:href>/home/1/</D:href><D:href>2/</D:href></C:addressbook-home-set>',
        ),
    );
    expect(response?.props).toEqual({
      displayName: 'Default',
      isAddressBook: true,
      currentUserPrincipal: '/ada/',
      addressBookHomes: ['/home/1/', '/book/2/'],
    });
  });

  it('ends lines of a card in CRLF, where the server wrote character references too', () => {
    const data = '<C:address-data>A&#13;\nB\nC\r\n</C:address-data>';
    expect(readResponse(href('/c') + propstat(data))?.props.addressData).toBe('A\r\nB\r\nC\r\n');
  });

  it('takes the properties that could be read and leaves the others', () => {
    const response = readResponse(
      href('/c') +
        propstat('<D:getetag>"no"</D:getetag>', '404 Not Found') +
        propstat('<D:displayname>Ada</D:displayname>'),
    );
    expect(response).toMatchObject({ status: 200, props: { displayName: 'Ada' } });
    expect(response?.props).not.toHaveProperty('etag');
  });

  it.each([
    ['the response', '<D:status>HTTP/1.1 404 Not Found</D:status>', 404, true],
    ['the response, for good', '<D:status>HTTP/1.1 410 Gone</D:status>', 410, true],
    ['its only propstat', propstat('<C:address-data/>', '403 Forbidden'), 403, false],
    [
      'its only propstat, which could not be found',
      propstat('<C:address-data/>', '404 Not Found'),
      404,
      false,
    ],
    ['a status line without a reason', '<D:status>HTTP/1.1 507</D:status>', 507, false],
  ])('takes the status of %s', (_, content, status, isGone) => {
    expect(readResponse(href('/c') + content)).toEqual({ href: '/c', status, isGone, props: NO_PROPS });
  });

  it.each([
    ['200', 200],
    [' 12 ', 12],
    ['-1', undefined],
    ['many', undefined],
    ['9'.repeat(20), undefined],
  ])('reads a size of %s', (text, size) => {
    const response = readResponse(href('/c') + propstat(`<D:getcontentlength>${text}</D:getcontentlength>`));
    expect(response?.props.contentLength).toBe(size);
  });

  it('reads one status for several resources', () => {
    const content = `${href('/a')}${href('/b')}<D:status>HTTP/1.1 404 Not Found</D:status>`;
    expect(read(multistatus(content).body).map((response) => response.href)).toEqual(['/a', '/b']);
  });

  it.each([
    ['an absolute URL', 'https://dav.example/book/c.vcf', '/book/c.vcf'],
    ['a path', '/book/c.vcf', '/book/c.vcf'],
    ['a relative path', 'c.vcf', '/book/c.vcf'],
    ['white space around', '\n  /book/c.vcf\n', '/book/c.vcf'],
    ['escapes, which stay', '/book/a%20%26%23%c3%a4@x.vcf', '/book/a%20%26%23%c3%a4@x.vcf'],
    ['an ampersand', '/book/a&b.vcf', '/book/a&b.vcf'],
    ['a question mark in a name', '/book/a?b.vcf', '/book/a%3Fb.vcf'],
    ['a number sign in a name', '/book/a#b.vcf', '/book/a%23b.vcf'],
    ['a percent sign in a name', '/book/100%.vcf', '/book/100%25.vcf'],
    ['a blank in a name', '/book/a b.vcf', '/book/a%20b.vcf'],
    ['an escaped question mark', '/book/a%3Fb.vcf', '/book/a%3Fb.vcf'],
  ])('understands an href with %s', (_, given, expected) => {
    expect(readResponse(href(given) + propstat(''))?.href).toBe(expected);
  });

  it('hands on each response as it comes, wherever the answer is cut into pieces', () => {
    const { body = '' } = multistatus(...['/a', '/b'].map((path) => href(path) + propstat('')));
    const seen: string[] = [];
    const reader = createMultistatusReader('REPORT', url, (response) => seen.push(response.href));
    for (const character of body.slice(0, body.indexOf('/b'))) reader.write(character);
    expect(seen).toEqual(['/a']);
    reader.write(body.slice(body.indexOf('/b')));
    reader.close();
    expect(seen).toEqual(['/a', '/b']);
  });

  it('refuses an answer that ends too early, when it ends', () => {
    const { body = '' } = multistatus(href('/a') + propstat(''));
    const reader = createMultistatusReader('REPORT', url, () => undefined);
    reader.write(body.slice(0, -5));
    expect(() => reader.close()).toThrow(ProtocolError);
  });

  it.each([
    ['is malformed', '<D:multistatus xmlns:D="DAV:">'],
    ['declares a document type', '<!DOCTYPE a><D:multistatus xmlns:D="DAV:"/>'],
    ['is empty', ''],
    ['has elements without end', '<a>'.repeat(20_000)],
    [
      'has responses that go deeper than any',
      multistatus('<D:x>'.repeat(30_000) + '</D:x>'.repeat(30_000)).body,
    ],
    ['is something else', '<D:error xmlns:D="DAV:"/>'],
    ['is a multistatus of another namespace', '<multistatus/>'],
    ['has a response without href', multistatus(propstat('')).body],
    ['has a response without status', multistatus(href('/c')).body],
    ['has a propstat without status', multistatus(`${href('/c')}<D:propstat><D:prop/></D:propstat>`).body],
    ['has an empty href', multistatus(href('') + propstat('')).body],
    ['has an href that is none', multistatus(href('http://[') + propstat('')).body],
    ['points to another host', multistatus(href('https://evil.example/c') + propstat('')).body],
    ['points to another scheme', multistatus(href('http://dav.example/c') + propstat('')).body],
    [
      'has a property that points to another host',
      multistatus(
        href('/c') +
          propstat('<D:current-user-principal><D:href>//evil.example/</D:href></D:current-user-principal>'),
      ).body,
    ],
  ])('refuses an answer that %s, naming the request', (_, body) => {
    expect(() => read(body)).toThrow(ProtocolError);
    expect(() => read(body)).toThrow('REPORT https://dav.example/book/');
  });
});
