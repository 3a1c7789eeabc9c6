import { describe, expect, it } from 'vitest';
import {
  anonymousMail,
  defaultPlaces,
  domainPlaces,
  mail,
  type MailFixture,
  mailboxesAfter,
} from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { type Mail } from '../mail/mail-store.ts';
import { ownAddresses, ownMailTest } from './own-mail.ts';
import { planCycle } from './plan.ts';

const places = defaultPlaces();
const isOwn = ownMailTest(places, ownAddresses(['me@own.example', '*@my.example']));
const refusalOf = (): undefined => undefined;
const plan = (...mails: Mail[]): ReturnType<typeof planCycle> =>
  planCycle(mails, { places, isOwn, refusalOf });

describe('planning a cycle', () => {
  it('finds nothing to do without labelled mail', () => {
    expect(plan()).toEqual({
      senders: [],
      conflicts: [],
      refusals: [],
      unusable: [],
      alone: [],
      changes: [],
    });
  });

  it('groups labelled mail by sender, and takes the name from the newest', () => {
    const older = mail({
      in: ['Screener', '@ToFeed'],
      senderName: 'Old Name',
      receivedAt: '2026-01-01T00:00:00Z',
    });
    const newer = mail({
      in: ['Screener', '@ToFeed'],
      senderName: 'New Name',
      receivedAt: '2026-02-01T00:00:00Z',
    });

    const { senders, changes } = plan(newer, older);

    expect(senders).toMatchObject([{ sender: 'ann@x.example', name: 'New Name', byConversation: false }]);
    expect(senders[0]?.mails).toHaveLength(2);
    expect(senders[0]?.placed.category.name).toBe('Feed');
    expect(changes).toEqual([]);
  });

  it.each([
    ['on two mails', [mail({ in: ['@ToFeed'] }), mail({ in: ['@ToJail'] })]],
    ['on one mail', [mail({ in: ['@ToFeed', '@ToJail'] })]],
  ])('flags a sender with different labels %s, and leaves the labels', (_, mails) => {
    const { senders, conflicts, changes } = plan(...mails);

    expect(senders).toEqual([]);
    expect(conflicts).toEqual(['ann@x.example']);
    expect(changes.map(({ add, remove }) => ({ add, remove }))).toEqual(
      mails.map(() => ({ add: ['@MailroomError'], remove: [] })),
    );
  });

  it('flags a conflict once', () => {
    const { conflicts, changes } = plan(
      mail({ in: ['@ToFeed', '@MailroomError'] }),
      mail({ in: ['@ToJail', '@MailroomError'] }),
    );

    expect(conflicts).toEqual(['ann@x.example']);
    expect(changes).toEqual([]);
  });

  it('takes an old warning off mail that it flags, for both together are the mark of a bystander', () => {
    const warned = mail({ in: ['Inbox', '@ToFeed', '@MailroomWarning'] });

    const { changes } = plan(warned, mail({ in: ['@ToJail'] }));

    expect(mailboxesAfter(warned, changes)).toEqual(['@MailroomError', '@ToFeed', 'Inbox']);
  });

  it('flags a conflict again when the user took off the error label only', () => {
    const unflagged = mail({ in: ['@ToFeed'] });

    const { changes } = plan(unflagged, mail({ in: ['@ToJail', '@MailroomError'] }));

    expect(changes.map((change) => change.mail)).toEqual([unflagged]);
  });

  it('triages a sender once one label is left', () => {
    const { senders, conflicts } = plan(
      mail({ in: ['@ToFeed', '@MailroomError'] }),
      mail({ in: ['Screener', '@MailroomError'] }),
    );

    expect(conflicts).toEqual([]);
    expect(senders.map(({ placed }) => placed.category.name)).toEqual(['Feed']);
  });

  it.each([
    ['in a mailbox, which stays', ['Archive', '@MailroomError'], ['Archive']],
    ['in no other mailbox, which goes back to Screener', ['@MailroomError'], ['Screener']],
    [
      'with a warning only, which goes back to Screener',
      ['@MailroomError', '@MailroomWarning'],
      ['@MailroomWarning', 'Screener'],
    ],
  ])('takes the error label off mail without a triage label %s', (_, before, after) => {
    const stale = mail({ in: before });

    expect(mailboxesAfter(stale, plan(stale).changes)).toEqual(after);
  });

  it('flags mail without a usable From, and leaves its label', () => {
    const unusable = anonymousMail({ in: ['Screener', '@ToFeed'] });

    const { senders, changes } = plan(unusable);

    expect(senders).toEqual([]);
    expect(mailboxesAfter(unusable, changes)).toEqual(['@MailroomError', '@ToFeed', 'Screener']);
    expect(plan(anonymousMail({ in: ['@ToFeed', '@MailroomError'] })).changes).toEqual([]);
  });

  it.each([
    ['from an own address', { sender: 'me@own.example', in: ['Inbox', '@ToFeed'] }, ['Inbox']],
    ['from an own domain', { sender: 'shop@my.example', in: ['Screener', '@ToFeed'] }, ['Screener']],
    ['in Sent', { in: ['Sent', '@ToFeed'] }, ['Sent']],
    ['in Drafts', { in: ['Drafts', '@ToFeed'] }, ['Drafts']],
    ['with two labels', { sender: 'me@own.example', in: ['Inbox', '@ToFeed', '@ToJail'] }, ['Inbox']],
    ['in a label only, which goes to Sent', { sender: 'me@own.example', in: ['@ToFeed'] }, ['Sent']],
  ])('takes the label off own mail %s, and does nothing else', (_, fixture, after) => {
    const own = mail(fixture);

    const { senders, changes } = plan(own);

    expect(senders).toEqual([]);
    expect(mailboxesAfter(own, changes)).toEqual(after);
  });

  it('puts own mail that is in a label only into the Inbox of an account without Sent', () => {
    const own = mail({ sender: 'me@own.example', in: ['@ToFeed'] });

    const { changes } = planCycle([own], { places: { ...places, sent: undefined }, isOwn, refusalOf });

    expect(mailboxesAfter(own, changes)).toEqual(['Inbox']);
  });

  describe('of a labelled conversation', () => {
    it('sees that somebody else was labelled along', () => {
      const inThread = (sender: string): Mail =>
        mail({ sender, threadId: 'talk', in: ['Screener', '@ToJail'] });

      const { senders } = plan(inThread('spam@y.example'), inThread('mum@z.example'));

      expect(senders.map(({ sender, byConversation }) => [sender, byConversation])).toEqual([
        ['spam@y.example', true],
        ['mum@z.example', true],
      ]);
    });

    it('does not count own replies', () => {
      const { senders } = plan(
        mail({ threadId: 'talk', in: ['Screener', '@ToFeed'] }),
        mail({ sender: 'me@own.example', threadId: 'talk', in: ['Sent', '@ToFeed'] }),
      );

      expect(senders.map(({ byConversation }) => byConversation)).toEqual([false]);
    });

    it('lets a label on another mail of the sender decide', () => {
      const { senders } = plan(
        mail({ sender: 'spam@y.example', threadId: 'talk', in: ['@ToJail'] }),
        mail({ sender: 'mum@z.example', threadId: 'talk', in: ['@ToJail'] }),
        mail({ sender: 'mum@z.example', threadId: 'other', in: ['@ToJail'] }),
      );

      expect(senders.find(({ sender }) => sender === 'mum@z.example')?.byConversation).toBe(false);
    });

    it('knows by the mark that somebody else was labelled along, whose label is off', () => {
      const marked = ['Inbox', '@ToJail', '@MailroomError', '@MailroomWarning'];

      expect(plan(mail({ in: marked })).senders[0]?.byConversation).toBe(true);
      expect(plan(mail({ in: marked }), mail({ in: ['@ToJail'] })).senders[0]?.byConversation).toBe(false);
    });

    it.each([
      ['error label', ['Inbox', '@ToJail', '@MailroomError']],
      ['warning', ['Inbox', '@ToJail', '@MailroomWarning']],
    ])('takes an old %s for no mark', (_, before) => {
      expect(plan(mail({ in: before })).senders[0]?.byConversation).toBe(false);
    });

    it('counts mail without a usable From as somebody else', () => {
      const { senders } = plan(
        mail({ threadId: 'talk', in: ['@ToJail'] }),
        anonymousMail({ threadId: 'talk', in: ['@ToJail'] }),
      );

      expect(senders.map(({ byConversation }) => byConversation)).toEqual([true]);
    });
  });
});

