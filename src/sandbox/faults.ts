import { type SetError } from './jmap/core/method.ts';

/** What goes wrong with one request. */
export type Fault =
  /** The connection is cut, before or after the work is done. */
  | { kind: 'drop'; when: 'before' | 'after' }
  /** No answer ever comes, before or after the work is done. */
  | { kind: 'hang'; when: 'before' | 'after' }
  /** This answer instead; with `afterWork` the work is done all the same. */
  | {
      kind: 'answer';
      status: number;
      headers?: Readonly<Record<string, string>>;
      body?: string;
      afterWork?: boolean;
    }
  /** The connection is cut after so many bytes of the body, of which `Content-Length` promises all. */
  | { kind: 'truncate'; bytes: number }
  | { kind: 'delay'; ms: number }
  /** `Email/set` refuses these messages, by id, and does the rest. */
  | { kind: 'setErrors'; errors: Readonly<Record<string, SetError>> };

export const isWorkedOn = (fault: Fault | undefined): boolean => {
  if (fault?.kind === 'drop' || fault?.kind === 'hang') return fault.when === 'after';
  return fault?.kind !== 'answer' || fault.afterWork === true;
};
