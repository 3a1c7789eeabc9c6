import { type Io } from './io.ts';
import { openLog } from './open-log.ts';

/** Logs a defect that nothing caught, with where it came from. The process is in no state to go on afterwards. */
export function reportCrash(error: unknown, io: Io): void {
  openLog(io, 'debug')('crashed', { error });
}
