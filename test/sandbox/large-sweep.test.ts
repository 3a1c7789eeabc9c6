import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { eventsNamed, expectSuccess, useWorld } from '../scenarios/world.ts';
import { testAccount } from '../support/test-account.ts';

const PAGE = 4_096;
/** Fewer than a round holds. */
const FEW = 500;
/** More than one round of a sweep lists and moves, which may be a page more than 10,000. */
const WAITING = 14_200;
const TRASHED = 7;
const OTHERS = 20;

describe('a sweep of more mail than one round holds', () => {
  let sandbox: Sandbox;
  let account: SandboxAccount;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const world = useWorld(() => {
    account = sandbox.createAccount();
    const { jmapUrl, cardDavUrl } = sandbox;
    const { username, password, token } = account;
    return Promise.resolve(testAccount({ jmapUrl, cardDavUrl, username, password, token }));
  });

  /** Oldest first. Not over the wire: that many requests would be most of the test. */
  const fill = (count: number, from: string, mailboxes = ['Screener']): string[] =>
    Array.from({ length: count }, () => account.addMail({ from, mailboxes }));

  const mailIn = (mailbox: string): string[] => {
    const id = account.mailboxId(mailbox);
    return [...account.mail.mails.values()]
      .filter(({ mailboxIds }) => mailboxIds.has(id))
      .map((mail) => mail.id);
  };

  it('moves all of it, takes the label off, and leaves the Trash and other senders alone', async () => {
    const { once } = world();
    const trashed = fill(TRASHED, 'ann@x.example', ['Screener', 'Trash']);
    const others = fill(OTHERS, 'bob@x.example');
    const waiting = fill(WAITING, 'ann@x.example');
    account.moveMail(waiting.at(-1)!, { add: ['@ToFeed'] });

    const run = await once({ MAILROOM_LOG_LEVEL: 'debug' });

    expectSuccess(run);
    expect(mailIn('Feed')).toEqual(waiting);
    expect(mailIn('Screener')).toEqual([...trashed, ...others]);
    expect(mailIn('Trash')).toEqual(trashed);
    expect(mailIn('@ToFeed')).toEqual([]);
    expect(eventsNamed(run, 'mail_moved').map(({ mails }) => mails)).toEqual([WAITING]);
    expect(eventsNamed(run, 'cycle_done').map(({ mails }) => mails)).toEqual([WAITING]);
    const methods = run.cycleRequests.map(({ jmapMethods }) => jmapMethods);
    const lastPage = methods.findLastIndex((names) => names.includes('Email/query'));
    const firstMove = methods.findIndex((names) => names.includes('Email/set'));
    expect(firstMove, 'mail moves before all of it is listed').toBeLessThan(lastPage);
    const listed = WAITING + TRASHED + OTHERS;
    const furtherRound = 2;
    expect(run.cycleRequests.length).toBeLessThanOrEqual(
      1 + 20 + Math.ceil(listed / PAGE) + Math.ceil(WAITING / PAGE) + furtherRound,
    );
  });

  it('sweeps what comes, between two rounds, into a mailbox that was read to its end', async () => {
    const { once } = world();
    const waiting = fill(WAITING, 'ann@x.example');
    account.moveMail(waiting.at(-1)!, { add: ['@ToFeed'] });
    let hasMoved = false;
    let late: string[] = [];
    sandbox.onRequest = ({ jmapMethods }) => {
      if (hasMoved && late.length === 0 && jmapMethods.includes('Email/query'))
        late = fill(1, 'ann@x.example', ['Inbox']);
      hasMoved ||= jmapMethods.includes('Email/set');
      return undefined;
    };

    const run = await once();

    expectSuccess(run);
    expect(late).toHaveLength(1);
    expect(mailIn('Feed')).toEqual([...waiting, ...late]);
    expect(mailIn('Inbox')).toEqual([]);
  });

  it('tells what stays in a mailbox that an early round read to its end', async () => {
    const { once } = world();
    fill(TRASHED, 'ann@x.example', ['Inbox', 'Trash']);
    const waiting = fill(WAITING, 'ann@x.example');
    account.moveMail(waiting.at(-1)!, { add: ['@ToFeed'] });

    const run = await once();

    expect(eventsNamed(run, 'sender_triaged').map(({ stays }) => stays)).toEqual([{ Trash: TRASHED }]);
  });

  it('gets past mail that is in the Trash as well, though that fills a round', async () => {
    const { once } = world();
    const trashed = fill(WAITING, 'ann@x.example', ['Screener', 'Trash']);
    const waiting = fill(FEW, 'ann@x.example');
    account.moveMail(waiting.at(-1)!, { add: ['@ToFeed'] });

    const run = await once();

    expectSuccess(run);
    expect(mailIn('Feed')).toEqual(waiting);
    expect(mailIn('Screener')).toEqual(trashed);
    expect(mailIn('@ToFeed')).toEqual([]);
    expect(eventsNamed(run, 'sender_waits')).toEqual([]);
  });

  it('senders are labelled in at most 40 requests, 3,000 of 60,000 messages, 400 of them in a category', async () => {
    const { mailroom, once } = world();
    for (let n = 0; n < 400; n += 1) account.addMail({ from: `s${n}@x.example`, mailboxes: ['@ToFeed'] });
    expectSuccess(await once());
    for (let n = 0; n < 60_000; n += 1)
      account.addMail({ from: `s${n % 3_000}@x.example`, mailboxes: [n % 4 === 0 ? 'Screener' : 'Inbox'] });
    const names = ['Feed', 'Paper Trail', 'Jail', 'Imbox'];
    const lines = Array.from({ length: 3_000 }, (_, n) => `s${n}@x.example,${names[n % 4]}`);

    const run = await mailroom(['decide', '-', '--apply'], {}, ['address,category', ...lines].join('\n'));

    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('3000 labels for');
    const labels = ['@ToFeed', '@ToPaperTrail', '@ToJail', '@ToImbox'];
    expect(labels.map((label) => mailIn(label).length)).toEqual([750, 750, 750, 750]);
    expect(new Set(run.writes.flatMap(({ jmapMethods }) => jmapMethods))).toEqual(new Set(['Email/set']));
    expect(run.requests.length).toBeLessThanOrEqual(40);
  });

  it('senders are counted in at most 25 requests, 3,000 of 60,000 messages', async () => {
    const { mailroom } = world();
    for (let n = 0; n < 60_000; n += 1)
      account.addMail({ from: `s${n % 3_000}@x.example`, mailboxes: [n % 4 === 0 ? 'Screener' : 'Inbox'] });

    const run = await mailroom(['senders', '--csv']);

    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout.trim().split('\n')).toHaveLength(3_001);
    expect(run.stdout).toMatch(/^s0@x\.example,,,20,0,/m);
    expect(run.requests.length).toBeLessThanOrEqual(25);
  });
});
