import { type Invocation } from '../../src/jmap/invocation.ts';
import { isObject, type JsonObject } from '../../src/jmap/fields.ts';
import { clientFor } from './http-client.ts';
import { createJmapClient } from '../../src/jmap/jmap-client.ts';
import { type Answer, sessionObject, startJmapServer } from './jmap-server.ts';
import { stepsOf } from '../../src/jmap/patch-object.ts';
import { type Address } from '../../src/mail/address.ts';
import { createWireGuard } from '../../src/safety/wire-guard.ts';
import { type ContactBook, type ContactJob, type GroupEntry } from '../../src/contacts/contact-book.ts';
import { derivedUid } from '../../src/contacts/contact-uid.ts';
import { createJmapContactBook } from '../../src/contacts/jmap/jmap-contact-book.ts';

export const SHOP = 'shop@example.test' as Address;

type StoredCard = Record<string, unknown>;
type Result = JsonObject | { error: JsonObject };

/** Answers a call in the server's place; undefined leaves it to the server. */
export type Fault = (method: string, args: JsonObject, count: number) => Result | undefined;

export interface ServerOptions {
  fault?: Fault;
  /** Answers a request in the server's place, by its number from 1. */
  request?: (calls: Invocation[], count: number) => Answer | undefined;
  addressBooks?: JsonObject[];
  maxObjects?: number;
  /** How much Mailroom has room for in one answer, in bytes. */
  maxBodyBytes?: number;
  /** What the server makes of a card that it stores. */
  store?: (card: StoredCard) => StoredCard;
}

/** A job that writes a line into the note, once. */
const noteJob = (target: ContactJob['target'], line: string): ContactJob => ({
  target,
  revise: ({ note = '' }) => (note.includes(line) ? undefined : { note: note + line }),
});

const ownerOf = (id: string): Address => `${id.replaceAll(':', '.')}@own.example` as Address;

/** The UID that Mailroom gives to its card of this id. */
export const ownUid = (id: string): string => derivedUid(ownerOf(id));

/** Edits a card that Mailroom made. */
export const editJob = (id: string, line: string): ContactJob =>
  noteJob({ edit: { ref: id, uid: ownUid(id), addresses: [ownerOf(id)] } }, line);

/** Edits a card that someone else made. */
export const editForeignJob = (id: string, line: string): ContactJob =>
  noteJob({ edit: { ref: id, uid: id, addresses: [SHOP] } }, line);

export const createJob = (address = SHOP): ContactJob =>
  noteJob({ create: { address, fullName: 'Shop', organization: 'Shop', note: 'made' } }, 'revised');

export const group = (id: string): GroupEntry => ({
  ref: id,
  uid: id,
  name: id,
  members: new Set(),
  strays: new Set(),
});

