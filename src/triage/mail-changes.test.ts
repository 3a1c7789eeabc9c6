import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MAILBOXES,
  defaultPlaces,
  domainPlaces,
  mail,
  mailboxesAfter,
  nestedPlaces,
  work,
  withCategories,
} from '../../test/support/triage-fixtures.ts';
import { category, DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { type Address } from '../mail/address.ts';
import { type Mail, type MailChange } from '../mail/mail-store.ts';
import { type SenderWork } from './model.ts';
import { finishChanges, stillWanted, sweepChanges, sweptMailboxes } from './mail-changes.ts';

const places = defaultPlaces();
const toFeed = work(places, 'Feed', { sources: ['Screener', 'Inbox'] });
const toImbox = work(places, 'Imbox');
const feedToImbox = work(places, 'Imbox', { sources: ['Screener', 'Feed'] });
const imboxToFeed = work(places, 'Feed', { sources: ['Screener', 'Inbox'] });

describe('the sweep of waiting mail', () => {
  it.each<[string, SenderWork, string[], string[]]>([
    ['moves from Screener', toFeed, ['Screener'], ['Feed']],
    ['keeps a mailbox of the user', toFeed, ['Screener', 'Receipts'], ['Feed', 'Receipts']],
    ['leaves alone what the user filed', toFeed, ['Receipts'], ['Receipts']],
    ['moves from the Inbox', toFeed, ['Inbox'], ['Feed']],
    [
      'moves from the Inbox, not from a mailbox of the user',
      toFeed,
      ['Inbox', 'Receipts'],
      ['Feed', 'Receipts'],
    ],
    ['leaves alone the Inbox and Junk', toFeed, ['Inbox', 'Junk'], ['Inbox', 'Junk']],
    ['leaves the Inbox alone that it is for', toImbox, ['Inbox'], ['Inbox']],
    ['moves along from the category being left', feedToImbox, ['Feed'], ['Inbox']],
    ['moves along from the Inbox', imboxToFeed, ['Inbox'], ['Feed']],
    ['leaves alone another category', feedToImbox, ['Paper Trail'], ['Paper Trail']],
    ['leaves alone the Trash', toFeed, ['Screener', 'Trash'], ['Screener', 'Trash']],
    ['leaves alone Junk', toFeed, ['Screener', 'Junk'], ['Junk', 'Screener']],
    ['leaves alone Drafts', toFeed, ['Screener', 'Drafts'], ['Drafts', 'Screener']],
    ['leaves alone Sent', toFeed, ['Screener', 'Sent'], ['Screener', 'Sent']],
    ['takes out of Screener what is in the category too', toFeed, ['Screener', 'Feed'], ['Feed']],
  ])('%s', (_, sender, before, after) => {
    const waiting = mail({ in: before });

    expect(mailboxesAfter(waiting, sweepChanges(sender, [waiting], places))).toEqual(after.sort());
  });

  it('leaves alone other senders', () => {
    expect(sweepChanges(toFeed, [mail({ sender: 'joann@x.example', in: ['Screener'] })], places)).toEqual([]);
  });
});

describe('the sweep of labelled mail', () => {
  const toJail = work(places, 'Jail');

  it.each<[string, SenderWork, string[], string[]]>([
    ['reaches the category from Screener', toFeed, ['Screener', '@ToFeed'], ['@ToFeed', 'Feed']],
    ['reaches it from the label alone', toFeed, ['@ToFeed'], ['@ToFeed', 'Feed']],
    ['leaves the Inbox', toFeed, ['Inbox', '@ToFeed'], ['@ToFeed', 'Feed']],
    ['leaves the mailbox of another category', toFeed, ['Paper Trail', '@ToFeed'], ['@ToFeed', 'Feed']],
    ['keeps Archive', toFeed, ['Archive', '@ToFeed'], ['@ToFeed', 'Archive', 'Feed']],
    ['keeps a mailbox of the user', toFeed, ['Receipts', '@ToFeed'], ['@ToFeed', 'Feed', 'Receipts']],
    ['stays in the Trash', toFeed, ['Trash', '@ToFeed'], ['@ToFeed', 'Trash']],
    [
      'stays filed where the category is the Inbox',
      toImbox,
      ['Archive', '@ToImbox'],
      ['@ToImbox', 'Archive'],
    ],
    [
      'stays filed in the Inbox as well',
      toImbox,
      ['Inbox', 'Archive', '@ToImbox'],
      ['@ToImbox', 'Archive', 'Inbox'],
    ],
    [
      'waits in Screener, filed or not',
      toImbox,
      ['Screener', 'Archive', '@ToImbox'],
      ['@ToImbox', 'Archive', 'Inbox'],
    ],
    [
      'is rescued from Junk into where it was filed',
      toImbox,
      ['Junk', 'Archive', '@ToImbox'],
      ['@ToImbox', 'Archive'],
    ],
    ['is rescued from Junk', toFeed, ['Junk', '@ToFeed'], ['@ToFeed', 'Feed']],
    ['stays in Junk when the category is Jail', toJail, ['Junk', '@ToJail'], ['@ToJail', 'Jail', 'Junk']],
  ])('%s', (_, sender, before, after) => {
    const labelled = mail({ in: before });

    expect(mailboxesAfter(labelled, sweepChanges(sender, [labelled], places))).toEqual(after.sort());
  });
});

describe('a category that shows its mail in the Inbox too', () => {
  const loud = defaultPlaces(
    withCategories(
      category('Feed', { addToInbox: true }),
      ...DEFAULT_CATEGORIES.filter(({ name }) => name !== 'Feed'),
    ),
  );
  const toLoud = work(loud, 'Feed', { sources: ['Screener', 'Paper Trail'] });
  const inboxToLoud = work(loud, 'Feed', { sources: ['Screener', 'Inbox'] });

  it.each<[string, SenderWork, string[], string[]]>([
    ['does so for mail from Screener', toLoud, ['Screener'], ['Feed', 'Inbox']],
    ['does so for mail that the label took out of it', toLoud, ['@ToFeed'], ['@ToFeed', 'Feed', 'Inbox']],
    ['does not for mail of a category being left', toLoud, ['Paper Trail'], ['Feed']],
    [
      'leaves in the Inbox what the category being left shows there',
      toLoud,
      ['Paper Trail', 'Inbox'],
      ['Feed', 'Inbox'],
    ],
    ['takes in what is in the Inbox, which stays there', inboxToLoud, ['Inbox'], ['Feed', 'Inbox']],
    ['and what was in Screener as well', inboxToLoud, ['Inbox', 'Screener'], ['Feed', 'Inbox']],
    ['and not what a sweep put there before', inboxToLoud, ['Inbox', 'Feed'], ['Feed', 'Inbox']],
    [
      'keeps labelled mail there when the sweep is repeated',
      toLoud,
      ['Inbox', 'Feed', '@ToFeed'],
      ['@ToFeed', 'Feed', 'Inbox'],
    ],
  ])('%s', (_, sender, before, after) => {
    const swept = mail({ in: before });

    expect(mailboxesAfter(swept, sweepChanges(sender, [swept], loud))).toEqual(after.sort());
  });
});

describe('a category below another', () => {
  const nested = nestedPlaces();
  const toBillboard = work(nested, 'Billboard');
  const truckToBillboard = work(nested, 'Billboard', { sources: ['Screener', 'Truck'] });
  const billboardToParent = work(nested, 'Paper Trail', { sources: ['Screener', 'Billboard'] });

  it.each<[string, SenderWork, string[], string[]]>([
    [
      'gets mail into its own mailbox and that of the parent',
      toBillboard,
      ['Screener'],
      ['Billboard', 'Paper Trail'],
    ],
    [
      'takes in mail of the parent, which stays there as well',
      toBillboard,
      ['Paper Trail'],
      ['Billboard', 'Paper Trail'],
    ],
    ['leaves alone what the user took out of the parent', toBillboard, ['Billboard'], ['Billboard']],
    [
      'leaves alone mail of the parent in the Trash',
      toBillboard,
      ['Paper Trail', 'Trash'],
      ['Paper Trail', 'Trash'],
    ],
    [
      'takes in mail of its sibling',
      truckToBillboard,
      ['Truck', 'Paper Trail'],
      ['Billboard', 'Paper Trail'],
    ],
    ['gives its mail back to the parent', billboardToParent, ['Billboard', 'Paper Trail'], ['Paper Trail']],
    ['gives the parent what was out of it', billboardToParent, ['Billboard'], ['Paper Trail']],
    [
      'places labelled mail in both',
      toBillboard,
      ['Feed', '@ToBillboard'],
      ['@ToBillboard', 'Billboard', 'Paper Trail'],
    ],
    [
      'shows nothing in the Inbox when only its sibling does',
      toBillboard,
      ['Screener'],
      ['Billboard', 'Paper Trail'],
    ],
    ['shows its own in the Inbox', work(nested, 'Truck'), ['Screener'], ['Inbox', 'Paper Trail', 'Truck']],
  ])('%s', (_, sender, before, after) => {
    const swept = mail({ in: before });

    expect(mailboxesAfter(swept, sweepChanges(sender, [swept], nested))).toEqual(after.sort());
  });

  it('has the mailbox of its parent looked through, too', () => {
    expect(sweptMailboxes(toBillboard)).toEqual(['Screener', 'Paper Trail']);
  });
});

describe('the finish', () => {
  it.each<[string, string[], boolean, string[]]>([
    ['takes the label off', ['Feed', '@ToFeed'], false, ['Feed']],
    ['takes a stale error label off', ['Feed', '@ToFeed', '@MailroomError'], false, ['Feed']],
    ['puts a warning on', ['Feed', '@ToFeed'], true, ['@MailroomWarning', 'Feed']],
    ['takes a stale warning off', ['Feed', '@ToFeed', '@MailroomWarning'], false, ['Feed']],
    ['takes a stale warning off unlabelled mail', ['Feed', '@MailroomWarning'], false, ['Feed']],
    ['keeps a warning that still holds', ['Feed', '@MailroomWarning'], true, ['@MailroomWarning', 'Feed']],
    ['leaves mail in the Trash there', ['Trash', '@ToFeed'], false, ['Trash']],
    ['leaves unlabelled mail alone', ['Feed'], true, ['Feed']],
  ])('%s', (_, before, hasWarning, after) => {
    const labelled = mail({ in: before });

    expect(mailboxesAfter(labelled, finishChanges(toFeed, [labelled], places, hasWarning))).toEqual(
      after.sort(),
    );
  });

  it('has mail that is in labels alone end in the mailboxes of the category and of all above it', () => {
    const nested = nestedPlaces();
    const late = mail({ in: ['@ToBillboard'] });

    expect(mailboxesAfter(late, finishChanges(work(nested, 'Billboard'), [late], nested, false))).toEqual([
      'Billboard',
      'Paper Trail',
    ]);
  });

  it('sets no warning while warnings are off', () => {
    const quiet = defaultPlaces({ warningLabel: undefined });
    const labelled = mail({ in: ['Feed', '@ToFeed'] });

    expect(mailboxesAfter(labelled, finishChanges(work(quiet, 'Feed'), [labelled], quiet, true))).toEqual([
      'Feed',
    ]);
  });
});

describe('a label that changed meanwhile', () => {
  it.each([
    ['is still wanted while it is there', [['@ToFeed'], ['Screener']], true],
    ['is withdrawn when it is gone', [['Screener']], false],
    ['is withdrawn when it is another', [['@ToJail']], false],
    ['is withdrawn when another was added', [['@ToFeed'], ['@ToJail']], false],
  ])('%s', (_, mails, wanted) => {
    expect(
      stillWanted(
        toFeed,
        mails.map((names) => mail({ in: names })),
        places,
      ),
    ).toBe(wanted);
  });
});

describe('whatever mailboxes a mail is in', () => {
  const anywhere = fc.subarray(DEFAULT_MAILBOXES, { minLength: 1 });
  const anyWork = fc
    .tuple(
      fc.constantFrom('Imbox', 'Feed', 'Paper Trail', 'Jail', 'Person'),
      fc.subarray(['Inbox', 'Feed', 'Paper Trail', 'Jail']),
    )
    .map(([name, left]) => {
      const plain = work(places, name);
      return {
        ...plain,
        sources: ['Screener', ...left.filter((id) => !plain.placed.targets.includes(id))],
      };
    });
  const check = (property: (sender: SenderWork, before: Mail, hasWarning: boolean) => void): void => {
    fc.assert(
      fc.property(anyWork, anywhere, fc.boolean(), (sender, names, hasWarning) =>
        property(sender, mail({ in: names }), hasWarning),
      ),
    );
  };
  const after = (before: Mail, changes: readonly MailChange[]): Mail => ({
    ...before,
    mailboxIds: new Set(mailboxesAfter(before, changes)),
  });

  it('N2: what takes a mailbox away adds one', () => {
    check((sender, before, hasWarning) => {
      for (const { add, remove } of [
        ...sweepChanges(sender, [before], places),
        ...finishChanges(sender, [before], places, hasWarning),
      ]) {
        expect(add.length).toBeGreaterThan(0);
        expect(remove.filter((id) => add.includes(id))).toEqual([]);
      }
    });
  });

  it('N4: the sweep takes no label off', () => {
    check((sender, before) => {
      for (const { remove } of sweepChanges(sender, [before], places))
        expect(remove.filter((id) => id.startsWith('@'))).toEqual([]);
    });
  });

  it('N7: sweep and finish have nothing left to do when repeated', () => {
    check((sender, before, hasWarning) => {
      const swept = after(before, sweepChanges(sender, [before], places));
      const finished = after(swept, finishChanges(sender, [swept], places, hasWarning));

      expect(sweepChanges(sender, [swept], places)).toEqual([]);
      expect(finishChanges(sender, [finished], places, hasWarning)).toEqual([]);
    });
  });

  it('mail thrown away, written or filed by the user is never moved', () => {
    check((sender, before) => {
      const moves = sweepChanges(sender, [before], places);
      if (['Trash', 'Drafts', 'Sent'].some((id) => before.mailboxIds.has(id))) expect(moves).toEqual([]);
      for (const { remove } of moves)
        expect(remove.filter((id) => ['Receipts', 'Archive'].includes(id))).toEqual([]);
    });
  });
});

describe('a whole domain', () => {
  const shop = '*@x.example' as Address;
  const toFeedAll = work(domainPlaces, 'Feed', { sender: shop, sources: ['Screener', 'Inbox'] });
  const ordered = mail({ in: ['Screener', '@ToFeed', '@WholeDomain'] });

  it('has the mail of everybody there moved, and of nobody else', () => {
    const mails = ['ann@x.example', 'bob@x.example', 'ann@mail.x.example', 'ann@y.example'].map((sender) =>
      mail({ sender, in: ['Screener'] }),
    );

    const changes = sweepChanges(toFeedAll, mails, domainPlaces);

    expect(changes.map((change) => [change.mail.sender, change.sender])).toEqual([
      ['ann@x.example', shop],
      ['bob@x.example', shop],
    ]);
  });

  it('loses both labels at once, last of all', () => {
    const [before] = sweepChanges(toFeedAll, [ordered], domainPlaces);
    const swept = mail({ in: ['Feed', '@ToFeed', '@WholeDomain'] });

    expect(before).toMatchObject({ add: ['Feed'], remove: ['Screener'] });
    expect(finishChanges(toFeedAll, [swept], domainPlaces, false)).toMatchObject([
      { sender: shop, add: ['Feed'], remove: ['@ToFeed', '@WholeDomain'] },
    ]);
  });

  it.each([
    ['both labels', true, ['@ToFeed', '@WholeDomain']],
    ['the triage label taken off', false, ['@WholeDomain']],
    ['the label for the domain taken off', false, ['@ToFeed']],
    ['another triage label put on', false, ['@ToFeed', '@ToJail', '@WholeDomain']],
  ])('is still wanted with %s: %s', (_, expected, labels) => {
    expect(stillWanted(toFeedAll, [mail({ in: ['Feed', ...labels] })], domainPlaces)).toBe(expected);
  });

  it('is not what a label was about before that for the domain was put beside it', () => {
    expect(stillWanted(work(domainPlaces, 'Feed'), [ordered], domainPlaces)).toBe(false);
  });
});
