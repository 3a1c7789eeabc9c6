import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { contactCard } from '../support/card-text.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';
import { appendMail, type ImapAccess, moveFirst } from '../support/imap-mail.ts';
import { type TestAccount } from '../support/test-account.ts';
import { testJmap } from '../support/test-jmap.ts';

const DOC = readFileSync('docs/start.md', 'utf8');
const PROGRAM = resolve('dist/mailroom.js');

/** With 3,000 there are 60,000 messages, as somebody with years of mail has. That took 21 minutes on two busy processors. */
const SENDERS = Number(process.env.START_SENDERS ?? 600);
const TIMEOUT_MS = SENDERS * 1_000;
const EACH = 20;
const CONTACTS = (SENDERS * 4) / 15;
const UNKNOWN = SENDERS - CONTACTS;
/** Who gets a category: so many unknown senders get each of four, and so many contacts one. */
const QUARTER = SENDERS / 8;
const ADOPTED = SENDERS / 30;

/** The unknown senders first. */
const senderOf = (n: number): string => `sender${n}@s${n % 100}.example`;

/** Every command of the page, without comments. */
const commands = [...DOC.matchAll(/^ *```sh\n([^]*?)^ *```/gm)].flatMap(([, text = '']) =>
  text
    .split('\n')
    .map((line) => line.replace(/ +# .*/, '').trim())
    .filter((line) => line !== ''),
);

/** What is written into the list. */
function categoryFor(address: string): string | undefined {
  const n = Number(/\d+/.exec(address)?.[0]);
  if (n < 4 * QUARTER) return ['Feed', 'Paper Trail', 'Jail', 'Imbox'][n % 4];
  return n >= UNKNOWN && n < UNKNOWN + ADOPTED ? 'Feed' : undefined;
}

describe(`docs/start.md, on an account with ${SENDERS * EACH} messages, ${SENDERS} senders and ${CONTACTS} contacts`, () => {
  let account: TestAccount;
  let imap: ImapAccess;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailroom-start-'));
    account = await cyrusAccount();
    const { username, password } = account.access;
    imap = { port: inject('cyrus').ports.imap, username, password };
    await account.setUp();
    const known = Array.from({ length: CONTACTS }, (_, k) => UNKNOWN + k);
    for (let start = 0; start < CONTACTS; start += 4)
      await Promise.all(known.slice(start, start + 4).map(putContact));
    await fill(0, UNKNOWN);
    await fill(UNKNOWN, SENDERS);
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const putContact = (n: number): Promise<void> => {
    const uid = `contact${n}`;
    return account.putCard(uid, contactCard({ uid, fullName: `Contact ${n}`, addresses: [senderOf(n)] }));
  };
  const fill = (from: number, to: number): Promise<void> =>
    appendMail(
      imap,
      'INBOX',
      Array.from({ length: (to - from) * EACH }, (_, k) => ({
        from: `Sender <${senderOf(from + (k % (to - from)))}>`,
        receivedAt: new Date(Date.UTC(2020, 0, 1) + k * 3_600_000).toISOString(),
      })),
    );

  /** Runs a command as the page has it. */
  const run = (command: string): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((done) => {
      const script = `mailroom() { ${process.execPath} ${PROGRAM} "$@"; }\n${command}`;
      const env = { PATH: process.env.PATH, ...account.environment() };
      const child = execFile(
        'sh',
        ['-c', script],
        { env, cwd: folder, maxBuffer: 2 ** 28 },
        (_, stdout, stderr) => done({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  /** As in a spreadsheet: writes into the column of categories. */
  const fillIn = async (name: string, categoryOf: (address: string) => string | undefined): Promise<void> => {
    const path = join(folder, name);
    const [head = '', ...rows] = (await readFile(path, 'utf8')).trim().split('\r\n');
    const filled = rows.map((row) => {
      const [address = '', sender, old, ...others] = row.split(',');
      return [address, sender, categoryOf(address) ?? old, ...others].join(',');
    });
    await writeFile(path, [head, ...filled, ''].join('\r\n'));
  };
  const ran: string[] = [];
  const succeed = async (command: string): Promise<{ stdout: string; stderr: string }> => {
    ran.push(command);
    const result = await run(command);
    expect(result.code, `${command}\n${result.stdout.slice(-2_000)}\n${result.stderr.slice(-2_000)}`).toBe(0);
    return result;
  };

  /** How many messages are in each mailbox. */
  const counts = async (): Promise<Record<string, number>> => {
    const schema = z.tuple([
      z.object({ list: z.array(z.object({ name: z.string(), totalEmails: z.number() })) }),
    ]);
    const answer = await testJmap(account.access).request(['Mailbox/get', { ids: null }]);
    const [{ list }] = schema.parse(answer);
    return Object.fromEntries(list.map(({ name, totalEmails }) => [name, totalEmails]));
  };

  /** The same in senders, of whom each has all its mail in one place. */
  const mailOfSenders = async (): Promise<Record<string, number>> =>
    Object.fromEntries(Object.entries(await counts()).map(([name, count]) => [name, count / EACH]));

  const newestInInbox = async (): Promise<string> => {
    const jmap = testJmap(account.access);
    const inbox = (await account.mailboxes()).find(({ role }) => role === 'inbox')?.id;
    const sort = [{ property: 'receivedAt', isAscending: false }];
    const [answer] = await jmap.request(['Email/query', { filter: { inMailbox: inbox }, sort, limit: 1 }]);
    const { ids } = z.object({ ids: z.tuple([z.string()]) }).parse(answer);
    return ids[0];
  };

  it(
    'lists who is there, moves what waits of a labelled sender, and decides about many in one list',
    async () => {
      expect((await succeed('mailroom senders')).stderr).toContain(
        `${SENDERS * EACH} messages of ${SENDERS} senders wait: 0 in Screener`,
      );
      expect((await succeed('mailroom senders --domain')).stdout.trim().split('\n')).toHaveLength(101);

      await account.addLabel(await newestInInbox(), '@ToFeed');
      expect((await succeed('mailroom once --dry-run')).stdout).toContain(`"mails":${EACH},"failed":0`);
      expect(await mailOfSenders()).toMatchObject({ Inbox: SENDERS, Feed: 0 });
      await succeed('mailroom once');
      expect(await mailOfSenders()).toMatchObject({ Inbox: SENDERS - 1, Feed: 1, '@ToFeed': 0 });

      await moveFirst(imap, (UNKNOWN - 1) * EACH, 'INBOX', 'Screener');
      await succeed('mailroom senders --csv > senders.csv');
      await fillIn('senders.csv', categoryFor);
      const labels = 4 * QUARTER + ADOPTED;
      expect((await succeed('mailroom decide senders.csv')).stderr).toContain(
        `${labels} labels for ${labels * EACH} messages: ${QUARTER + ADOPTED} @ToFeed, ${QUARTER} @ToPaperTrail`,
      );
      expect(await counts()).toMatchObject({ '@ToFeed': 0, '@ToPaperTrail': 0, '@ToJail': 0, '@ToImbox': 0 });
      await succeed('mailroom decide senders.csv --apply');
      expect(await counts()).toMatchObject({
        '@ToFeed': QUARTER + ADOPTED,
        '@ToPaperTrail': QUARTER,
        '@ToJail': QUARTER,
        '@ToImbox': QUARTER,
      });
      expect(await mailOfSenders()).toMatchObject({
        Inbox: CONTACTS,
        Screener: UNKNOWN - 1,
        Feed: 1,
        Jail: 0,
      });
      await succeed('mailroom once');
      expect(await counts()).toMatchObject({ '@ToFeed': 0, '@ToPaperTrail': 0, '@ToJail': 0, '@ToImbox': 0 });
      const inCategories = { Feed: QUARTER + ADOPTED + 1, 'Paper Trail': QUARTER, Jail: QUARTER };
      expect(await mailOfSenders()).toMatchObject({
        ...inCategories,
        Screener: UNKNOWN - 1 - 4 * QUARTER,
        Inbox: CONTACTS - ADOPTED + QUARTER,
      });
      const groups = Object.entries(await account.groups()).map(([name, uids]) => [name, uids.length]);
      expect(Object.fromEntries(groups)).toEqual({ ...inCategories, Imbox: QUARTER });
      expect((await succeed('mailroom senders')).stderr).toContain(
        `${(UNKNOWN - 1 - 4 * QUARTER) * EACH} in Screener`,
      );
      await succeed('mailroom check');

      await succeed('mailroom senders --category Feed --csv > feed.csv');
      await fillIn('feed.csv', (address) => (address === senderOf(0) ? 'Jail' : undefined));
      await succeed('mailroom decide feed.csv --apply');
      await succeed('mailroom once');
      expect(await mailOfSenders()).toMatchObject({ Feed: QUARTER + ADOPTED, Jail: QUARTER + 1 });
    },
    TIMEOUT_MS,
  );

  it('has run every command that the page has', () => {
    expect(commands.filter((command) => !ran.includes(command))).toEqual([]);
  });
});
