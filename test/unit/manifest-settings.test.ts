import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Secret } from 'kubernetes-models/v1/Secret';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCategoryList } from '../../src/config/categories/category-list.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Variable, VARIABLES, variablesFor } from '../../src/config/variables.ts';
import { ConfigError } from '../../src/errors.ts';
import { parseManifest, readManifest } from '../support/manifest.ts';
import { startMailroom } from '../support/run-mailroom.ts';

const CONFIG_MAP = 'k8s/10-configmap.yaml';
const EXAMPLE_SECRET = 'k8s/15-secret.yaml.example';

/** The file's text as it is when every line that is commented out is used. */
const inFull = (path: string): string => readFileSync(path, 'utf8').replaceAll(/# (?=MAILROOM_)/g, '');

const settings = readManifest(CONFIG_MAP, ConfigMap).data!;
/** Those that do not name files, which are somewhere else. */
const ownSettings = Object.fromEntries(Object.entries(settings).filter(([name]) => !name.endsWith('_FILE')));
const placeholders = readManifest(EXAMPLE_SECRET, Secret).stringData!;
const allPlaceholders = (parseManifest(inFull(EXAMPLE_SECRET)) as Secret).stringData!;

const SECRETS = {
  MAILROOM_JMAP_TOKEN: 'fmu1-token',
  MAILROOM_CARDDAV_USERNAME: 'me@my.example',
  MAILROOM_CARDDAV_PASSWORD: 'app-password',
};

const sorted = (names: Iterable<string>): string[] => [...names].sort();
const namesOf = (variables: readonly Variable[]): string[] =>
  variables.filter(({ secret }) => !secret).map(({ name }) => name);

// Whoever deploys from a clone changes these values, and its tests must stay green: what is here is compared with what can
// be set, not with the defaults.
describe('the ConfigMap', () => {
  it('has every variable that is no secret, and no other', () => {
    const { listed } = readCategoryList(settings.MAILROOM_CATEGORIES ?? '');
    const own = namesOf(variablesFor(listed.map(({ category }) => category)));
    const names = Object.keys(settings);
    expect(names).toEqual(expect.arrayContaining(namesOf(VARIABLES)));
    expect(names.filter((name) => !namesOf(VARIABLES).includes(name) && !own.includes(name))).toEqual([]);
  });

  it('says of each setting what it is, or of several that belong together', () => {
    const lines = readFileSync(CONFIG_MAP, 'utf8').split('\n');
    const uncommented = Object.keys(settings).filter((name) => {
      let line = lines.findIndex((text) => text.startsWith(`  ${name}:`)) - 1;
      while (
        /^ {2}MAILROOM_(?:LABEL_TO|GROUP|MAILBOX|JMAP_TOKEN|CARDDAV_USERNAME)_\w+:/.test(lines[line] ?? '')
      )
        line -= 1;
      return !/^ {2}# [A-Z]/.test(lines[line] ?? '');
    });
    expect(uncommented).toEqual([]);
  });

  it('is one that Mailroom starts with', () => {
    const { warnings } = loadConfig({ ...ownSettings, ...SECRETS });
    // Names of categories that there are not are the only ones that may be idle.
    expect(warnings.filter((warning) => !warning.includes('so these variables are ignored'))).toEqual([]);
  });
});

describe('the example Secret', () => {
  it('has every secret, and no other variable', () => {
    const names = VARIABLES.filter(({ secret }) => secret).map(({ name }) => name);
    expect(sorted(Object.keys(allPlaceholders))).toEqual(sorted(names));
  });

  it('comments out those that can be done without', () => {
    const required = VARIABLES.filter((variable) => variable.required).map(({ name }) => name);
    expect(Object.keys(placeholders)).toEqual(required);
  });

  it.each([
    ['as it stands', placeholders],
    ['in full', allPlaceholders],
  ])('has no value that Mailroom would start with: %s', (_, secrets) => {
    const problems = problemsWith({ ...ownSettings, MAILROOM_CONTACTS: 'auto', ...secrets });
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual(Object.keys(secrets));
  });

  function problemsWith(env: NodeJS.ProcessEnv): readonly string[] {
    try {
      loadConfig(env);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
  }
});

describe('the probes', () => {
  const [container] = readManifest('k8s/20-deployment.yaml', Deployment).spec!.template.spec!.containers;
  const { startupProbe, livenessProbe, readinessProbe, ports } = container!;
  let silentServer: Server;

  beforeAll(async () => {
    silentServer = createServer(() => undefined);
    await once(silentServer.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    silentServer.closeAllConnections();
    silentServer.close();
  });

  it('ask the port that the ConfigMap sets', () => {
    expect(ports).toEqual([
      { name: 'health', containerPort: Number(settings.MAILROOM_HEALTH_PORT), protocol: 'TCP' },
    ]);
    const asked = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.port);
    expect(asked).toEqual(['health', 'health', 'health']);
  });

  it('ask pages that the program serves: alive at once, ready after the first success', async () => {
    const url = `http://127.0.0.1:${(silentServer.address() as AddressInfo).port}/`;
    const servers = { MAILROOM_JMAP_URL: url, MAILROOM_CARDDAV_URL: url };
    const program = startMailroom(['run'], {
      ...ownSettings,
      ...SECRETS,
      ...servers,
      MAILROOM_HEALTH_PORT: '0',
    });
    const { port } = await program.waitFor(({ event }) => event === 'health_server_started');
    const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${String(port)}${path}`)).status;

    expect(await statusOf(startupProbe!.httpGet!.path!)).toBe(200);
    expect(await statusOf(livenessProbe!.httpGet!.path!)).toBe(200);
    expect(await statusOf(readinessProbe!.httpGet!.path!)).toBe(503);

    program.kill('SIGTERM');
    expect((await program.result).code).toBe(0);
  });
});
