import { describe, expect, it } from 'vitest';
import { DEFAULT_MAILBOXES, mailboxes, placesConfig } from '../../../test/support/triage-fixtures.ts';
import { category } from '../../config/categories/categories.ts';
import { AccountError } from '../../errors.ts';
import { type Mailbox } from '../../mail/mail-store.ts';
import { findPlaces } from './places.ts';

const child = (name: string, parentId: string, id = `${parentId}/${name}`): Mailbox => ({
  id,
  name,
  parentId,
  role: null,
});
const without = (...names: string[]): Mailbox[] =>
  mailboxes(...DEFAULT_MAILBOXES.filter((name) => !names.includes(name)));

describe('finding the mailboxes', () => {
  it('finds all of a complete account', () => {
    const places = findPlaces(placesConfig(), mailboxes(...DEFAULT_MAILBOXES));

    expect(places).toMatchObject({
      inbox: 'Inbox',
      screener: 'Screener',
      trash: 'Trash',
      errorLabel: '@MailroomError',
    });
    expect(places.categories.map(({ targets }) => targets)).toEqual([
      ['Inbox'],
      ['Feed'],
      ['Paper Trail'],
      ['Jail'],
      ['Inbox'],
    ]);
  });

  it('takes Inbox to mean the role, whatever the server calls it', () => {
    const renamed: Mailbox[] = [
      ...without('Inbox'),
      { id: 'i', name: 'INBOX', parentId: null, role: 'inbox' },
    ];

    expect(findPlaces(placesConfig(), renamed).inbox).toBe('i');
  });

  it('finds a mailbox by its path', () => {
    const nested = [...without('Screener'), child('Screener', 'Inbox'), child('Screener', 'Archive')];

    expect(findPlaces(placesConfig({ screenerMailbox: 'Inbox/Screener' }), nested).screener).toBe(
      'Inbox/Screener',
    );
  });

  it('finds a mailbox by a name that is unique', () => {
    expect(
      findPlaces(placesConfig(), [...without('Feed'), child('Feed', 'Archive')]).categories[1]?.mailbox,
    ).toBe('Archive/Feed');
  });

  it('prefers the path to a name elsewhere', () => {
    expect(
      findPlaces(placesConfig(), [...mailboxes(...DEFAULT_MAILBOXES), child('Feed', 'Archive')]).categories[1]
        ?.mailbox,
    ).toBe('Feed');
  });

  it('does without the warning label while warnings are off', () => {
    expect(
      findPlaces(placesConfig({ warningLabel: undefined }), without('@MailroomWarning')).warningLabel,
    ).toBeUndefined();
  });

  it('has the category of the undecided where the account has their label', () => {
    const names = (...more: string[]): string[] =>
      findPlaces(placesConfig(), mailboxes(...DEFAULT_MAILBOXES, ...more)).categories.map(
        ({ category: { name }, mailbox }) => `${name} in ${mailbox}`,
      );

    expect(names()).not.toContain('Screener in Screener');
    expect(names('@ToScreener')).toEqual([...names(), 'Screener in Screener']);
    expect(() => names('@toscreener')).toThrow(/"@toscreener" does: upper and lower case must agree/);
  });

  it('lists the mailboxes of a category and its ancestors', () => {
    const categories = [category('Paper Trail', {}), category('Feed', { parent: 'Paper Trail' })];

    const [, feed] = findPlaces(placesConfig({ categories }), mailboxes(...DEFAULT_MAILBOXES)).categories;

    expect(feed).toMatchObject({
      depth: 1,
      targets: ['Feed', 'Paper Trail'],
      groups: ['Feed', 'Paper Trail'],
    });
  });

  it('names everything that is missing, once', () => {
    const find = (): unknown => findPlaces(placesConfig(), without('Screener', '@ToFeed'));

    expect(find).toThrow(AccountError);
    expect(find).toThrow(/1 problem[^]*2 mailboxes \("Screener", "@ToFeed"\) do not exist/);
  });

  it.each([
    [
      'a name that exists twice, with its paths',
      [...without('Feed'), child('Feed', 'Archive'), child('Feed', 'Inbox')],
      /"Archive\/Feed", "Inbox\/Feed"/,
    ],
    [
      'a name that differs in case only',
      [...without('Feed'), ...mailboxes('feed')],
      /"feed" does: upper and lower case must agree/,
    ],
    [
      'a name that the server does not take',
      mailboxes(...DEFAULT_MAILBOXES.filter((name) => name !== 'Paper Trail')),
      /"Paper Trail" .*cannot exist: the server takes names of 10 bytes at most/,
    ],
    ['a ring of parents', [...without('Feed'), child('a', 'b', 'a'), child('b', 'a', 'b')], /"Feed"/],
  ])('reports %s', (_, account, message) => {
    expect(() => findPlaces(placesConfig(), account, 10)).toThrow(message);
  });

  it.each([
    [
      'a label that is a system mailbox',
      placesConfig({ categories: [category('Feed', { label: 'Trash' })] }),
      /"Trash" cannot be the account's trash mailbox and the triage label of Feed/,
    ],
    [
      'a label that is the archive',
      placesConfig({ categories: [category('Feed', { label: 'Archive' })] }),
      /"Archive" cannot be the account's archive mailbox and the triage label of Feed/,
    ],
    [
      'Screener that is the Inbox',
      placesConfig({ screenerMailbox: 'inbox' }),
      /"Inbox" cannot be the Inbox and Screener/,
    ],
    [
      'a category that is Junk',
      placesConfig({ categories: [category('Feed', { mailbox: 'Junk' })] }),
      /"Junk" cannot be the mailbox of Feed and the account's junk mailbox/,
    ],
    [
      'a label that is a category',
      placesConfig({ categories: [category('Feed', {}), category('Jail', { label: 'Feed' })] }),
      /"Feed" cannot be the mailbox of Feed and the triage label of Jail/,
    ],
  ])('refuses %s', (_, config, message) => {
    expect(() => findPlaces(config, mailboxes(...DEFAULT_MAILBOXES))).toThrow(message);
  });
});
