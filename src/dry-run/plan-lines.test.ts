import { describe, expect, it } from 'vitest';
import { planLines } from './plan-lines.ts';

describe('a plan on a terminal', () => {
  it('says all that would be done for a sender', () => {
    expect(
      planLines({
        sender: 'ann@x.example',
        category: 'Imbox',
        contact: 'updated',
        joins: ['Imbox'],
        leaves: ['Feed'],
        moves: [
          { mails: 20, from: ['Feed'], to: ['Inbox'] },
          { mails: 1, from: ['@ToImbox'], to: [] },
          { mails: 1, from: [], to: ['@MailroomError'] },
        ],
        stays: [{ mails: 2, mailbox: 'Trash' }],
        notes: ['the sender calls itself "Ann", the contact has another name'],
      }),
    ).toEqual([
      'ann@x.example → Imbox',
      '  contact  would be updated',
      '  groups   joins Imbox',
      '           leaves Feed',
      '  mail     20 mails: Feed → Inbox',
      '           1 mail: @ToImbox comes off',
      '           1 mail: also into @MailroomError',
      '  stays    2 mails in Trash',
      '  note     the sender calls itself "Ann", the contact has another name',
    ]);
  });

  it('names mail that has no sender', () => {
    const plan = {
      sender: undefined,
      category: undefined,
      contact: undefined,
      joins: [],
      leaves: [],
      moves: [],
      stays: [],
      notes: ['skipped'],
    };

    expect(planLines(plan)).toEqual(['Mail without a usable From address', '  note     skipped']);
  });
});
