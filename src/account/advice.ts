import {
  AccountError,
  AuthError,
  CertificateError,
  ConfigError,
  ConflictError,
  MailroomError,
  ProtocolError,
  SenderError,
  TransientError,
} from '../errors.ts';
import { type Config } from '../config/config.ts';
import { DEFAULT_TEXTS } from '../config/variables.ts';
import { type Service } from './error-sources.ts';
import { ElsewhereError } from '../http/elsewhere-error.ts';
import { errorMessage } from '../log/error-message.ts';
import { errorCode, isUntrustedCertificate } from '../http/connection-error.ts';

interface Advice {
  /** What went wrong, without secrets. */
  readonly text: string;
  /** Missing where the text says it. */
  readonly fix?: string;
}

const SECURITY = 'Fastmail: Settings → Privacy & Security';

export const NEW_TOKEN = `make a new API token (${SECURITY} → Manage API tokens → New API token), not read-only, with the scopes Email and Contacts; put it into MAILROOM_JMAP_TOKEN`;

const NEW_CREDENTIALS: Record<Service, string> = {
  jmap: NEW_TOKEN,
  carddav: `MAILROOM_CARDDAV_USERNAME is the account's mail address; make a new app password (${SECURITY} → Manage app passwords and access → New app password) that may use contacts (CardDAV), and put it into MAILROOM_CARDDAV_PASSWORD. An API token does not work here`,
};

const URL_VARIABLE: Record<Service, string> = { jmap: 'MAILROOM_JMAP_URL', carddav: 'MAILROOM_CARDDAV_URL' };
const SERVER: Record<Service, string> = { jmap: 'the session of a JMAP server', carddav: 'a CardDAV server' };

/** Whether somebody chose the service's address: advice about a URL is for those only. */
export function isUrlSet(config: Pick<Config, 'jmapUrl' | 'cardDav'>, service: Service): boolean {
  const url = service === 'jmap' ? config.jmapUrl : config.cardDav?.url;
  return url !== undefined && url.href !== new URL(DEFAULT_TEXTS[URL_VARIABLE[service]] ?? '').href;
}

/** As `isUrlSet`, of the environment: for failures before there is a configuration. */
export function isUrlGiven(env: NodeJS.ProcessEnv, service: Service): boolean {
  const variable = URL_VARIABLE[service];
  const text = env[variable]?.trim() ?? '';
  return text !== '' && text !== DEFAULT_TEXTS[variable];
}

/** What a failed request to a service means to the user. Decides by the error's class and its cause's code. */
export function adviceOn(error: unknown, service: Service, hasOwnUrl: boolean): Advice {
  if (error instanceof ConfigError || error instanceof AccountError)
    return { text: error.problems.join('; ') };
  const text = messageOf(error);
  if (error instanceof AuthError) return { text, fix: NEW_CREDENTIALS[service] };
  if (error instanceof CertificateError) return { text, fix: certificateFix(error, service, hasOwnUrl) };
  if (error instanceof TransientError) return { text, fix: connectionFix(error, service, hasOwnUrl) };
  if (error instanceof ElsewhereError) return { text, fix: elsewhereFix(service, hasOwnUrl) };
  if (error instanceof ProtocolError) return { text, fix: protocolFix(service, hasOwnUrl) };
  if (error instanceof SenderError) return { text, fix: SENDER_FIX };
  if (error instanceof ConflictError) return { text, fix: CONFLICT_FIX };
  return { text, fix: 'this is a defect of Mailroom: report it' };
}

const SENDER_FIX =
  'open the contact of this sender, and its mail, in your mail program: shorten or split what is unusual about it; report it if nothing is';
const CONFLICT_FIX =
  'another program changes the same mail or contact all the time: it is tried again; if it stays, find that program';

const NOT_SERVING =
  'the server is there, but does not serve at the moment: wait, and look at its status page if it stays';
const UNREACHED = 'see whether this machine can reach that host (network, DNS, firewall), and try again';

function certificateFix(error: CertificateError, service: Service, hasOwnUrl: boolean): string {
  const code = errorCode(error.cause);
  if (isUntrustedCertificate(code))
    return "Node does not trust who signed the server's certificate: with an authority of your own, give its certificate's path in NODE_EXTRA_CA_CERTS; with Fastmail, something on the way reads along";
  if (code.startsWith('CERT_')) return "compare this machine's clock with the certificate's dates";
  return hasOwnUrl ? `correct the host name, if it is that in ${URL_VARIABLE[service]}` : UNREACHED;
}

function connectionFix(error: TransientError, service: Service, hasOwnUrl: boolean): string {
  const code = errorCode(error.cause);
  const variable = URL_VARIABLE[service];
  if (hasOwnUrl && code === 'ENOTFOUND') return `correct the host name, if it is that in ${variable}`;
  if (hasOwnUrl && code === 'ECONNREFUSED')
    return `nothing listens there: correct host and port, if they are those in ${variable}, or start the server`;
  if (error.retryAfter !== undefined) return `the server is busy: try again in ${error.retryAfter} s`;
  // Somebody answered.
  return error.cause === undefined ? NOT_SERVING : UNREACHED;
}

const elsewhereFix = (service: Service, hasOwnUrl: boolean): string =>
  hasOwnUrl
    ? `if you trust that server, set ${URL_VARIABLE[service]} to the address of ${SERVER[service]} there`
    : `Fastmail is not known to do that: report it, and set ${URL_VARIABLE[service]} to an address there only if Fastmail says that it is theirs`;

const protocolFix = (service: Service, hasOwnUrl: boolean): string =>
  hasOwnUrl
    ? `${URL_VARIABLE[service]} must be the address of ${SERVER[service]}: correct it, or unset it for Fastmail's`
    : 'Fastmail is not known to answer like that: see whether something between here and there answers instead, try again later, and report it if it stays';

const messageOf = (error: unknown): string => {
  if (error instanceof MailroomError) return error.message;
  return error instanceof Error ? `${error.name}: ${errorMessage(error)}` : String(error);
};
