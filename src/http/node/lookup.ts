import dns from 'node:dns';
import { type LookupFunction } from 'node:net';
import { isLocalhost } from '../allowed-origin.ts';

/**
 * Finds the addresses of a host as Node does, but takes every name below localhost for this machine (RFC 6761 6.3): what
 * goes there unencrypted must not leave it because of what a name server says.
 */
export const lookup: LookupFunction = (hostname, options, callback) =>
  dns.lookup(isLocalhost(hostname) ? 'localhost' : hostname, options, callback);
