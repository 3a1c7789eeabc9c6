import { inject } from 'vitest';
import { z } from 'zod';
import { dialog } from './line-dialog.ts';
import { messageText } from './message-text.ts';
import { type AccountAccess } from './test-jmap.ts';

/** Cyrus 3.6 speaks a draft of RFC 9661 under a name of its own. */
const SIEVE = 'https://cyrusimap.org/ns/jmap/sieve';

const sessionSchema = z.object({ apiUrl: z.string(), uploadUrl: z.string() });
const blobSchema = z.object({ blobId: z.string() });
const setSchema = z.object({
  methodResponses: z.tuple([
    z.tuple([
      z.literal('SieveScript/set'),
      z.object({
        created: z.record(z.string(), z.object({ isActive: z.literal(true) })),
        notCreated: z.null(),
      }),
      z.string(),
    ]),
  ]),
});

/** Makes the script the account's active one, over JMAP. Throws when the server finds a mistake in it. */
export async function installSieve(
  { jmapUrl, username, token }: AccountAccess,
  script: string,
): Promise<void> {
  const authorization = `Bearer ${token}`;
  const send = async (path: string, type: string, body: string): Promise<unknown> => {
    const headers = { authorization, 'content-type': type };
    const response = await fetch(new URL(path, jmapUrl), { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}`);
    return response.json();
  };
  const session = await fetch(jmapUrl, { headers: { authorization } });
  const { apiUrl, uploadUrl } = sessionSchema.parse(await session.json());
  const uploadPath = uploadUrl.replace('{accountId}', encodeURIComponent(username));
  const { blobId } = blobSchema.parse(await send(uploadPath, 'application/sieve', script));
  const args = {
    accountId: username,
    create: { new: { name: `script-${blobId}`, blobId } },
    onSuccessActivateScript: '#new',
  };
  const request = {
    using: ['urn:ietf:params:jmap:core', SIEVE],
    methodCalls: [['SieveScript/set', args, '0']],
  };
  const answer = await send(apiUrl, 'application/json', JSON.stringify(request));
  if (!setSchema.safeParse(answer).success)
    throw new Error(`The script was refused: ${JSON.stringify(answer)}\n${script}`);
}

/** Delivers mail as it comes from outside (LMTP, RFC 2033): the account's script decides where it goes. */
export async function deliverByLmtp(
  { username }: AccountAccess,
  from: string,
  subject: string,
): Promise<void> {
  const message = messageText({ from, to: username, subject, mailboxes: [] }, new Date().toISOString());
  await dialog(inject('cyrus').ports.lmtp, [
    { until: /^220 / },
    { send: 'LHLO localhost', until: /^250 / },
    { send: 'MAIL FROM:<envelope@example.test>', until: /^250 / },
    { send: `RCPT TO:<${username}>`, until: /^250 / },
    { send: 'DATA', until: /^354 / },
    { send: `${message}.`, until: /^250 / },
    { send: 'QUIT', until: /^221 / },
  ]);
}
