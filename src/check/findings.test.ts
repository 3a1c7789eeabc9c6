import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MAILBOXES,
  group,
  listing,
  mailboxes,
  placesConfig,
} from '../../test/support/triage-fixtures.ts';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { type Session } from '../jmap/session.ts';
import { groupFindings, mailboxFindings, ownAddressFinding } from './account-findings.ts';
import { clockFinding } from './clock-findings.ts';
import { type Finding } from './finding.ts';
import { colourSign, findingLines } from './finding-lines.ts';
import { limitFindings, sessionFindings } from './session-findings.ts';

const MAIL = 'urn:ietf:params:jmap:mail';

const session = (given: Partial<Session> = {}, isReadOnly = false): Session => ({
  apiUrl: new URL('https://mail.example/api'),
  username: 'me@my.example',
  state: '0',
  capabilities: new Set([MAIL]),
  primaryAccounts: new Map([[MAIL, 'a']]),
  accounts: new Map([['a', { isReadOnly, accountCapabilities: {} }]]),
  limits: {
    maxObjectsInGet: 4096,
    maxObjectsInSet: 4096,
    maxCallsInRequest: 50,
    maxSizeRequest: 10_000_000,
    maxConcurrentRequests: 10,
  },
  ...given,
});

const statuses = (findings: readonly Finding[]): string[] => findings.map(({ status }) => status);
const url = new URL('https://mail.example/session');

describe('findings of the session', () => {
  it.each([
    ['reads and writes', session(), ['ok', 'ok']],
    ['only reads', session({}, true), ['ok', 'problem']],
    ['has nothing to do with mail', session({ primaryAccounts: new Map() }), ['ok', 'problem']],
  ])('a token that %s', (_, given, expected) => {
    expect(statuses(sessionFindings(given, url))).toEqual(expected);
  });

  it('name the host of the account where it is another', () => {
    const regional = session({ apiUrl: new URL('https://phl.mail.example/api') });

    expect(sessionFindings(session(), url)[0]?.text).toBe('logged in to mail.example as me@my.example');
    expect(sessionFindings(regional, url)[0]?.text).toBe(
      'logged in to mail.example as me@my.example, whose account is at phl.mail.example',
    );
  });

  it('tell of a token that can send mail', () => {
    const capabilities = new Set([MAIL, 'urn:ietf:params:jmap:submission']);

    expect(sessionFindings(session({ capabilities }), url).at(-1)?.text).toMatch(/may also send mail/);
  });

  it.each([
    ['enough of everything', {}, ['ok']],
    ['few objects', { maxObjectsInGet: 100, maxObjectsInSet: 100 }, ['warning', 'warning']],
    ['few calls a request', { maxCallsInRequest: 16 }, ['warning']],
    ['too few calls a request', { maxCallsInRequest: 4 }, ['problem']],
  ])('limits: %s', (_, limits, expected) => {
    const given = session({ limits: { ...session().limits, ...limits } });

    expect(statuses(limitFindings(given))).toEqual(expected);
  });
});

describe('findings of the account', () => {
  it('name every mailbox once, with all that it is for', () => {
    const findings = mailboxFindings(placesConfig(), mailboxes(...DEFAULT_MAILBOXES), Infinity);

    expect(statuses(findings)).toEqual(Array.from({ length: 14 }, () => 'ok'));
    expect(findings[0]?.text).toBe('Inbox (the Inbox, the mailbox of Imbox, the mailbox of Person)');
  });

  it('say which order is not available, and do not complain of it', () => {
    const findings = mailboxFindings(placesConfig(), mailboxes(...DEFAULT_MAILBOXES), Infinity);

    expect(findings.filter(({ text }) => text.includes('@ToScreener'))).toMatchObject([
      { status: 'ok', text: expect.stringContaining('not available') as string },
    ]);
  });

  it('warn of roles that are missing', () => {
    const findings = mailboxFindings(
      placesConfig(),
      mailboxes(...DEFAULT_MAILBOXES.filter((name) => name !== 'Junk')),
      Infinity,
    );

    expect(findings.filter(({ status }) => status !== 'ok')).toMatchObject([
      { status: 'warning', text: 'no mailbox has the role junk' },
    ]);
  });

  it('name every group, with its members and whose it is', () => {
    const findings = groupFindings(DEFAULT_CATEGORIES, {
      ...listing([{ uid: 'a', addresses: [] }]),
      groups: [group('Imbox', ['a', 'A', 'nobody']), group('Feed', []), group('feed', []), group('JAIL', [])],
    });

    expect(findings.map(({ status, text }) => `${status} ${text}`)).toEqual([
      'ok Imbox (1 member; senders of Imbox, Person)',
      'ok Feed (0 members; senders of Feed)',
      'problem contact group "Paper Trail" does not exist',
      'problem contact group "Jail" does not exist, but "JAIL" does',
    ]);
  });

  it('list own addresses, and warn when there are none', () => {
    expect(ownAddressFinding(['Me@My.example', 'me@my.example', '*@my.example', '', 'ada']).text).toMatch(
      /^me@my\.example, \*@my\.example \(/,
    );
    expect(ownAddressFinding(['', 'ada']).status).toBe('warning');
  });
});

describe('findings of the clock', () => {
  it.each([
    ['both agree', [400, -900], 'ok', /to 1 second\)/],
    ['one is ahead', [400, 90_000], 'warning', /90 seconds behind the server's/],
    ['one is behind', [-3_600_000, 400], 'warning', /3600 seconds ahead of the server's/],
    ['one tells no time', [undefined, 2_000], 'ok', /to 2 seconds\)/],
  ] as const)('%s', (_, aheadMs, status, text) => {
    const finding = clockFinding(aheadMs);

    expect(finding?.status).toBe(status);
    expect(finding?.text).toMatch(text);
  });

  it('say nothing when no server tells the time', () => {
    expect(clockFinding([undefined, undefined])).toBeUndefined();
  });
});

describe('the list of findings', () => {
  const findings: Finding[] = [
    { status: 'ok', topic: 'Mail', text: 'logged in' },
    { status: 'problem', topic: 'Mailboxes', text: 'no "Feed"', fix: 'make it' },
    { status: 'warning', topic: 'Mail', text: 'slow', fix: 'wait' },
  ];

  it('is sorted under headings, with what to do below each, and counted', () => {
    expect(findingLines(findings)).toEqual([
      'Mail',
      '  ✓ logged in',
      '  ! slow',
      '    → wait',
      'Mailboxes',
      '  ✗ no "Feed"',
      '    → make it',
      '',
      '1 problem, 1 warning.',
    ]);
    expect(findingLines([]).at(-1)).toBe('All is well (0 warnings).');
  });

  it('has coloured signs and nothing else coloured', () => {
    expect(
      findingLines(findings)
        .map(colourSign)
        .filter((line) => line.includes('\u001b')),
    ).toEqual([
      '  \u001b[32m✓\u001b[0m logged in',
      '  \u001b[33m!\u001b[0m slow',
      '  \u001b[31m✗\u001b[0m no "Feed"',
    ]);
  });
});
