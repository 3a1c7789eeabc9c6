import { CertificateError, type MailroomError, ProtocolError, TransientError } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'the host name could not be looked up (EAI_AGAIN)',
  ETIMEDOUT: 'the host did not answer (ETIMEDOUT)',
  EHOSTUNREACH: 'the host cannot be reached (EHOSTUNREACH)',
  ENETUNREACH: 'the network cannot be reached (ENETUNREACH)',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)',
};

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'INVALID_CA',
]);

/** Puts into words why no answer came. `name` is the request's, as `requestName` makes it. */
export function connectionError(name: string, error: unknown): MailroomError {
  const code = errorCode(error);
  if (code.startsWith('HPE_')) {
    // Node attaches the bytes that it could not parse: mail, perhaps, which must not reach a log with the cause.
    Reflect.deleteProperty(error as object, 'rawPacket');
    return new ProtocolError(`${name}: the answer is not valid HTTP (${code})`, { cause: error });
  }
  const NoAnswer = isCertificateProblem(code) ? CertificateError : TransientError;
  return new NoAnswer(`${name}: ${reasonFor(code)}`, { cause: error });
}

/** Node's code of a failed connection, or '' when there is none. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Whether a connection failed with this code because nobody whom Node trusts vouches for the certificate. */
export const isUntrustedCertificate = (code: string): boolean => UNTRUSTED.has(code);

const isCertificateProblem = (code: string): boolean =>
  isUntrustedCertificate(code) || code.startsWith('CERT_') || code === 'ERR_TLS_CERT_ALTNAME_INVALID';

function reasonFor(code: string): string {
  if (isUntrustedCertificate(code)) return `the certificate is not trusted (${code})`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `no encrypted connection came about (${code})`;
  return REASONS[code] ?? `the request failed (${code || 'no code'})`;
}
