import { AccountError, ConfigError } from '../errors.ts';
import { type Config } from '../config/config.ts';
import { type LogWriter } from '../log/logger.ts';
import { adviceOn, isUrlSet } from './advice.ts';
import { type Service, sourceOf } from './error-sources.ts';

/** The fields of a line about a failure. */
export interface FailureFields {
  readonly error: unknown;
  /** What to do, in the words of `mailroom check`. */
  readonly fix?: string;
  /** Where the error lists several, each with what to do. */
  readonly problems?: readonly string[];
}

/** `hasOwnUrl` as in `adviceOn`. */
export function failureFields(error: unknown, hasOwnUrl: (service: Service) => boolean): FailureFields {
  if (error instanceof ConfigError || error instanceof AccountError) {
    // The message lists the problems once more.
    const [message] = error.message.split(':\n', 1);
    const fix = error instanceof ConfigError ? FIX_CONFIG : FIX_ACCOUNT;
    return { error: { type: error.name, message }, fix, problems: error.problems };
  }
  const service = sourceOf(error) ?? 'jmap';
  const { fix } = adviceOn(error, service, hasOwnUrl(service));
  return { error, ...(fix !== undefined && { fix }) };
}

const FIX_CONFIG = 'correct the configuration as the problems say, and start again';
const FIX_ACCOUNT = 'do what the problems say; "mailroom check" tells whether all is well then';

/** The same log; its lines about failures say what to do. */
export const advisingLog =
  (log: LogWriter, config: Config): LogWriter =>
  (event, fields = {}) => {
    const isFailure = event === 'cycle_failed' || event === 'sender_failed';
    const advice = isFailure && failureFields(fields.error, (service) => isUrlSet(config, service));
    log(event, { ...fields, ...advice });
  };
