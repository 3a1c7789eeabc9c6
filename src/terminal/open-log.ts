import { secretValues } from '../config/read-secrets.ts';
import { createLogger } from '../log/create-logger.ts';
import { type LogLevel } from '../log/events.ts';
import { type LogWriter } from '../log/logger.ts';
import { type Io } from './io.ts';

/** The log on stdout: for people when that is a terminal, else JSON. */
export function openLog({ env, readFile, stdout }: Io, level: LogLevel): LogWriter {
  // https://no-color.org
  const colour = (env.NO_COLOR ?? '') === '';
  const pretty = stdout.isTTY === true ? { colour, columns: stdout.columns ?? 80 } : undefined;
  return createLogger({ level, secrets: secretValues(env, readFile), destination: stdout, pretty });
}
