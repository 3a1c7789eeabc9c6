import { ConfigError } from '../errors.ts';
import { DEFAULT_CATEGORIES } from './categories.ts';
import { overrideCategories } from './category-overrides.ts';
import { nameProblems } from './check-names.ts';
import { type Category, type Config } from './config.ts';
import { type ReadFile, readSecrets } from './read-secrets.ts';
import { unknownVariables } from './unknown-variables.ts';
import { DEFAULT_TEXTS, type Settings, settingsSchema, type Variable, VARIABLES } from './variables.ts';

/**
 * Reads the whole configuration from the environment; a variable that is empty counts as not set. Throws `ConfigError`
 * with all problems at once, by variable name. Neither problems nor warnings hold a value, for it may be a secret that
 * landed in the wrong variable.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv,
  readFile?: ReadFile,
): { config: Config; warnings: string[] } {
  const secrets = readSecrets(env, readFile, isNeededIn(env));
  const texts = { ...DEFAULT_TEXTS, ...givenTexts(env), ...secrets.values };
  const settings = settingsSchema.safeParse(texts);
  const categories = overrideCategories(DEFAULT_CATEGORIES, texts);
  const warnings = unknownVariables(Object.keys(env), NAMES);
  const problems = [
    ...secrets.problems.values(),
    ...(settings.error?.issues ?? [])
      .map(({ path, message }) => ({ variable: String(path[0]), message }))
      .filter(({ variable }) => !secrets.problems.has(variable))
      .map(({ variable, message }) => `${variable} ${message}`),
    ...contradictions(categories, texts),
  ];
  // A misspelt name is often why the right one is missing.
  if (!settings.success || problems.length > 0) throw new ConfigError([...problems, ...warnings]);
  return { config: toConfig(settings.data, categories), warnings };
}

const NAMES = VARIABLES.map(({ name }) => name);

const CARDDAV_SECRETS = ['MAILROOM_CARDDAV_USERNAME', 'MAILROOM_CARDDAV_PASSWORD'];

/** Which secrets must be set: for CardDAV both when nothing else will do, and neither without the other. */
function isNeededIn(env: NodeJS.ProcessEnv): (variable: Variable) => boolean {
  const contacts = env.MAILROOM_CONTACTS?.toLowerCase();
  const isAnySet = CARDDAV_SECRETS.some(
    (name) => (env[name] ?? '') !== '' || (env[`${name}_FILE`] ?? '') !== '',
  );
  const needsCardDav = contacts === 'carddav' || (contacts !== 'jmap' && isAnySet);
  return ({ name, required }) => required || (needsCardDav && CARDDAV_SECRETS.includes(name));
}

type Texts = Readonly<Record<string, string>>;

function givenTexts(env: NodeJS.ProcessEnv): Texts {
  const texts: Record<string, string> = {};
  for (const name of NAMES) {
    const text = env[name] ?? '';
    if (text !== '') texts[name] = text;
  }
  return texts;
}

// Reads the texts, not the parsed settings, so that one wrong setting does not hide what is wrong between the others.
function contradictions(categories: readonly Category[], texts: Texts): string[] {
  const named = (variable: string) => ({ variable, mailbox: texts[variable] ?? '' });
  const warningsOff = texts.MAILROOM_WARNINGS_ENABLED?.toLowerCase() === 'false';
  return nameProblems({
    categories,
    screener: named('MAILROOM_SCREENER_MAILBOX'),
    flags: [named('MAILROOM_LABEL_ERROR'), ...(warningsOff ? [] : [named('MAILROOM_LABEL_WARNING')])],
  });
}

function toConfig(settings: Settings, categories: readonly Category[]): Config {
  const {
    MAILROOM_CARDDAV_URL: url,
    MAILROOM_CARDDAV_USERNAME: username,
    MAILROOM_CARDDAV_PASSWORD: password,
  } = settings;
  return {
    jmapUrl: settings.MAILROOM_JMAP_URL,
    jmapToken: settings.MAILROOM_JMAP_TOKEN,
    contacts: settings.MAILROOM_CONTACTS,
    cardDav: username === undefined || password === undefined ? undefined : { url, username, password },
    screenerMailbox: settings.MAILROOM_SCREENER_MAILBOX,
    errorLabel: settings.MAILROOM_LABEL_ERROR,
    warningLabel: settings.MAILROOM_WARNINGS_ENABLED ? settings.MAILROOM_LABEL_WARNING : undefined,
    ownAddresses: settings.MAILROOM_OWN_ADDRESSES ?? [],
    categories,
    pollInterval: settings.MAILROOM_POLL_INTERVAL,
    maxConsecutiveFailures: settings.MAILROOM_MAX_CONSECUTIVE_FAILURES,
    healthPort: settings.MAILROOM_HEALTH_PORT,
    logLevel: settings.MAILROOM_LOG_LEVEL,
    dryRun: settings.MAILROOM_DRY_RUN,
  };
}
