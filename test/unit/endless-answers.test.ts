import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConflictError, type MailroomError, ProtocolError } from '../../src/errors.ts';
import { createJmapMailStore } from '../../src/mail/jmap/jmap-mail-store.ts';
import { type Mail, type MailStore } from '../../src/mail/mail-store.ts';
import { createWireGuard } from '../../src/safety/wire-guard.ts';
import { scanLabels } from '../../src/triage/steps/scan-labels.ts';
import { settle } from '../../src/triage/steps/settle.ts';
import { fakeJmap, type Method } from '../support/fake-jmap.ts';
import { DEFAULT_MAILBOXES, mailboxes, placesConfig } from '../support/triage-fixtures.ts';
import { StandingProblems } from '../../src/triage/steps/standing-problems.ts';

/**
 * Every loop over a server's answers, with a server that never lets it end. The loop must end by itself, within so many
 * requests, with what its caller can tell from success.
 */
interface Loop {
  /** Where the loop is. */
  file: string;
  server: string;
  methods: Record<string, Method>;
  run: (store: MailStore) => Promise<unknown>;
  /** What it ends with: an error of this class, or this answer. */
  ends: (new (...args: never[]) => MailroomError) | object;
  atMost: number;
}

const never = new AbortController().signal;
let made = 0;
const newId = (): string => `M${(made += 1)}`;
const many = (count: number, makeId = newId): string[] => Array.from({ length: count }, makeId);

const record = (id: string): object => ({
  id,
  threadId: id,
  mailboxIds: { Screener: true },
  from: [{ name: null, email: 'ann@x.example' }],
  receivedAt: '2026-01-01T00:00:00Z',
  'header:From:asRaw:all': [' ann@x.example'],
  'header:List-Post:asURLs': null,
});
const get: Method = (_, ids) => ({ state: 's', list: ids.map(record), notFound: [] });
const nothingChanged = {
  hasMoreChanges: false,
  created: [],
  updated: [],
  destroyed: [],
  updatedProperties: [],
};
const mailServer = (methods: Record<string, Method>): Record<string, Method> => ({
  'Email/get': get,
  'Email/changes': () => ({ ...nothingChanged, newState: 's' }),
  'Mailbox/get': (args, ids) => ({
    state: 's',
    list: mailboxes(...DEFAULT_MAILBOXES).filter(({ id }) => args.ids === null || ids.includes(id)),
    notFound: [],
  }),
  'Mailbox/changes': () => ({ ...nothingChanged, newState: 's' }),
  ...methods,
});

const sameIds = many(500);
const scan = (store: MailStore): Promise<unknown> => store.scan(['@ToFeed'], never);
const listScreener = (store: MailStore): Promise<unknown> =>
  store.list({ ids: [], mailboxIds: ['Screener'], keep: () => true, maxKept: 10 }, never);
const moveAll = async (store: MailStore): Promise<unknown> => {
  const { mails, state } = await store.list({ ids: sameIds, mailboxIds: [], keep: () => true }, never);
  const toFeed = (mail: Mail) => ({ mail, sender: mail.sender, add: ['Feed'], remove: ['Screener'] });
  return settle(
    store,
    { state, mails },
    (all) => all.map(toFeed),
    () => true,
    never,
  );
};
const findLabels = (store: MailStore): Promise<unknown> =>
  scanLabels(
    {
      places: undefined,
      config: placesConfig(),
      isOwnAddress: () => false,
      failures: new Map(),
      newcomers: new Set(),
      contactConflicts: undefined,
      standing: new StandingProblems(),
    },
    { mail: store, log: () => undefined } as never,
    never,
  );

