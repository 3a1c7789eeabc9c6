import { type Fault, BOOK, href, multistatus, propstat, startCardServer } from './card-server.ts';
import { type Address } from '../../src/mail/address.ts';
import { readContact } from '../../src/contacts/vcard/card.ts';
import { createCardDavContactBook } from '../../src/contacts/carddav/carddav-contact-book.ts';
import { type CardEntry, type ContactJob, type GroupEntry } from '../../src/contacts/contact-book.ts';

export const SHOP = 'shop@example.test' as Address;

export const pathOf = (name: string): string => `${BOOK}${name}.vcf`;

const entry = (name: string): CardEntry => ({ ref: pathOf(name), uid: name, addresses: [] });

export const group = (name: string): GroupEntry => ({
  ref: pathOf(name),
  uid: name,
  name,
  members: new Set(),
  strays: new Set(),
});

/** A job that writes a line into the note, once. */
const noteJob = (target: ContactJob['target'], line: string): ContactJob => ({
  target,
  revise: ({ note = '' }) => (note.includes(line) ? undefined : { note: note + line }),
});

export const editJob = (name: string, line: string): ContactJob => noteJob({ edit: entry(name) }, line);

export const createJob = (address = SHOP): ContactJob =>
  noteJob({ create: { address, fullName: 'Shop', organization: 'Shop', note: 'made' } }, 'revised');

/** An address book at a server with faults. */
export async function openBook(fault?: Fault) {
  const server = await startCardServer(
    (request) => fault?.(request) ?? discovery(request.path, request.method),
  );
  const requests = (...methods: readonly string[]): string[] =>
    server.seen
      .filter(({ method }) => methods.includes(method))
      .map(({ method, path }) => `${method} ${path.replace(BOOK, '').replace('.vcf', '')}`);
  return {
    ...server,
    contacts: createCardDavContactBook({ dav: server.dav }),
    /** `METHOD name` of the requests of these methods so far, also of those that failed. */
    requests,
    writes: () => requests('PUT'),
    noteOf: (name: string) => readContact(server.cards.get(pathOf(name))?.text ?? '').note,
  };
}

/** Tells everything that discovery may ask for in one answer. */
function discovery(path: string, method: string) {
  if (method !== 'PROPFIND') return undefined;
  return multistatus(
    href(path === '/ada/' ? path : BOOK) +
      propstat(
        '<D:current-user-principal><D:href>/ada/</D:href></D:current-user-principal>' +
          '<C:addressbook-home-set><D:href>/home/</D:href></C:addressbook-home-set>' +
          '<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>',
      ),
  );
}

/** Answers PUTs, by their number from 1, in the server's place. */
export const onPut = (answer: (count: number, path: string) => ReturnType<Fault>): Fault => {
  let count = 0;
  return ({ method, path }) => (method === 'PUT' ? answer(++count, path) : undefined);
};
