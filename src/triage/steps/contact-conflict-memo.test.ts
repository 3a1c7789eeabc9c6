import { describe, expect, it } from 'vitest';
import { defaultPlaces, labelled, mail } from '../../../test/support/triage-fixtures.ts';
import { type Address } from '../../mail/address.ts';
import { isKnownConflict, rememberConflicts } from './contact-conflict-memo.ts';
import { type LabelledSender } from '../model.ts';

const places = defaultPlaces();
const HOUR = 60 * 60_000;
const ANN = 'ann@x.example' as Address;
const WORK = 'ann@work.example' as Address;

const sender = (category: string, id: string, ...more: string[]): LabelledSender =>
  labelled(places, category, {
    mails: [mail({ id, in: ['Screener', `@To${category}`, '@MailroomError', ...more] })],
  });
const feed = sender('Feed', 'm1');
const jail = sender('Jail', 'm2');

describe('a contact conflict that is known', () => {
  const plan = { senders: [feed, jail], conflicts: [] };
  const memo = rememberConflicts([feed, jail], plan, 0);

  it.each([
    ['as long as nothing has changed', plan, 0, true],
    ['nor after almost an hour', plan, HOUR - 1, true],
    ['but not after an hour', plan, HOUR, false],
    ['nor when a label is gone', { senders: [feed], conflicts: [] }, 0, false],
    ['nor when a label is another', { senders: [sender('Imbox', 'm1'), jail], conflicts: [] }, 0, false],
    ['nor when more is labelled', { senders: [feed, jail, sender('Feed', 'm3')], conflicts: [] }, 0, false],
    ['nor when another sender has come into conflict', { senders: [feed, jail], conflicts: [ANN] }, 0, false],
    [
      'nor when a flag is gone',
      {
        senders: [feed, { ...jail, mails: [mail({ id: 'm2', in: ['Screener', '@ToJail'] })] }],
        conflicts: [],
      },
      0,
      false,
    ],
  ])('%s', (_, labels, now, isKnown) => {
    expect(isKnownConflict(memo, labels, places, now)).toBe(isKnown);
  });

  it('is looked at again when the other address, which had two labels, has none', () => {
    const disputed = rememberConflicts([feed], { senders: [feed], conflicts: [WORK] }, 0);

    expect(isKnownConflict(disputed, { senders: [feed], conflicts: [WORK] }, places, 0)).toBe(true);
    expect(isKnownConflict(disputed, { senders: [feed], conflicts: [] }, places, 0)).toBe(false);
  });

  it('is none where none was found', () => {
    const none = rememberConflicts([], { senders: [feed], conflicts: [WORK] }, 0);

    expect(isKnownConflict(none, { senders: [feed], conflicts: [WORK] }, places, 0)).toBe(false);
  });
});
