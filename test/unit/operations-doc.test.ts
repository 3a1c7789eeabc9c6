import { describe, expect, it } from 'vitest';
import { EVENTS, type EventName } from '../../src/log/events.ts';
import { documentedEvents, undocumented } from '../support/operations-doc.ts';

describe('docs/operations.md', () => {
  it('lists every event once, with its level, and no other', () => {
    const listed = documentedEvents().map(({ event, level }) => `${event} ${level}`);

    expect(listed.sort()).toEqual(
      Object.entries(EVENTS)
        .map(([event, { level }]) => `${event} ${level}`)
        .sort(),
    );
  });

  it.each(documentedEvents())('lists the fields of $event', ({ event, fields }) => {
    expect([...fields].sort()).toEqual([...EVENTS[event as EventName].fields].sort());
  });

  it.each(documentedEvents())('says what to do about $event', ({ advice }) => {
    expect(advice).not.toBe('');
  });
});

describe('undocumented', () => {
  it.each([
    ['an event', { event: 'surprise', level: 'info' }, ['event surprise']],
    ['a level', { event: 'group_left', level: 'error' }, ['group_left: level error']],
    ['a field', { event: 'group_left', level: 'debug', colour: 'red' }, ['group_left: colour']],
    ['nothing', { time: 'now', event: 'group_left', level: 'debug', msg: 'x', group: 'Feed' }, []],
  ])('finds %s', (_, line, found) => {
    expect(undocumented([line])).toEqual(found);
  });
});
