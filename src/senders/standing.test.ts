import { describe, expect, it } from 'vitest';
import { defaultPlaces, mail } from '../../test/support/triage-fixtures.ts';
import { standingOf } from './standing.ts';

const places = defaultPlaces();

describe('where a mail stands', () => {
  it.each<[string[], string | undefined, string | undefined]>([
    [['Screener'], undefined, 'screener'],
    [['Inbox'], undefined, 'inbox'],
    [['Inbox', 'Receipts'], undefined, 'inbox'],
    [['Screener', 'Inbox'], undefined, 'screener'],
    [['Screener', 'Feed'], 'Feed', 'screener'],
    [['Feed'], 'Feed', 'filed'],
    [['Feed', 'Inbox'], 'Feed', 'filed'],
    [['Inbox'], 'Inbox', 'filed'],
    [['Inbox'], 'Feed', 'inbox'],
    [['Feed'], 'Jail', undefined],
    [['Feed'], undefined, undefined],
    [['Receipts'], undefined, undefined],
    [['Screener', '@ToFeed'], undefined, 'screener'],
    [['Screener', 'Trash'], undefined, undefined],
    [['Inbox', 'Junk'], undefined, undefined],
    [['Inbox', 'Sent'], undefined, undefined],
    [['Inbox', 'Drafts'], undefined, undefined],
  ])('in %j, of a sender at home in %s: %s', (mailboxes, home, standing) => {
    expect(standingOf(mail({ in: mailboxes }), home, places)).toBe(standing);
  });
});
