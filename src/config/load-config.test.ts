import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.ts';
import { category, DEFAULT_CATEGORIES } from './categories/categories.ts';
import { loadConfig } from './load-config.ts';
import { problemsOf, REQUIRED } from '../../test/support/load-config.ts';
import { VARIABLES } from './variables.ts';

const CARDDAV = { MAILROOM_CARDDAV_USERNAME: 'me@my.example', MAILROOM_CARDDAV_PASSWORD: 'app-password' };

describe('loadConfig', () => {
  it('needs the API token only', () => {
    expect(loadConfig(REQUIRED)).toEqual({
      config: {
        jmapUrl: new URL('https://api.fastmail.com/jmap/session'),
        jmapToken: 'fmu1-token',
        contacts: 'auto',
        cardDav: undefined,
        screenerMailbox: 'Screener',
        wholeDomainLabel: '@WholeDomain',
        errorLabel: '@MailroomError',
        warningLabel: '@MailroomWarning',
        ownAddresses: [],
        categories: DEFAULT_CATEGORIES,
        undecided: category('Screener', {}),
        pollInterval: 300,
        maxConsecutiveFailures: 10,
        healthPort: 8080,
        logLevel: 'info',
        dryRun: false,
      },
      warnings: [],
    });
  });

  it('takes every setting from its variable', () => {
    const { config } = loadConfig({
      ...REQUIRED,
      ...CARDDAV,
      MAILROOM_JMAP_URL: 'http://localhost:8080/jmap/',
      MAILROOM_CARDDAV_URL: 'https://dav.example',
      MAILROOM_SCREENER_MAILBOX: 'Inbox/Waiting',
      MAILROOM_LABEL_WHOLE_DOMAIN: 'Domain',
      MAILROOM_LABEL_ERROR: 'Error',
      MAILROOM_LABEL_WARNING: 'Warning',
      MAILROOM_OWN_ADDRESSES: 'me@other.example, *@my.example',
      MAILROOM_LABEL_TO_FEED: 'Labels/Feed',
      MAILROOM_GROUP_FEED: 'Newsletters',
      MAILROOM_MAILBOX_FEED: 'Newsletters',
      MAILROOM_CONTACTS: 'carddav',
      MAILROOM_POLL_INTERVAL: '60',
      MAILROOM_MAX_CONSECUTIVE_FAILURES: '3',
      MAILROOM_HEALTH_PORT: '0',
      MAILROOM_LOG_LEVEL: 'debug',
      MAILROOM_DRY_RUN: 'true',
    });
    expect(config).toMatchObject({
      jmapUrl: new URL('http://localhost:8080/jmap/'),
      contacts: 'carddav',
      cardDav: { url: new URL('https://dav.example'), username: 'me@my.example', password: 'app-password' },
      screenerMailbox: 'Inbox/Waiting',
      wholeDomainLabel: 'Domain',
      errorLabel: 'Error',
      warningLabel: 'Warning',
      ownAddresses: ['me@other.example', '*@my.example'],
      pollInterval: 60,
      maxConsecutiveFailures: 3,
      healthPort: 0,
      logLevel: 'debug',
      dryRun: true,
    });
    expect(config.categories).toContainEqual(
      expect.objectContaining({
        name: 'Feed',
        label: 'Labels/Feed',
        group: 'Newsletters',
        mailbox: 'Newsletters',
      }),
    );
  });

  it('counts an empty variable as not set', () => {
    const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, '']));
    expect(loadConfig({ ...empty, ...REQUIRED })).toEqual(loadConfig(REQUIRED));
  });

  it('has no warning label while warnings are off, and compares nothing with it', () => {
    const { config } = loadConfig({
      ...REQUIRED,
      MAILROOM_WARNINGS_ENABLED: 'False',
      MAILROOM_LABEL_WARNING: 'Screener',
    });
    expect(config.warningLabel).toBeUndefined();
  });

  it('names every secret that is missing, and what it is for', () => {
    const problems = problemsOf({});
    expect(problems).toEqual([
      expect.stringMatching(/^MAILROOM_JMAP_TOKEN is not set \(.+\): set it, or MAILROOM_JMAP_TOKEN_FILE /),
    ]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['with carddav, both', { MAILROOM_CONTACTS: 'CardDAV' }, ['USERNAME', 'PASSWORD']],
    ['with auto, neither', { MAILROOM_CONTACTS: 'auto' }, []],
    ['with jmap, neither', { MAILROOM_CONTACTS: 'jmap' }, []],
    ['a password beside the user name', { MAILROOM_CARDDAV_USERNAME: 'me' }, ['PASSWORD']],
    ['a user name beside the password', { MAILROOM_CARDDAV_PASSWORD: 'pass' }, ['USERNAME']],
    [
      'none beside the user name with jmap',
      { MAILROOM_CONTACTS: 'jmap', MAILROOM_CARDDAV_USERNAME: 'me' },
      [],
    ],
  ])('needs for CardDAV %s', (_, env, missing) => {
    expect(problemsOf({ ...REQUIRED, ...env })).toEqual(
      missing.map((name) => expect.stringMatching(`^MAILROOM_CARDDAV_${name} is not set `) as unknown),
    );
  });

  it('knows how to reach CardDAV with both, whatever the way to the contacts', () => {
    const { config } = loadConfig({ ...REQUIRED, ...CARDDAV, MAILROOM_CONTACTS: 'jmap' });
    expect(config.contacts).toBe('jmap');
    expect(config.cardDav).toEqual({
      url: new URL('https://carddav.fastmail.com'),
      username: 'me@my.example',
      password: 'app-password',
    });
  });

  it('tells all problems at once, of every kind', () => {
    const problems = problemsOf({
      MAILROOM_JMAP_TOKEN: 'two words',
      MAILROOM_CARDDAV_USERNAME_FILE: '/nowhere/at/all',
      MAILROOM_POLL_INTERVAL: '5m',
      MAILROOM_HEALTH_PORT: '65536',
      MAILROOM_LOG_LEVEL: 'loud',
      MAILROOM_DRY_RUN: 'maybe',
      MAILROOM_LABEL_TO_FEED: 'Feed',
      MAILROOM_GROUP_JAIL: ' ',
      MAILROOM_JMAP_URL: 'mail.example',
      MAILROOM_CARDDAV_PASWORD: 'app-password',
    });
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'MAILROOM_CARDDAV_USERNAME_FILE',
      'MAILROOM_CARDDAV_PASSWORD',
      'MAILROOM_JMAP_TOKEN',
      'MAILROOM_POLL_INTERVAL',
      'MAILROOM_LOG_LEVEL',
      'MAILROOM_HEALTH_PORT',
      'MAILROOM_JMAP_URL',
      'MAILROOM_DRY_RUN',
      'MAILROOM_GROUP_JAIL',
      'MAILROOM_LABEL_TO_FEED',
      'MAILROOM_CARDDAV_PASWORD',
    ]);
  });

  it('knows that warnings are off even when another setting is wrong', () => {
    const env = { ...REQUIRED, MAILROOM_WARNINGS_ENABLED: 'false', MAILROOM_LABEL_WARNING: 'Screener' };
    expect(problemsOf({ ...env, MAILROOM_DRY_RUN: 'maybe' })).toHaveLength(1);
  });

  it('warns of an unknown variable, by name', () => {
    const { warnings } = loadConfig({ ...REQUIRED, MAILROOM_POL_INTERVAL: '60' });
    expect(warnings).toEqual([
      "MAILROOM_POL_INTERVAL is not a variable of Mailroom's: did you mean MAILROOM_POLL_INTERVAL?",
    ]);
  });

  it('is not changed by what Kubernetes says of a Service called mailroom', () => {
    const service = {
      MAILROOM_SERVICE_HOST: '10.0.0.1',
      MAILROOM_SERVICE_PORT: '8080',
      MAILROOM_PORT: 'tcp://10.0.0.1:8080',
      MAILROOM_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
    };
    expect(loadConfig({ ...REQUIRED, ...service })).toEqual(loadConfig(REQUIRED));
  });
});

