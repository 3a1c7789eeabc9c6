import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MAILBOXES,
  group,
  listing,
  mailboxes,
  placesConfig,
} from '../../test/support/triage-fixtures.ts';
import { category } from '../config/categories/categories.ts';
import { type Mailbox } from '../mail/mail-store.ts';
import { planSetup } from './plan-setup.ts';
import { setupCount, setupLines } from './setup-lines.ts';

const ROLES_ONLY = mailboxes('Inbox', 'Sent', 'Drafts', 'Trash', 'Junk', 'Archive');
const NOBODY = { cards: [], groups: [] };

const paths = (plan: ReturnType<typeof planSetup>): string[] => plan.mailboxes.map(({ path }) => path);

describe('planning a setup', () => {
  it('of an empty account plans everything once', () => {
    const plan = planSetup(placesConfig(), ROLES_ONLY, NOBODY);

    expect(paths(plan)).toEqual([
      ...['Screener', '@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToJail', '@ToPerson'],
      ...['Feed', 'Paper Trail', 'Jail', '@ToScreener', '@WholeDomain', '@MailroomError', '@MailroomWarning'],
    ]);
    expect(plan.groups.map(({ name }) => name)).toEqual([
      ...['Imbox', 'Feed', 'Paper Trail', 'Jail'],
      'Screener',
    ]);
    expect(plan.problems).toEqual([]);
    expect(setupCount(plan)).toBe('13 mailboxes and 5 contact groups');
  });

  it('of a complete account plans nothing', () => {
    const plan = planSetup(
      placesConfig(),
      mailboxes(...DEFAULT_MAILBOXES, '@ToScreener', '@WholeDomain'),
      listing([]),
    );

    expect(plan).toMatchObject({
      mailboxes: [],
      groups: [],
      problems: [],
      present: { mailboxes: 14, groups: 5 },
    });
  });

  it('makes what an order needs that the account has done without', () => {
    const { groups } = listing([]);

    const plan = planSetup(placesConfig(), mailboxes(...DEFAULT_MAILBOXES), {
      cards: [],
      groups: groups.filter(({ name }) => name !== 'Screener'),
    });

    expect(paths(plan)).toEqual(['@ToScreener', '@WholeDomain']);
    expect(plan.groups.map(({ name }) => name)).toEqual(['Screener']);
    expect(plan.problems).toEqual([]);
  });

  it('does without the warning label while warnings are off', () => {
    expect(paths(planSetup(placesConfig({ warningLabel: undefined }), ROLES_ONLY, NOBODY))).not.toContain(
      '@MailroomWarning',
    );
  });

  it('plans what is above a path first, and once', () => {
    const categories = [category('A', { mailbox: 'X/Y/A' }), category('B', { mailbox: 'X/B' })];

    const plan = planSetup(
      placesConfig({ categories, screenerMailbox: 'inbox/Screener' }),
      ROLES_ONLY,
      NOBODY,
    );

    expect(paths(plan).filter((path) => !path.startsWith('@'))).toEqual([
      'Inbox/Screener',
      ...['X', 'X/Y', 'X/Y/A', 'X/B'],
    ]);
    expect(plan.mailboxes.find(({ path }) => path === 'X')?.purpose).toBe('holds "X/Y/A"');
  });

  it('makes nothing below a parent that differs in case only', () => {
    const categories = [category('A', { mailbox: 'News/A' })];
    const account: Mailbox[] = [...ROLES_ONLY, { id: 'n', name: 'news', parentId: null, role: null }];

    const plan = planSetup(placesConfig({ categories }), account, NOBODY);

    expect(paths(plan)).not.toContain('News');
    expect(plan.problems).toMatchObject([
      { what: 'mailbox "News" (holds "News/A") does not exist, but "news" does' },
    ]);
  });

  it('leaves to the user what is ambiguous, used twice, or not for it to make', () => {
    const categories = [category('Feed', {}), category('Jail', { mailbox: 'Trash' })];
    const account: Mailbox[] = [
      ...mailboxes('Sent', 'Trash'),
      { id: '1', name: 'Feed', parentId: 'Sent', role: null },
      { id: '2', name: 'Feed', parentId: 'Trash', role: null },
    ];

    const plan = planSetup(placesConfig({ categories }), account, {
      cards: [],
      groups: [group('Jail', []), { ...group('Jail', []), ref: '/other.vcf' }],
    });

    expect(plan.problems.map(({ what }) => what)).toEqual([
      'the account has no Inbox',
      'mailbox "Feed" (the mailbox of Feed) exists 2 times',
      'mailbox "Trash" cannot be the mailbox of Jail and the account\'s trash mailbox at once',
      'contact group "Jail" exists 2 times',
    ]);
    expect(paths(plan)).not.toContain('Inbox');
    expect(plan.groups.map(({ name }) => name)).toEqual(['Feed', 'Screener']);
    expect(setupLines(plan).join('\n')).toContain('  ✗ contact group "Jail" exists 2 times\n    → ');
  });

  it('carried out, leaves nothing to plan', () => {
    const names = fc.constantFrom('Feed', 'Inbox', 'News/Feed', 'News', 'Inbox/Feed', 'Reading/News/Feed');
    fc.assert(
      fc.property(fc.array(names), fc.uniqueArray(names, { minLength: 1 }), (existing, wanted) => {
        const categories = wanted.map((mailbox, n) => category(`C${n}`, { mailbox, group: 'G' }));
        const config = placesConfig({ categories });
        const account = [...ROLES_ONLY];
        const make = (path: string): void => {
          const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null;
          if (parent !== null) make(parent);
          if (!account.some(({ id }) => id === path))
            account.push({ id: path, name: path.split('/').at(-1) ?? '', parentId: parent, role: null });
        };
        existing.forEach(make);
        const plan = planSetup(config, account, NOBODY);
        for (const { path } of plan.mailboxes) {
          expect(account.map(({ id }) => id)).not.toContain(path);
          make(path);
        }
        const again = planSetup(config, account, {
          cards: [],
          groups: [group('G', []), group('Screener', [])],
        });
        expect(again).toMatchObject({ mailboxes: [], groups: [] });
      }),
    );
  });
});
