/** Cards as address books write them, for tests. */

const lines = (lineBreak: string, ...content: string[]): string =>
  content.map((line) => line + lineBreak).join('');

/** A person with everything that an edit may damage: photo, labelled address, escapes, parameters, X- properties. */
export const RICH_CARD = lines(
  '\r\n',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'PRODID:-//Example//Contacts 12.1//EN',
  'N:Øster\\;gård;Åse;;Dr.;',
  'FN:Dr. Åse Øster\\;gård',
  'ORG:Acme\\, Widgets;R\\;D;Lab',
  'NICKNAME:Aas',
  'item1.EMAIL;type=INTERNET;type=pref:Aase@Example.test',
  'item1.X-ABLabel:_$!<Work>!$_',
  'EMAIL;TYPE=INTERNET,HOME:aase.home@home.example',
  'ADR;TYPE=HOME;LABEL="1: Main St; Springfield, X":;;1 Main St;Springfield;;;',
  'NOTE:First line\\nSecond\\, with comma\\; and C:\\\\temp',
  'X-SOCIALPROFILE;type=example;x-user="a:b;c":https://social.example/aase',
  'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwME',
  '  BQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQ',
  ' MEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFA==',
  'X-UNKNOWN',
  '',
  'UID:4B0D6C1E-AAAA-4BBB-8CCC-0123456789AB',
  'REV:2024-01-02T03:04:05Z',
  'END:VCARD',
);

/** vCard 4.0 from a server that writes names in lower case and ends lines in LF. */
export const LOWER_CASE_CARD = lines(
  '\n',
  'begin:vcard',
  'version:4.0',
  'uid:urn:uuid:11111111-2222-4333-8444-555555555555',
  'fn;pref=1:Grüße & Söhne',
  'n:;;;;',
  'email;value=uri:mailto:hello@gruesse.example',
  'org;sort-as="Gruesse":Grüße & Söhne;Vertrieb',
  'end:vcard',
);

/** Values that are quoted-printable, one of them over several lines without folds. */
export const ENCODED_CARD = lines(
  '\r\n',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:encoded-1',
  'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg',
  'NOTE;X-KEEP=1;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=DFe=',
  'FN:is part of the note=0D=0Aend',
  'ORG;ENCODING=QUOTED-PRINTABLE:Acme;Caf=C3=A9=0ABar',
  'EMAIL:joerg@example.test',
  'END:VCARD',
);

/** A card in a card (RFC 2426 allows it in AGENT, in its vCard 2.1 form). */
export const NESTED_CARD = lines(
  '\r\n',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:outer',
  'AGENT:',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:inner',
  'FN:Inner Person',
  'EMAIL:inner@example.test',
  'END:VCARD',
  'FN:Outer Person',
  'EMAIL:outer@example.test',
  'END:VCARD',
);

/** As Apple writes groups, and so Fastmail. One member twice, one without a card, one empty. */
export const APPLE_GROUP = lines(
  '\r\n',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'N:Paper Trail;;;;',
  'FN:Paper Trail',
  'X-ADDRESSBOOKSERVER-KIND:group',
  'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:AAAAAAAA-0000-4000-8000-000000000001',
  'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:dangling-member',
  'X-ADDRESSBOOKSERVER-MEMBER:',
  'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:aaaaaaaa-0000-4000-8000-000000000001',
  'REV:2024-01-02T03:04:05Z',
  'UID:99999999-0000-4000-8000-000000000009',
  'END:VCARD',
);

/** RFC 6350 6.6.5. */
export const V4_GROUP = lines(
  '\r\n',
  'BEGIN:VCARD',
  'VERSION:4.0',
  'UID:urn:uuid:99999999-0000-4000-8000-000000000008',
  'KIND:group',
  'FN:Feed',
  'MEMBER:urn:uuid:aaaaaaaa-0000-4000-8000-000000000001',
  'MEMBER:mailto:list@example.test',
  'END:VCARD',
);

/** What Cyrus answers for a vCard 4.0 group without members. */
export const LOWER_CASE_GROUP = lines(
  '\r\n',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:99999999-0000-4000-8000-000000000007',
  'FN:Imbox',
  'N:Imbox;;;;',
  'x-addressbookserver-kind:Group',
  'END:VCARD',
);

export const EXAMPLE_CARDS = {
  RICH_CARD,
  LOWER_CASE_CARD,
  ENCODED_CARD,
  NESTED_CARD,
  APPLE_GROUP,
  V4_GROUP,
  LOWER_CASE_GROUP,
};
