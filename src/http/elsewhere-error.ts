import { ProtocolError } from '../errors.ts';
import { type Realm } from './realm.ts';
import { urlName } from './request-name.ts';

/** A server pointed to where the credentials may not go (N9). Nothing was sent there. */
export class ElsewhereError extends ProtocolError {
  /** `what` reads on to the address: "GET https://… redirects to". */
  constructor(what: string, url: URL, { name }: Realm) {
    super(`${what} ${urlName(url)}, but the credentials go only to ${name}: nothing was sent there`);
  }
}
