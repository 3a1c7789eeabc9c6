import { type Category } from './categories/category.ts';
import { undecidedCategory } from './categories/categories.ts';
import { nearestName } from './nearest-name.ts';
import { ConfigError } from '../errors.ts';
import { type CategoryList, readCategoryList } from './categories/category-list.ts';
import {
  ambiguousOverrides,
  isOverrideVariable,
  isPresetOverride,
  overrideCategories,
  withoutPresets,
} from './categories/category-overrides.ts';
import { categorySources } from './categories/category-sources.ts';
import { nameProblems } from './categories/check-names.ts';
import { type Config } from './config.ts';
import { extraCaProblem } from './extra-ca.ts';
import { quotedValues } from './quoted-value.ts';
import { readSecrets } from './read-secrets.ts';
import { type ReadFile } from './secret-file.ts';
import { unknownVariables } from './unknown-variables.ts';
import { DEFAULT_TEXTS, type Settings, settingsSchemaFor, type Variable, variablesFor } from './variables.ts';

/**
 * Reads the whole configuration from the environment; a variable that is empty counts as not set. Throws `ConfigError`
 * with all problems at once, by variable name. Neither problems nor warnings hold what may be a secret that landed in the
 * wrong variable: of values they show short ones and addresses, and of `MAILROOM_CATEGORIES` keys and names.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv,
  readFile?: ReadFile,
): { config: Config; warnings: string[] } {
  const secrets = readSecrets(env, readFile, isNeededIn(env));
  const list = readCategoryList(env.MAILROOM_CATEGORIES ?? '');
  const listed = list.listed.map(({ category }) => category);
  const known = variablesFor(listed).map(({ name }) => name);
  const given = givenTexts(env, known);
  const isOwnList = (env.MAILROOM_CATEGORIES ?? '') !== '';
  const quoted = quotedValues(env, known);
  const texts = { ...DEFAULT_TEXTS, ...(isOwnList ? withoutPresets(given) : given), ...secrets.values };
  const settings = settingsSchemaFor(listed).safeParse(texts);
  const categories = overrideCategories(listed, texts);
  const { unknown, ignored } = nameWarnings(env, known, list);
  const problems = [
    ...[...secrets.problems].filter(([variable]) => !quoted.has(variable)).map(([, problem]) => problem),
    ...quoted.values(),
    ...(settings.error?.issues ?? [])
      .map(({ path, message }) => ({ variable: String(path[0]), message }))
      .filter(({ variable }) => !secrets.problems.has(variable) && !quoted.has(variable))
      .map(({ variable, message }) => `${variable} ${message}`),
    ...(quoted.has('MAILROOM_CATEGORIES') ? [] : list.problems),
    ...ambiguousOverrides(list.listed, texts),
    ...contradictions(categories, list, texts),
    ...extraCaProblem(env),
  ];
  // A misspelt name is often why the right one is missing.
  if (!settings.success || problems.length > 0) throw new ConfigError([...problems, ...unknown]);
  return { config: toConfig(settings.data, categories), warnings: [...unknown, ...ignored] };
}

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

/** About variables that nothing is done with: misspelt ones, and names for categories that there are not. */
function nameWarnings(
  env: NodeJS.ProcessEnv,
  known: readonly string[],
  list: CategoryList,
): { unknown: string[]; ignored: string[] } {
  const isIdle = (name: string): boolean =>
    isOverrideVariable(name) &&
    !known.includes(name) &&
    (isPresetOverride(name) || nearestName(name, known) === undefined);
  // An override is unknown only when the names of all categories are known.
  const names = Object.keys(env).filter((name) => list.isComplete || !isOverrideVariable(name));
  const idle = names.filter((name) => env[name] !== '' && isIdle(name));
  return {
    unknown: unknownVariables(
      names.filter((name) => !isIdle(name)),
      known,
    ),
    // In one line: a ConfigMap may have the names of all default categories beside a list of others.
    ignored:
      idle.length === 0
        ? []
        : [`There are no such categories, so these variables are ignored: ${idle.join(', ')}`],
  };
}

function givenTexts(env: NodeJS.ProcessEnv, names: readonly string[]): Texts {
  const texts: Record<string, string> = {};
  for (const name of names) {
    const text = env[name] ?? '';
    if (text !== '') texts[name] = text;
  }
  return texts;
}

// Reads the texts, not the parsed settings, so that one wrong setting does not hide what is wrong between the others.
function contradictions(categories: readonly Category[], list: CategoryList, texts: Texts): string[] {
  const named = (variable: string) => ({ source: variable, mailbox: texts[variable] ?? '' });
  const warningsOff = texts.MAILROOM_WARNINGS_ENABLED?.toLowerCase() === 'false';
  return nameProblems({
    categories,
    undecided: undecidedCategory({
      label: texts.MAILROOM_LABEL_TO_SCREENER ?? '',
      group: texts.MAILROOM_GROUP_SCREENER ?? '',
      mailbox: texts.MAILROOM_SCREENER_MAILBOX ?? '',
    }),
    ...categorySources(list.listed, texts),
    screener: named('MAILROOM_SCREENER_MAILBOX'),
    flags: [
      named('MAILROOM_LABEL_WHOLE_DOMAIN'),
      named('MAILROOM_LABEL_ERROR'),
      ...(warningsOff ? [] : [named('MAILROOM_LABEL_WARNING')]),
    ],
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
    addressBook: settings.MAILROOM_ADDRESS_BOOK,
    cardDav: username === undefined || password === undefined ? undefined : { url, username, password },
    screenerMailbox: settings.MAILROOM_SCREENER_MAILBOX,
    wholeDomainLabel: settings.MAILROOM_LABEL_WHOLE_DOMAIN,
    errorLabel: settings.MAILROOM_LABEL_ERROR,
    warningLabel: settings.MAILROOM_WARNINGS_ENABLED ? settings.MAILROOM_LABEL_WARNING : undefined,
    ownAddresses: settings.MAILROOM_OWN_ADDRESSES ?? [],
    categories,
    undecided: undecidedCategory({
      label: settings.MAILROOM_LABEL_TO_SCREENER,
      group: settings.MAILROOM_GROUP_SCREENER,
      mailbox: settings.MAILROOM_SCREENER_MAILBOX,
    }),
    pollInterval: settings.MAILROOM_POLL_INTERVAL,
    maxConsecutiveFailures: settings.MAILROOM_MAX_CONSECUTIVE_FAILURES,
    healthPort: settings.MAILROOM_HEALTH_PORT,
    logLevel: settings.MAILROOM_LOG_LEVEL,
    dryRun: settings.MAILROOM_DRY_RUN,
  };
}
