import {
  AccountError,
  AuthError,
  ConfigError,
  MailroomError,
  ProtocolError,
  TransientError,
} from '../errors.ts';
import { errorCode, isUntrustedCertificate } from '../http/connection-error.ts';

/** Which of the two servers, and so which credentials. */
export type Service = 'jmap' | 'carddav';

interface Advice {
  /** What went wrong, without secrets. */
  readonly text: string;
  /** Missing where the text says it. */
  readonly fix?: string;
}

const SECURITY = 'Fastmail: Settings → Privacy & Security → Connected apps & API tokens';

export const NEW_TOKEN = `make a new API token (${SECURITY} → Manage API tokens → New API token), not read-only, with the scopes Email and Contacts; put it into MAILROOM_JMAP_TOKEN`;

const NEW_CREDENTIALS: Record<Service, string> = {
  jmap: NEW_TOKEN,
  carddav: `MAILROOM_CARDDAV_USERNAME is the account's mail address; make a new app password (${SECURITY} → Manage app passwords and access → New app password) that may use contacts (CardDAV), and put it into MAILROOM_CARDDAV_PASSWORD. An API token does not do there`,
};

const URL_VARIABLE: Record<Service, string> = { jmap: 'MAILROOM_JMAP_URL', carddav: 'MAILROOM_CARDDAV_URL' };
const SERVER: Record<Service, string> = { jmap: 'the session of a JMAP server', carddav: 'a CardDAV server' };

/** What a failed request to a service means to the user. Decides by the error's class and its cause's code. */
export function adviceOn(error: unknown, service: Service): Advice {
  if (error instanceof ConfigError || error instanceof AccountError)
    return { text: error.problems.join('; ') };
  const text = messageOf(error);
  if (error instanceof AuthError) return { text, fix: NEW_CREDENTIALS[service] };
  if (error instanceof TransientError) return { text, fix: connectionFix(error, service) };
  if (error instanceof ProtocolError) {
    const fix = `${URL_VARIABLE[service]} must be the address of ${SERVER[service]}: correct it, or unset it for Fastmail's`;
    return { text, fix };
  }
  return { text, fix: 'this is a defect of Mailroom: report it' };
}

function connectionFix(error: TransientError, service: Service): string {
  const code = errorCode(error.cause);
  const variable = URL_VARIABLE[service];
  if (isUntrustedCertificate(code))
    return "Node does not trust who signed the server's certificate: with an authority of your own, give its certificate's path in NODE_EXTRA_CA_CERTS; with Fastmail, something on the way reads along";
  if (code.startsWith('CERT_')) return "compare this machine's clock with the certificate's dates";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'ENOTFOUND')
    return `correct the host name in ${variable}`;
  if (code === 'ECONNREFUSED')
    return `nothing listens there: correct host and port in ${variable}, or start the server`;
  if (error.retryAfter !== undefined) return `the server is busy: try again in ${error.retryAfter} s`;
  return `see whether this machine can reach the host in ${variable} (network, DNS, firewall), and try again`;
}

const messageOf = (error: unknown): string => {
  if (error instanceof MailroomError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};
