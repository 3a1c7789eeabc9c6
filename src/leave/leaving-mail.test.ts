import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { mail } from '../../test/support/triage-fixtures.ts';
import { leavingChange, type Leaving } from './leaving-mail.ts';

const VIEW: Leaving = {
  labels: ['@ToFeed', '@MailroomError'],
  triaged: ['Screener', 'Feed'],
  mailTo: undefined,
  inbox: 'Inbox',
  apart: new Set(['Trash', 'Sent']),
};

/** Where a mail is after it has left. */
function left(mailboxes: readonly string[], mailTo?: string): string[] {
  const change = leavingChange(mail({ in: mailboxes }), { ...VIEW, mailTo });
  const after = new Set([...mailboxes, ...(change?.add ?? [])]);
  for (const id of change?.remove ?? []) after.delete(id);
  return [...after].sort();
}

describe('mail that leaves', () => {
  it.each([
    ['loses its label', ['Screener', '@ToFeed'], undefined, ['Screener']],
    ['goes to the Inbox from labels alone', ['@ToFeed', '@MailroomError'], undefined, ['Inbox']],
    ['goes where it is told to from labels alone', ['@ToFeed'], 'Archive', ['Archive']],
    ['stays in Screener unless told otherwise', ['Screener'], undefined, ['Screener']],
    ['goes from Screener where it is told to', ['Screener', '@ToFeed'], 'Archive', ['Archive']],
    ["keeps a mailbox of the user's own", ['Feed', 'Receipts'], 'Archive', ['Archive', 'Receipts']],
    ['stays in the Trash alone', ['Feed', 'Trash'], 'Archive', ['Trash']],
    ['stays in the Inbox', ['Inbox'], 'Archive', ['Inbox']],
  ])('%s', (_, mailboxes, mailTo, expected) => {
    expect(left(mailboxes, mailTo)).toEqual(expected);
  });

  it('is somewhere afterwards, in no label, and has nothing to leave a second time', () => {
    const anywhere = fc.uniqueArray(
      fc.constantFrom('Inbox', 'Screener', 'Feed', 'Trash', 'Receipts', '@ToFeed', '@MailroomError'),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(anywhere, fc.constantFrom(undefined, 'Archive'), (mailboxes, mailTo) => {
        const after = left(mailboxes, mailTo);

        expect(after.filter((id) => !VIEW.labels.includes(id))).toEqual(after);
        expect(after).not.toEqual([]);
        expect(left(after, mailTo)).toEqual(after);
      }),
    );
  });
});
