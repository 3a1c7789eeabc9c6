import { readFileSync } from 'node:fs';
import { type LogLine } from './run-mailroom.ts';

export interface DocumentedEvent {
  event: string;
  level: string;
  fields: string[];
  advice: string;
}

const PAGE = new URL('../../docs/operations.md', import.meta.url);

/** The events as `docs/operations.md` lists them: the rows of its tables that begin with an event, a level and fields. */
export function documentedEvents(text = readFileSync(PAGE, 'utf8')): DocumentedEvent[] {
  return text.split('\n').flatMap((line) => {
    const [, event = '', level = '', fields = '', advice = ''] = line.split('|').map((cell) => cell.trim());
    if (!/^`[a-z_]+`$/.test(event) || !/^[a-z]+$/.test(level)) return [];
    const names = [...fields.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    return [{ event: event.slice(1, -1), level, fields: names, advice }];
  });
}

/** What lines of a log show that the page does not tell of. */
export function undocumented(lines: readonly LogLine[]): string[] {
  const events = new Map(documentedEvents().map((documented) => [documented.event, documented]));
  return lines.flatMap((line) => {
    const { level, event } = line;
    const documented = events.get(String(event));
    if (documented === undefined) return [`event ${String(event)}`];
    const known = ['time', 'level', 'event', 'msg', ...documented.fields];
    const unknown = Object.keys(line).filter((name) => !known.includes(name));
    if (level !== documented.level) unknown.push(`level ${String(level)}`);
    return unknown.map((what) => `${String(event)}: ${what}`);
  });
}
