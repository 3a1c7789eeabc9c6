import { z } from 'zod';

/** How a test reaches an account: on a real server, on the sandbox, or through a proxy. */
export interface AccountAccess {
  /** The session's address (RFC 8620 2). */
  jmapUrl: string;
  /** Where CardDAV discovery starts (RFC 6764 5). */
  cardDavUrl: string;
  /** For CardDAV (Basic). */
  username: string;
  password: string;
  /** For JMAP (Bearer). */
  token: string;
}

/** A method's name and arguments; the account's id is added (RFC 8620 3.2). */
export type Call = readonly [name: string, args: Readonly<Record<string, unknown>>];

/** A plain JMAP client over fetch: a test's own view of the account, independent of the program under test. */
export interface TestJmap {
  /** Sends the calls as one request; call n has the id `String(n)`. Throws unless every one succeeds. */
  request(...calls: Call[]): Promise<unknown[]>;
  /** Answers with the blob's id. */
  upload(content: string): Promise<string>;
}

interface Session {
  accountId: string;
  apiUrl: URL;
  uploadUrl: URL;
}

const CAPABILITIES = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];

const sessionSchema = z.object({
  apiUrl: z.string(),
  uploadUrl: z.string(),
  primaryAccounts: z.record(z.string(), z.string()),
});
const responseSchema = z.object({
  methodResponses: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()])),
});
const blobSchema = z.object({ blobId: z.string() });

export function testJmap({ jmapUrl, token }: AccountAccess): TestJmap {
  const authorization = `Bearer ${token}`;
  let session: Session | undefined;
  let firstUpload: Promise<unknown> | undefined;

  async function openSession(): Promise<Session> {
    const response = await fetch(jmapUrl, { headers: { authorization } });
    if (!response.ok) throw new Error(`GET ${jmapUrl} answered ${response.status}`);
    const { apiUrl, uploadUrl, primaryAccounts } = sessionSchema.parse(await response.json());
    const accountId = primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';
    return {
      accountId,
      apiUrl: new URL(apiUrl, response.url),
      uploadUrl: new URL(uploadUrl.replaceAll('{accountId}', encodeURIComponent(accountId)), response.url),
    };
  }

  async function post(url: URL, type: string, body: string): Promise<unknown> {
    const headers = { authorization, 'content-type': type };
    const response = await fetch(url, { method: 'POST', headers, body });
    if (!response.ok)
      throw new Error(`POST ${url.href} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  return {
    async request(...calls) {
      const { accountId, apiUrl } = (session ??= await openSession());
      const methodCalls = calls.map(([name, args], n) => [name, { accountId, ...args }, String(n)]);
      const body = JSON.stringify({ using: CAPABILITIES, methodCalls });
      const { methodResponses } = responseSchema.parse(await post(apiUrl, 'application/json', body));
      return methodResponses.map(([name, result]) => {
        if (name === 'error') throw new Error(`${body.slice(0, 500)}: ${JSON.stringify(result)}`);
        return result;
      });
    },
    async upload(content) {
      const send = async (): Promise<string> => {
        const { uploadUrl } = (session ??= await openSession());
        return blobSchema.parse(await post(uploadUrl, 'message/rfc822', content)).blobId;
      };
      // Cyrus makes the place for uploads with the first one, and may tell others meanwhile that it is not there (404).
      if (firstUpload !== undefined) return firstUpload.then(send);
      const first = send();
      firstUpload = first.catch(() => undefined);
      return first;
    },
  };
}

/** An argument taken from an earlier call's result (RFC 8620 3.7). */
export const resultOf = (call: number, name: string, path: string) => ({
  resultOf: String(call),
  name,
  path,
});

const setSchema = z.object({
  created: z.record(z.string(), z.object({ id: z.string() })).nullish(),
  notCreated: z.record(z.string(), z.unknown()).nullish(),
  notUpdated: z.record(z.string(), z.unknown()).nullish(),
  notDestroyed: z.record(z.string(), z.unknown()).nullish(),
});

/** Reads the answer of a `set` or `import`: ids by creation id. Throws when any record failed (RFC 8620 5.3). */
export function idsOfCreated(result: unknown): Map<string, string> {
  const { created, ...failures } = setSchema.parse(result);
  const failed = Object.values(failures).some((records) => Object.keys(records ?? {}).length > 0);
  if (failed) throw new Error(`The server refused: ${JSON.stringify(failures)}`);
  return new Map(Object.entries(created ?? {}).map(([key, { id }]) => [key, id]));
}
