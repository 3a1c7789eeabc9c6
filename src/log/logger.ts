import { type EventField, type EventName } from './events.ts';

export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line for something that happened. Level, message and fields belong to the event (see `events.ts`). */
export type Log = <Event extends EventName>(
  event: Event,
  fields?: Readonly<Partial<Record<EventField<Event>, unknown>>>,
) => void;

/** What stands behind a `Log`, or passes its lines on: it takes any event with any fields. */
export type LogWriter = (event: EventName, fields?: LogFields) => void;