const LOOPS: readonly Loop[] = [
  {
    file: 'src/mail/jmap/email-pages.ts',
    server: 'ignores the anchor: the first page again and again',
    methods: { 'Email/query': () => ({ ids: sameIds }) },
    run: scan,
    ends: ProtocolError,
    atMost: 2,
  },
  {
    file: 'src/mail/jmap/email-pages.ts',
    server: 'makes up mail for every page',
    methods: { 'Email/query': () => ({ ids: many(1), limit: 1 }) },
    run: scan,
    ends: ProtocolError,
    atMost: 2_001,
  },
  {
    file: 'src/mail/jmap/email-pages.ts',
    server: 'no longer knows any anchor',
    methods: {
      'Email/query': ({ anchor }) => (anchor === undefined ? { ids: sameIds } : { type: 'anchorNotFound' }),
    },
    run: scan,
    ends: ConflictError,
    atMost: 12,
  },
  {
    file: 'src/mail/jmap/email-listing.ts',
    server: 'ignores the anchor, in a listing that is to stop at some mail and finds none of it',
    methods: { 'Email/query': () => ({ ids: sameIds }) },
    run: (store) => store.list({ ids: [], mailboxIds: ['Screener'], keep: () => false }, never),
    ends: ProtocolError,
    atMost: 2,
  },
  {
    file: 'src/mail/jmap/further-pages.ts',
    server: 'counts mail without end, and has a page at every position',
    methods: {
      'Email/query': ({ anchor, position }) => {
        const at = typeof anchor === 'string' ? Number(anchor.slice(1)) + 1 : Number(position ?? 0);
        return { ids: [`m${at}`, `m${at + 1}`], limit: 2, total: 1e15 };
      },
    },
    run: (store) => store.list({ ids: [], mailboxIds: ['Screener'], keep: () => false }, never),
    ends: ProtocolError,
    atMost: 4_001,
  },
  {
    file: 'src/mail/jmap/email-get.ts',
    server: 'never gives out a mail that it lists',
    methods: {
      'Email/query': () => ({ ids: sameIds.slice(0, 3) }),
      'Email/get': (_, ids) => ({
        state: 's',
        list: ids
          .slice(1)
          .filter((id) => id !== sameIds[0])
          .map(record),
        notFound: [],
      }),
    },
    run: scan,
    ends: ProtocolError,
    atMost: 2,
  },
  {
    file: 'src/mail/jmap/email-get.ts',
    server: 'finds any number of mails too many',
    methods: {
      'Email/query': () => ({ ids: sameIds.slice(0, 8) }),
      'Email/get': (_, ids) => (ids.length === 0 ? get({}, ids) : { type: 'requestTooLarge' }),
    },
    run: listScreener,
    ends: ProtocolError,
    atMost: 60,
  },
  {
    file: 'src/mail/jmap/jmap-mail-store.ts',
    server: 'finds any page too large',
    methods: { 'Email/query': () => ({ type: 'requestTooLarge' }) },
    run: scan,
    ends: ProtocolError,
    atMost: 10,
  },
  {
    file: 'src/mail/jmap/email-changes.ts',
    server: 'announces more changes, with ever new states, and names none',
    methods: { 'Email/changes': () => ({ ...nothingChanged, newState: newId(), hasMoreChanges: true }) },
    run: (store) => store.changesSince('s', never),
    ends: ProtocolError,
    atMost: 1,
  },
  {
    file: 'src/mail/jmap/email-changes.ts',
    server: 'goes round in a circle of states',
    methods: {
      'Email/changes': ({ sinceState }) => ({
        ...nothingChanged,
        updated: sameIds.slice(0, 1),
        newState: sinceState === 's' ? 't' : 's',
        hasMoreChanges: true,
      }),
    },
    run: (store) => store.changesSince('s', never),
    ends: ProtocolError,
    atMost: 2,
  },
  {
    file: 'src/mail/jmap/email-changes.ts',
    server: 'makes up changes for every answer',
    methods: {
      'Email/changes': () => ({
        ...nothingChanged,
        created: many(1),
        newState: newId(),
        hasMoreChanges: true,
      }),
    },
    run: (store) => store.changesSince('s', never),
    ends: ProtocolError,
    atMost: 2_000,
  },
  {
    file: 'src/mail/jmap/mailbox-watch.ts',
    server: 'announces more changes of mailboxes whenever it is asked',
    methods: {
      'Email/query': () => ({ ids: [] }),
      'Mailbox/changes': () => ({ ...nothingChanged, newState: newId(), hasMoreChanges: true }),
    },
    run: async (store) => (await store.mailboxes(never), store.scan(['@ToFeed'], never)),
    ends: { mails: [], mailboxes: undefined },
    atMost: 3,
  },
  {
    file: 'src/mail/jmap/email-update.ts',
    server: 'refuses every change as a whole',
    methods: { 'Email/set': () => ({ type: 'requestTooLarge' }) },
    run: moveAll,
    ends: ProtocolError,
    atMost: 20,
  },
  {
    file: 'src/triage/steps/settle.ts',
    server: 'says that mail was changed meanwhile, whenever it is to change any',
    methods: { 'Email/set': () => ({ type: 'stateMismatch' }) },
    run: moveAll,
    ends: { isSettled: false },
    atMost: 20,
  },
  {
    file: 'src/triage/steps/scan-labels.ts',
    server: 'gives the labels other ids whenever mailboxes are read',
    methods: {
      'Email/query': () => ({ ids: [] }),
      'Mailbox/get': () => ({
        state: newId(),
        list: mailboxes(...DEFAULT_MAILBOXES).map((mailbox) => ({
          ...mailbox,
          id: `${mailbox.name}${newId()}`,
        })),
        notFound: [],
      }),
      'Mailbox/changes': () => ({ ...nothingChanged, newState: newId(), created: [newId()] }),
    },
    run: findLabels,
    ends: ProtocolError,
    atMost: 12,
  },
  {
    file: 'src/triage/steps/scan-labels.ts',
    server: 'refuses to look for mail in labels that it lists',
    methods: {
      'Email/query': () => ({ type: 'invalidArguments' }),
      'Mailbox/get': ({ ids }) => ({
        state: 's',
        list: mailboxes(...DEFAULT_MAILBOXES),
        notFound: Array.isArray(ids) ? ids : [],
      }),
    },
    run: findLabels,
    ends: ConflictError,
    atMost: 15,
  },
];

describe('a server without end', () => {
  it.each(LOOPS.map((loop) => [loop.file, loop.server, loop] as const))(
    '%s: %s',
    async (file, _, { methods, run, ends, atMost }) => {
      const jmap = fakeJmap(mailServer(methods));
      const store = createJmapMailStore({ jmap, guard: createWireGuard() });

      const ending = await run(store).catch((error: unknown) => error);

      expect(existsSync(file)).toBe(true);
      if (typeof ends === 'function') expect(ending).toBeInstanceOf(ends);
      else expect(ending).toMatchObject(ends);
      expect(jmap.requests()).toBeLessThanOrEqual(atMost);
    },
  );
});