describe('planning what to do about whole domains', () => {
  const refused = (domain: Address): string | undefined =>
    domain === '*@gmail.com' ? 'it is a provider' : undefined;
  const planned = (...mails: Mail[]): ReturnType<typeof planCycle> =>
    planCycle(mails, { places: domainPlaces, isOwn, refusalOf: refused });
  const order = (sender: string, label: string, given: Partial<MailFixture> = {}): Mail =>
    mail({ sender, in: ['Screener', label, '@WholeDomain'], ...given });

  it('makes one sender of all whose mail is labelled so', () => {
    const mails = [order('ann@x.example', '@ToFeed'), order('bob@x.example', '@ToFeed')];

    expect(planned(...mails).senders).toMatchObject([
      { sender: '*@x.example', mails, name: undefined, byConversation: false },
    ]);
  });

  it('sets senders apart that have a label of their own', () => {
    const { senders } = planned(
      order('ann@x.example', '@ToFeed'),
      mail({ sender: 'bob@x.example', in: ['@ToJail'] }),
      mail({ sender: 'eve@mail.x.example', in: ['@ToJail'] }),
    );

    expect(senders.map(({ sender, exceptions }) => [sender, [...exceptions]])).toEqual([
      ['*@x.example', ['bob@x.example']],
      ['bob@x.example', []],
      ['eve@mail.x.example', []],
    ]);
  });

  it('finds a conflict between two labels for one domain, and flags all that is labelled for it', () => {
    const { senders, conflicts, changes } = planned(
      order('ann@x.example', '@ToFeed'),
      order('bob@x.example', '@ToJail'),
    );

    expect([senders, conflicts]).toEqual([[], ['*@x.example']]);
    expect(changes.map(({ sender, add }) => [sender, add])).toEqual([
      ['ann@x.example', ['@MailroomError']],
      ['bob@x.example', ['@MailroomError']],
    ]);
  });

  it('flags what is refused, and says why', () => {
    const { senders, refusals, changes } = planned(order('ann@gmail.com', '@ToFeed'));

    expect(senders).toEqual([]);
    expect(refusals).toEqual([{ sender: '*@gmail.com', reason: 'it is a provider' }]);
    expect(changes).toMatchObject([{ add: ['@MailroomError'] }]);
  });

  it.each([
    ['puts the warning label on', [], [{ add: ['Screener', '@MailroomWarning'], remove: [] }]],
    ['does so once', ['@MailroomWarning'], []],
    [
      'takes an old error label off',
      ['@MailroomError'],
      [{ add: ['Screener', '@MailroomWarning'], remove: ['@MailroomError'] }],
    ],
  ])('of the label for the domain alone: %s', (_, labels, changes) => {
    const { senders, changes: found } = planned(mail({ in: ['Screener', '@WholeDomain', ...labels] }));

    expect(senders).toEqual([]);
    expect(found).toMatchObject(changes);
  });

  it('takes own mail for no order', () => {
    const own = order('me@own.example', '@ToFeed');

    const { senders, changes } = planned(own);

    expect(senders).toEqual([]);
    expect(mailboxesAfter(own, changes)).toEqual(['Screener']);
  });

  it('sees no conversation in mail of one domain', () => {
    const threadId = 't';
    const [senders, others] = ['bob@x.example', 'bob@y.example'].map(
      (sender) =>
        planned(order('ann@x.example', '@ToFeed', { threadId }), order(sender, '@ToFeed', { threadId }))
          .senders,
    );

    expect(senders?.map(({ byConversation }) => byConversation)).toEqual([false]);
    expect(others?.map(({ byConversation }) => byConversation)).toEqual([true, true]);
  });
});
