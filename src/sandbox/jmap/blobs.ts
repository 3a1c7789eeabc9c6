import { type SandboxAccount } from '../store/account.ts';
import { json, page, type Reply, type SandboxRequest } from '../http/http-reply.ts';
import { accountIdOf, JMAP_PATHS } from './core/session.ts';
import { blobIdOf, mailIdOf } from '../store/mail-state.ts';
import { messageBytes, munge8bitHeaders } from '../store/message.ts';
import { type Limits } from '../store/options.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** RFC 8620 6.1. Messages lose their 8-bit headers here already, so that the blob's id is that of the mail. */
export function answerUpload(
  { method, path, headers, body }: SandboxRequest,
  account: SandboxAccount,
  limits: Limits,
): Reply {
  if (method !== 'POST') return page(405, 'The requested method is not allowed for the URL.');
  const [accountId = ''] = path.slice(JMAP_PATHS.upload.length).split(/[/?]/);
  if (decodeURIComponent(accountId) !== accountIdOf(account)) return page(404, 'Unknown account');
  if (body.length > limits.maxSizeUpload) return page(413, 'The upload is too large');
  const type = String(headers['content-type'] ?? 'application/octet-stream');
  const { blobId, bytes } = storeUpload(account, body, type);
  const expires = new Date(Date.now() + DAY_MS).toISOString();
  return json({ accountId: accountIdOf(account), blobId, type, size: bytes.length, expires }, 201);
}

/** Keeps what a user uploads, until it is imported. */
export function storeUpload(
  { mail }: SandboxAccount,
  body: Buffer,
  type: string,
): { blobId: string; bytes: Buffer } {
  const bytes = /^message\/rfc822\b/i.test(type) ? munge8bitHeaders(body) : body;
  const blobId = blobIdOf(bytes);
  mail.uploads.set(blobId, bytes);
  return { blobId, bytes };
}

/** RFC 8620 6.2. A mail whose body was not kept cannot be downloaded. */
export function answerDownload({ path }: SandboxRequest, account: SandboxAccount): Reply {
  const url = new URL(path, 'http://sandbox.invalid');
  const [accountId = '', blobId = '', name = ''] = url.pathname
    .slice(JMAP_PATHS.download.length)
    .split('/')
    .map(decodeURIComponent);
  const { uploads, mails } = account.mail;
  const mail = mails.get(mailIdOf(blobId.slice(1)));
  const bytes = uploads.get(blobId) ?? (mail?.blobId === blobId ? messageBytes(mail) : undefined);
  if (accountId !== accountIdOf(account) || bytes === undefined)
    return page(404, 'failed to find blob by id');
  const headers = {
    'content-type': url.searchParams.get('accept') ?? 'application/octet-stream',
    'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
  };
  return { status: 200, headers, body: bytes };
}
