import { describe, expect, it } from 'vitest';
import { CertificateError, ProtocolError, TransientError } from '../errors.ts';
import { connectionError } from './connection-error.ts';

const failure = (code: string) => Object.assign(new Error('Node words this'), { code });

describe('connectionError', () => {
  it.each([
    ['ECONNREFUSED', 'connection refused'],
    ['ENOTFOUND', 'host not found'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no encrypted connection came about (ERR_SSL_WRONG_VERSION_NUMBER)'],
    ['ESOMETHING', 'the request failed (ESOMETHING)'],
  ])('puts %s into words and keeps it as the cause', (code, words) => {
    const cause = failure(code);
    const error = connectionError('GET https://mail.example/', cause);
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toBe(`GET https://mail.example/: ${words}`);
    expect(error.cause).toBe(cause);
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'the certificate has expired'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)'],
  ])('does not take %s for something that passes', (code, words) => {
    const error = connectionError('GET https://mail.example/', failure(code));
    expect(error).toBeInstanceOf(CertificateError);
    expect(error.message).toBe(`GET https://mail.example/: ${words}`);
  });

  it('reads the code of a connection that was tried on several addresses', () => {
    const cause = Object.assign(new AggregateError([failure('ECONNREFUSED')]), { code: 'ECONNREFUSED' });
    expect(connectionError('GET https://mail.example/', cause).message).toMatch(/connection refused$/);
  });

  it('takes an answer that is not HTTP for a broken contract, and drops its bytes', () => {
    const cause = Object.assign(failure('HPE_INVALID_CONSTANT'), { rawPacket: Buffer.from('private') });
    const error = connectionError('GET https://mail.example/', cause);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.cause).not.toHaveProperty('rawPacket');
  });
});
