import { ConfigError } from '../errors.ts';

/**
 * Throws `ConfigError` unless credentials may be sent to the URL (N9): over https, or over plain http to this machine
 * only; and without user info, which would end up in logs.
 */
export function assertAllowedOrigin(url: URL): void {
  const problems: string[] = [];
  if (url.username !== '' || url.password !== '')
    problems.push(`The URL at ${url.host} holds a user name or password: give them in their own variables`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    problems.push(
      `${url.protocol}//${url.host} would send the credentials unencrypted: use https (plain http only to this machine)`,
    );
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Whether a URL's host is this machine: plain http may go there, and nowhere else. */
export const isLoopback = (hostname: string): boolean =>
  isLocalhost(hostname) || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Names that mean this machine, whatever a name server says of them (RFC 6761 6.3): see `lookup.ts`. */
export const isLocalhost = (hostname: string): boolean => /^(?:.+\.)?localhost$/.test(hostname);
