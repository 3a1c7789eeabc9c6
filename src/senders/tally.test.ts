import { describe, expect, it } from 'vitest';
import { anonymousMail, defaultPlaces, mail } from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { Tally } from './tally.ts';

const ANN = 'ann@x.example' as Address;
const BOB = 'bob@y.example' as Address;
const ME = 'me@my.example' as Address;

const tallyOf = (homes: Record<string, string> = {}): Tally =>
  new Tally({
    places: defaultPlaces(),
    isOwnAddress: (sender) => sender === ME,
    homeOf: (sender) => homes[sender],
  });

describe('the tally', () => {
  it('counts each mail where it stands', () => {
    const tally = tallyOf({ [BOB]: 'Feed' });

    [
      mail({ in: ['Screener'] }),
      mail({ in: ['Screener', 'Inbox'] }),
      mail({ in: ['Inbox'] }),
      mail({ in: ['Feed'], sender: BOB }),
      mail({ in: ['Inbox'], sender: BOB }),
    ].forEach(tally.mail());

    expect(tally.senders.get(ANN)).toMatchObject({ screener: 2, inbox: 1, filed: 0 });
    expect(tally.senders.get(BOB)).toMatchObject({ screener: 0, inbox: 1, filed: 1 });
  });

  it('leaves out own mail, and what no label would move', () => {
    const tally = tallyOf();

    [
      mail({ in: ['Inbox'], sender: ME }),
      mail({ in: ['Inbox', 'Sent'] }),
      mail({ in: ['Screener', 'Trash'] }),
      mail({ in: ['Jail'] }),
    ].forEach(tally.mail());

    expect(tally.senders.size).toBe(0);
    expect(tally.seen).toBe(4);
  });

  it('knows the name of the newest mail that gives one, and when the newest came', () => {
    const tally = tallyOf();

    [
      mail({ in: ['Inbox'], senderName: 'Old', receivedAt: '2026-01-01T00:00:00Z' }),
      mail({ in: ['Inbox'], senderName: 'New', receivedAt: '2026-03-01T00:00:00Z' }),
      mail({ in: ['Inbox'], receivedAt: '2026-02-01T00:00:00Z' }),
    ].forEach(tally.mail());

    expect(tally.senders.get(ANN)).toMatchObject({ name: 'New', newestAt: '2026-03-01T00:00:00Z' });
  });

  it('counts apart what waits and names no sender', () => {
    const tally = tallyOf();

    [anonymousMail({ in: ['Screener'] }), anonymousMail({ in: ['Jail'] })].forEach(tally.mail());

    expect(tally.senderless).toBe(1);
  });

  it('counts anew when the walk begins anew', () => {
    const tally = tallyOf();
    [mail({ in: ['Screener'] }), anonymousMail({ in: ['Inbox'] })].forEach(tally.mail());

    [mail({ in: ['Screener'] })].forEach(tally.mail());

    expect(tally.senders.get(ANN)).toMatchObject({ screener: 1 });
    expect([tally.senderless, tally.seen]).toEqual([0, 1]);
  });

  it('counts mail to senders that it knows, those that are expected included', () => {
    const tally = tallyOf();
    [mail({ in: ['Screener'] })].forEach(tally.mail());
    tally.expect([BOB, ME]);
    [[ANN]].forEach(tally.recipients());

    [[ANN, BOB], [BOB], [ME, 'eve@z.example' as Address]].forEach(tally.recipients());

    expect([...tally.senders].map(([address, { sent }]) => [address, sent])).toEqual([
      [ANN, 1],
      [BOB, 2],
    ]);
  });
});
