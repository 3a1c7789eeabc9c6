import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestAccount } from '../support/test-account.ts';
import { type Container, findContainerEngine } from './container-engine.ts';
import { type AccountServer, startAccountServer } from './image-account.ts';

const IMAGE = 'mailroom-image-test';
const COMMIT = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
const SOURCE = 'https://github.com/me/mailroom';
const engine = findContainerEngine();
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

beforeAll(() => engine.build(IMAGE, { MAILROOM_COMMIT: COMMIT, MAILROOM_SOURCE: SOURCE }));

describe('the image', () => {
  it('tells the version and the commit', async () => {
    const { exitCode, output } = await engine.run(IMAGE, ['--version']);

    expect({ exitCode, output }).toEqual({ exitCode: 0, output: `${version}+0a1b2c3\n` });
  });

  it('says of itself what it is', async () => {
    const { User, Labels } = await engine.imageConfig(IMAGE);

    expect(User).toMatch(/^[1-9]\d*(:\d+)?$/);
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'Mailroom',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.revision': COMMIT,
      'org.opencontainers.image.source': SOURCE,
    });
  });

  it('holds Node, the bundle with its licenses, and no shell', async () => {
    const list =
      "const fs = require('fs'); console.log(fs.readdirSync('/app').join(), fs.existsSync('/bin/sh'))";
    const { output } = await engine.run(IMAGE, ['-e', list], { entrypoint: '/nodejs/bin/node' });

    expect(output).toBe('LICENSES.txt,mailroom.mjs false\n');
  });

  it('runs the service unless told otherwise, which says what is missing', async () => {
    const { exitCode, output } = await engine.run(IMAGE, []);

    expect(exitCode).toBe(2);
    expect(JSON.parse(output)).toMatchObject({
      event: 'startup_failed',
      problems: [expect.stringContaining('MAILROOM_JMAP_TOKEN')],
    });
  });
});

describe('the image as a pod runs it', () => {
  let server: AccountServer;
  let account: TestAccount;
  let container: Container | undefined;

  beforeAll(async () => {
    server = await startAccountServer(process.env);
  });
  afterAll(() => server.stop());
  afterEach(async () => {
    await container?.remove();
    container = undefined;
  });

  /** Waits until the health pages are there; answers with the status of one. */
  async function startService(memory: string): Promise<(path: string) => Promise<number>> {
    const env = account.environment({ MAILROOM_HEALTH_PORT: '0' });
    container = await engine.start(IMAGE, [], { env, memory });
    const { port } = await container.waitForLog(({ event }) => event === 'health_server_started');
    return async (path) => (await fetch(`http://127.0.0.1:${String(port)}${path}`)).status;
  }

  it('becomes ready, triages, and ends well when it is told to', async () => {
    account = await newAccount();
    const [mail = ''] = await account.deliver([
      { from: 'news@shop.example', mailboxes: ['Screener'] },
      { from: 'news@shop.example', mailboxes: ['Screener'] },
    ]);
    await account.addLabel(mail, '@ToFeed');

    const statusOf = await startService('128m');
    expect(await statusOf('/healthz')).toBe(200);
    await container!.waitForLog(({ event }) => event === 'cycle_done');

    expect(await statusOf('/readyz')).toBe(200);
    expect(await account.mailIn('Feed')).toHaveLength(2);
    expect(await account.mailIn('@ToFeed')).toEqual([]);
    expect(await container!.terminate()).toMatchObject({ exitCode: 0, oomKilled: false });
  });

  it('triages 2,000 mails of one sender in half the memory', async () => {
    account = await newAccount();
    const specs = Array.from({ length: 2000 }, () => ({
      from: 'news@shop.example',
      mailboxes: ['Screener'],
    }));
    const [mail = ''] = await account.deliver(specs);
    await account.addLabel(mail, '@ToFeed');

    await startService('64m');
    const { mails } = await container!.waitForLog(({ event }) => event === 'cycle_done');

    expect(mails).toBe(2000);
    expect(await account.mailIn('Feed')).toHaveLength(2000);
    expect(await container!.terminate()).toMatchObject({ exitCode: 0, oomKilled: false });
  });

  it('runs the other commands too', async () => {
    account = await newAccount();

    const { exitCode, output } = await engine.run(IMAGE, ['check'], { env: account.environment() });

    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Screener') as string,
    });
  });

  async function newAccount(): Promise<TestAccount> {
    const created = await server.createAccount();
    await created.setUp();
    return created;
  }
});
