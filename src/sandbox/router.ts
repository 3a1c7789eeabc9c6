import { type SandboxAccount } from './store/account.ts';
import { answerDavRequest } from './carddav/carddav.ts';
import { letIn, unauthorized } from './http/credentials.ts';
import { type Fault } from './faults.ts';
import { json, page, redirect, type Reply, type SandboxRequest } from './http/http-reply.ts';
import { answerApiRequest } from './jmap/api.ts';
import { answerDownload, answerUpload } from './jmap/blobs.ts';
import { JMAP_PATHS, sessionOf } from './jmap/core/session.ts';
import { type Limits, type Quirks } from './store/options.ts';

export interface ServerContext {
  origin: string;
  accounts: readonly SandboxAccount[];
  limits: Limits;
  quirks: Quirks;
  /** See `Sandbox`. */
  regionalHost?: string | undefined;
}

/** Does what a request asks for. */
export function answer(request: SandboxRequest, server: ServerContext, fault: Fault | undefined): Reply {
  const { method, path, headers } = request;
  const { origin, limits, quirks } = server;
  // RFC 8620 2.2 and RFC 6764 5: found before anyone logs in.
  if (path === JMAP_PATHS.wellKnown) return redirect(origin + JMAP_PATHS.session);
  if (path === '/.well-known/carddav') return redirect(`${origin}/dav/addressbooks`);

  const known = letIn(String(headers.authorization ?? ''), server.accounts);
  if (known === undefined) return unauthorized();
  const { account, isReadOnly } = known;
  if (path === JMAP_PATHS.session) {
    if (method !== 'GET') return page(405, 'The requested method is not allowed for the URL.');
    const base = quirks.relativeUrls ? '' : origin;
    return json(sessionOf(known, base, limits, quirks, server.regionalHost));
  }
  if (path === JMAP_PATHS.api) {
    if (!isResponsible(String(headers.host), server.regionalHost))
      return page(421, 'The account is not on this host.');
    if (method !== 'POST') return page(405, 'The requested method is not allowed for the URL.');
    const setErrors = new Map(Object.entries(fault?.kind === 'setErrors' ? fault.errors : {}));
    return answerApiRequest(request, known, { limits, quirks }, setErrors);
  }
  if (path.startsWith(JMAP_PATHS.upload) && !isReadOnly) return answerUpload(request, account, limits);
  if (path.startsWith(JMAP_PATHS.download)) return answerDownload(request, account);
  if (path === '/' || path.startsWith('/dav')) return answerDavRequest(request, account, quirks);
  return page(404, 'The requested URL was not found on this server.');
}

const isResponsible = (host: string, regionalHost: string | undefined): boolean =>
  regionalHost === undefined || host.startsWith(`${regionalHost}.localhost:`);
