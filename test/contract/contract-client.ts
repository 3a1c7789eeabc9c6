import { z } from 'zod';
import { type AccountAccess } from '../support/test-jmap.ts';

export type JmapAnswer = Record<string, unknown>;
export type Invocation = [name: string, args: JmapAnswer, callId: string];

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** Says anything to a server, right or wrong, and shows what came back as it is. */
export interface ContractClient {
  readonly accountId: string;
  readonly session: JmapAnswer;
  /** Posts a body to the JMAP API. */
  post(body: string, headers?: Record<string, string>): Promise<RawAnswer>;
  /** Sends calls, with ids `0`, `1`, … and the account's id; answers with all responses, errors too. */
  calls(...calls: (readonly [name: string, args: JmapAnswer])[]): Promise<Invocation[]>;
  /** Sends one call; answers with its response, or an error's. */
  call(name: string, args: JmapAnswer): Promise<JmapAnswer>;
  upload(message: string | Buffer): Promise<string>;
  /** `\n` becomes CRLF. Answers with the mail's id. */
  importMail(message: string | Buffer, mailboxIds: readonly string[], extra?: JmapAnswer): Promise<string>;
  /** Answers with its id. */
  createMailbox(name: string, parentId?: string | null): Promise<string>;
  /** With Basic authentication unless headers say otherwise. */
  http(
    method: string,
    path: string,
    request?: { headers?: Record<string, string>; body?: string },
  ): Promise<RawAnswer>;
}

export const CORE = 'urn:ietf:params:jmap:core';
export const MAIL = 'urn:ietf:params:jmap:mail';

const sessionSchema = z.looseObject({
  apiUrl: z.string(),
  uploadUrl: z.string(),
  primaryAccounts: z.record(z.string(), z.string()),
});
const invocations = z.object({
  methodResponses: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()])),
});
const created = z.object({ created: z.record(z.string(), z.object({ id: z.string() })) });

export async function contractClient(access: AccountAccess): Promise<ContractClient> {
  const { jmapUrl, cardDavUrl, token, username, password } = access;
  const authorization = `Bearer ${token}`;
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const session = sessionSchema.parse(await (await fetch(jmapUrl, { headers: { authorization } })).json());
  const apiUrl = new URL(session.apiUrl, jmapUrl);
  const accountId = session.primaryAccounts[MAIL] ?? '';

  const post: ContractClient['post'] = async (body, headers = {}) => {
    const all = { authorization, 'content-type': 'application/json', ...headers };
    return rawAnswer(await fetch(apiUrl, { method: 'POST', headers: all, body }));
  };
  const calls: ContractClient['calls'] = async (...wanted) => {
    const methodCalls = wanted.map(([name, args], n) => [name, { accountId, ...args }, String(n)]);
    const { status, body } = await post(JSON.stringify({ using: [CORE, MAIL], methodCalls }));
    if (status !== 200) throw new Error(`The API answered ${status}: ${body.slice(0, 300)}`);
    return invocations.parse(JSON.parse(body)).methodResponses;
  };
  const call: ContractClient['call'] = async (name, args) => (await calls([name, args]))[0]![1];
  const upload: ContractClient['upload'] = async (message) => {
    const url = new URL(session.uploadUrl.replace('{accountId}', encodeURIComponent(accountId)), jmapUrl);
    const body = typeof message === 'string' ? message.replaceAll('\n', '\r\n') : new Uint8Array(message);
    const headers = { authorization, 'content-type': 'message/rfc822' };
    const response = await fetch(url, { method: 'POST', headers, body });
    return z.object({ blobId: z.string() }).parse(await response.json()).blobId;
  };
  return {
    accountId,
    session,
    post,
    calls,
    call,
    upload,
    async importMail(message, mailboxIds, extra = {}) {
      const email = { blobId: await upload(message), mailboxIds: asSet(mailboxIds), ...extra };
      return created.parse(await call('Email/import', { emails: { mail: email } })).created.mail!.id;
    },
    async createMailbox(name, parentId = null) {
      const result = await call('Mailbox/set', { create: { mailbox: { name, parentId } } });
      return created.parse(result).created.mailbox!.id;
    },
    async http(method, path, { headers = {}, body } = {}) {
      const init = body === undefined ? {} : { body };
      const all = { authorization: basic, ...headers };
      return rawAnswer(
        await fetch(new URL(path, cardDavUrl), { method, redirect: 'manual', headers: all, ...init }),
      );
    },
  };
}

const rawAnswer = async (response: Response): Promise<RawAnswer> => ({
  status: response.status,
  headers: response.headers,
  body: await response.text(),
});

export const asSet = (names: readonly string[]): Record<string, true> =>
  Object.fromEntries(names.map((name) => [name, true]));

let composed = 0;

/** A message unlike all others. */
export function messageFrom(from: string, extraHeaders = ''): string {
  composed += 1;
  return `From: ${from}\nTo: owner@example.test\nSubject: Mail ${composed}\nMessage-ID: <${composed}.${Date.now()}@contract.example>\n${extraHeaders}\nHello.\n`;
}