describe('loadConfig, whatever the environment', () => {
  const names = VARIABLES.map(({ name }) => name);
  const anyName = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...names) },
    fc.string().map((text) => `MAILROOM_${text}`),
    fc.constantFrom('__proto__', 'constructor', 'MAILROOM_'),
  );
  const junk = fc.oneof(
    fc.string(),
    fc.uint16Array().map((units) => String.fromCharCode(...units)),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom(
      'true',
      '1',
      'Inbox',
      'Screener',
      'https://me:pass@h.example',
      '*@',
      '/',
      '-0',
      '9'.repeat(400),
    ),
  );
  const scalar = fc.oneof(fc.string(), fc.constant(null), fc.boolean(), fc.integer(), fc.double());
  const key = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('name', 'label', 'group', 'mailbox', 'contactType', 'parent') },
    fc.constantFrom('addToInbox', 'keepsJunk', '__proto__', 'nmae'),
    fc.string(),
  );
  const item = fc.oneof(scalar, fc.dictionary(key, scalar), fc.jsonValue());
  const yamlText = fc.oneof(
    fc.array(item, { maxLength: 5 }).map((items) => JSON.stringify(items)),
    fc
      .array(
        fc.constantFrom('- ', '\n', '  ', 'name: ', 'A', 'B', '[', '{', '&a ', '*a ', '"', '---\n', '? '),
      )
      .map((parts) => parts.join('')),
  );
  const anyEnv = fc
    .tuple(fc.dictionary(anyName, junk, { maxKeys: 20 }), fc.option(yamlText, { nil: undefined }))
    .map(([env, list]) => (list === undefined ? env : { ...env, MAILROOM_CATEGORIES: list }));
  const readFile = (path: string): string => {
    if (path.length % 3 === 0) throw Object.assign(new Error(path), { code: path });
    return path.length % 3 === 1 ? '' : path;
  };

  it('answers with a Config or throws a ConfigError', () => {
    fc.assert(
      fc.property(anyEnv, fc.boolean(), (env, isComplete) => {
        try {
          const { config } = loadConfig(isComplete ? { ...env, ...REQUIRED } : env, readFile);
          if ((env.MAILROOM_CATEGORIES ?? '') === '') expect(config.categories).toHaveLength(5);
          else expect(config.categories).not.toHaveLength(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as ConfigError).problems).not.toHaveLength(0);
        }
      }),
    );
  });

  it('never tells a value that may be a secret', () => {
    const mark = 'Zq7ThatIsAsLongAsASecret';
    const marked = junk.map((text) => mark + text);
    const shape = fc.constantFrom<(value: string) => string>(
      (value) => value,
      (value) => `https://${value}@h.example/`,
      (value) => `https://h.example/?token=${value}`,
      (value) => `me@my.example,${value}`,
      (value) => ` ${value}\n`,
    );
    const value = fc.tuple(shape, marked).map(([wrap, text]) => wrap(text));
    fc.assert(
      fc.property(fc.dictionary(anyName, value, { maxKeys: 20 }), fc.boolean(), (env, isComplete) => {
        const told: string[] = [];
        try {
          told.push(...loadConfig(isComplete ? { ...env, ...REQUIRED, ...CARDDAV } : env, readFile).warnings);
        } catch (error) {
          told.push(String(error), JSON.stringify(error), ...(error as ConfigError).problems);
        }
        const text = told.join('\n');
        expect(text).not.toContain(mark);
        for (const secret of Object.values({ ...REQUIRED, ...CARDDAV })) expect(text).not.toContain(secret);
      }),
    );
  });
});
