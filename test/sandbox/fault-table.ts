import { readFileSync } from 'node:fs';
import { type SandboxRequest } from '../../src/sandbox/http/http-reply.ts';
import { type ContactsProtocol } from '../support/test-account.ts';
import { VICTIM } from './fault-rows.ts';

/** Kinds of requests that a fault can hit, by the heading of their column in the table. */
export const PHASES: Record<
  string,
  { contacts: ContactsProtocol; isHit: (request: SandboxRequest) => boolean }
> = {
  scan: {
    contacts: 'carddav',
    isHit: ({ jmapMethods }) => jmapMethods.join().startsWith('Email/query,Email/get,Mailbox/changes'),
  },
  'list of contacts (REPORT)': {
    contacts: 'carddav',
    isHit: ({ method, body }) => method === 'REPORT' && body.includes('addressbook-query'),
  },
  'one card (PUT)': {
    contacts: 'carddav',
    isHit: ({ method, body }) => method === 'PUT' && body.includes(VICTIM),
  },
  'cards (ContactCard/set)': {
    contacts: 'jmap',
    isHit: ({ jmapMethods, body }) => jmapMethods.includes('ContactCard/set') && body.includes(VICTIM),
  },
  'mail (Email/set)': {
    contacts: 'carddav',
    isHit: ({ jmapMethods }) => jmapMethods.includes('Email/set'),
  },
};

/** The cell of a fault that does not fit the kind of request. */
export const NOT_APPLICABLE = '';

export const RELIABILITY_DOC = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
/** Cells of the table in the documentation, by the row's name and the column's heading. */
export const FAULT_TABLE = tableOf(RELIABILITY_DOC);

function tableOf(markdown: string): Map<string, Map<string, string>> {
  const [, section = ''] = markdown.split('\n## Faults\n');
  const [header = [], , ...rows] = (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  return new Map(
    rows.map(([name = '', ...cells]) => [
      name,
      new Map(cells.map((cell, index) => [header[index + 1] ?? '', cell])),
    ]),
  );
}