/** An address book at a scripted server that does what RFC 9610 says, or what the options say instead. */
export async function openJmapBook(options: ServerOptions = {}) {
  const { addressBooks = [{ id: 'b1', name: 'Default', isDefault: true }], maxObjects = 500 } = options;
  const cards = new Map<string, StoredCard>();
  const history: string[] = [];
  const counts = new Map<string, number>();
  let requests = 0;

  /** As some other client would. */
  const put = (id: string, properties: StoredCard): void => {
    const stored = { '@type': 'Card', version: '1.0', uid: id, addressBookIds: { b1: true }, ...properties };
    cards.set(id, options.store?.({ ...stored, id }) ?? { ...stored, id });
    history.push(id);
  };
  /** A card that Mailroom made. */
  const putOwn = (id: string, properties: StoredCard = {}): void => {
    const own = { uid: ownUid(id), name: { full: id }, emails: { e: { address: ownerOf(id) } } };
    put(id, { ...own, ...properties });
  };
  const remove = (id: string): void => {
    cards.delete(id);
    history.push(id);
  };
  const state = (): string => String(history.length);

  const methods: Record<string, (args: JsonObject) => Result> = {
    'AddressBook/get': () => ({ state: '0', list: addressBooks, notFound: [] }),
    'ContactCard/get': ({ ids, properties }) => {
      const asked = ids as string[];
      if (asked.length > maxObjects) return { error: { type: 'requestTooLarge' } };
      const shown = (card: StoredCard): StoredCard =>
        properties === null
          ? card
          : Object.fromEntries(
              Object.entries(card).filter(([name]) => (properties as string[]).includes(name)),
            );
      return {
        state: state(),
        list: asked.flatMap((id): StoredCard[] => (cards.has(id) ? [shown(cards.get(id) ?? {})] : [])),
        notFound: asked.filter((id) => !cards.has(id)),
      };
    },
    'ContactCard/query': ({ filter, limit, ...rest }) => {
      const anchor = rest.anchor as string | undefined;
      const book = isObject(filter) ? String(filter.inAddressBook) : undefined;
      const all = [...cards]
        .filter(
          ([, { addressBookIds }]) =>
            book === undefined || (isObject(addressBookIds) && addressBookIds[book]),
        )
        .map(([id]) => id)
        .sort();
      if (anchor !== undefined && !all.includes(anchor)) return { error: { type: 'anchorNotFound' } };
      const start = anchor === undefined ? 0 : all.indexOf(anchor) + 1;
      return { queryState: state(), position: start, ids: all.slice(start, start + Number(limit)) };
    },
    'ContactCard/changes': ({ sinceState, maxChanges }) => {
      const since = Number(sinceState);
      const until = Math.min(since + Number(maxChanges), history.length);
      const changed = [...new Set(history.slice(since, until))];
      const isOld = (id: string): boolean => history.slice(0, since).includes(id);
      return {
        oldState: sinceState,
        newState: String(until),
        hasMoreChanges: until < history.length,
        created: changed.filter((id) => cards.has(id) && !isOld(id)),
        updated: changed.filter((id) => cards.has(id) && isOld(id)),
        destroyed: changed.filter((id) => !cards.has(id)),
      };
    },
    'ContactCard/set': ({ ifInState, create = {}, update = {} }) => {
      if (ifInState !== state()) return { error: { type: 'stateMismatch' } };
      const created: JsonObject = Object.fromEntries(
        Object.entries(create as Record<string, StoredCard>).map(([key, card]) => {
          put(`id-${key}`, card);
          return [key, { id: `id-${key}` }];
        }),
      );
      const notUpdated: StoredCard = {};
      for (const [id, patch] of Object.entries(update as Record<string, JsonObject>)) {
        const card = cards.get(id);
        if (card === undefined) notUpdated[id] = { type: 'notFound' };
        else put(id, patched(card, patch));
      }
      const done = Object.keys(update as object).filter((id) => !(id in notUpdated));
      return {
        newState: state(),
        created,
        updated: Object.fromEntries(done.map((id) => [id, null])),
        notUpdated,
      };
    },
  };

  const answerTo = (calls: Invocation[]): Answer => {
    const responses: [string, JsonObject, string][] = [];
    for (const [name, args, callId] of calls) {
      const resolved = resolve(args, responses);
      if (resolved === undefined) {
        responses.push(['error', { type: 'invalidResultReference' }, callId]);
        continue;
      }
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const result = options.fault?.(name, resolved, count) ?? methods[name]?.(resolved);
      if (result === undefined) throw new Error(`The server has no method ${name}`);
      responses.push(
        'error' in result ? ['error', result.error as JsonObject, callId] : [name, result, callId],
      );
    }
    return { body: { methodResponses: responses, sessionState: 's1' } };
  };

  const session = sessionObject();
  const core = session.capabilities['urn:ietf:params:jmap:core'];
  Object.assign(core, {
    maxObjectsInGet: maxObjects,
    maxObjectsInSet: maxObjects,
    maxSizeRequest: 1_000_000,
  });
  const server = await startJmapServer({
    session: () => ({ body: session }),
    api: (calls) => options.request?.(calls, ++requests) ?? answerTo(calls),
  });
  /** Mailroom, as one process of it knows the server. */
  const openBook = (): ContactBook => {
    const guard = createWireGuard();
    const { origin } = server.server;
    const jmap = createJmapClient({
      http: clientFor(
        origin,
        options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes },
      ).client,
      sessionUrl: new URL('/jmap/session', origin),
      guard: (calls) => guard.check(calls),
    });
    return createJmapContactBook({ jmap, guard });
  };
  const calls = (method: string): JsonObject[] =>
    server
      .apiRequests()
      .flatMap(({ methodCalls }) => methodCalls)
      .flatMap(([name, args]) => (name === method ? [args] : []));
  return {
    contacts: openBook(),
    openBook,
    cards,
    put,
    putOwn,
    remove,
    /** Arguments of the calls of a method so far. */
    calls,
    /** What ContactCard/set was asked to do. */
    sets: () => calls('ContactCard/set'),
    requests: () => server.apiRequests().length,
    noteOf: (id: string) => {
      const { notes } = cards.get(id) ?? {};
      return (Object.values(isObject(notes) ? notes : {})[0] as { note?: string } | undefined)?.note;
    },
  };
}

/** RFC 8620 5.3, refusing what it refuses. */
function patched(card: StoredCard, patch: JsonObject): StoredCard {
  const result = structuredClone(card);
  for (const [path, value] of Object.entries(patch)) {
    const steps = stepsOf(path);
    const last = steps.pop() ?? '';
    const parent = steps.reduce<unknown>(
      (object, step) => (isObject(object) ? object[step] : undefined),
      result,
    );
    if (!isObject(parent)) throw new Error(`The patch ${path} has no parent`);
    if (value === null) Reflect.deleteProperty(parent, last);
    else (parent as StoredCard)[last] = value;
  }
  return result;
}

/** Result references (RFC 8620 3.7) to a list at the top of an answer. */
function resolve(
  args: JsonObject,
  responses: readonly [string, JsonObject, string][],
): JsonObject | undefined {
  const reference = args['#ids'] as { resultOf: string; path: string } | undefined;
  if (reference === undefined) return args;
  const answer = responses.find(([, , callId]) => callId === reference.resultOf)?.[1] ?? {};
  const ids = answer[reference.path.slice(1)];
  return ids === undefined ? undefined : { ...args, ids };
}
