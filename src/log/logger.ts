import { type EventName } from './events.ts';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line for something that happened. Level and message belong to the event (see `events.ts`). */
export type Log = (event: EventName, fields?: LogFields) => void;
