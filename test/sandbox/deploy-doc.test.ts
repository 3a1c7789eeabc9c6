import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { runMailroom } from '../support/run-mailroom.ts';

const NOWHERE = 'http://127.0.0.1:1/';
const placeholder = /MAILROOM_JMAP_TOKEN: (.*)/.exec(readFileSync('k8s/15-secret.yaml.example', 'utf8'))?.[1];

/** The messages that the page explains, in its order. */
const [, section = ''] = readFileSync('docs/deploy.md', 'utf8').split('### Messages at the start');
const explained = [...section.matchAll(/^\| (`.*?`) +\|/gm)].map(([, cell = '']) =>
  cell.split(', ').map((message) => message.slice(1, -1)),
);

describe('docs/deploy.md', () => {
  let environments: Record<string, string>[];
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const { jmapUrl, cardDavUrl, createAccount, close } = await startSandbox({
      quirks: { withoutContacts: true },
    });
    const { username, password, token } = createAccount();
    const servers = { MAILROOM_JMAP_URL: jmapUrl, MAILROOM_CARDDAV_URL: cardDavUrl };
    const withToken = { ...servers, MAILROOM_JMAP_TOKEN: token };
    const withPassword = { MAILROOM_CARDDAV_USERNAME: username, MAILROOM_CARDDAV_PASSWORD: password };
    environments = [
      {},
      { MAILROOM_JMAP_TOKEN: placeholder ?? '' },
      { ...servers, MAILROOM_JMAP_TOKEN: 'revoked' },
      withToken,
      { ...withToken, ...withPassword },
      { ...withToken, MAILROOM_JMAP_URL: NOWHERE },
      { ...withToken, NODE_EXTRA_CA_CERTS: '/nowhere/ca.crt' },
    ];
    stop = close;
  });
  afterAll(() => stop());

  it('explains what keeps a pod from starting in the words of the program', async () => {
    expect(explained).toHaveLength(environments.length);
    for (const [n, env] of environments.entries()) {
      const { code, stdout } = await runMailroom(['run'], { MAILROOM_HEALTH_PORT: '0', ...env });
      const log = stdout.replaceAll('\\"', '"');
      expect(code).not.toBe(0);
      expect(
        explained[n]!.filter((message) => log.includes(message)),
        log,
      ).not.toEqual([]);
    }
  });
});
