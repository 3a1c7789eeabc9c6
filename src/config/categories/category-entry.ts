import { type Category } from './category.ts';
import { nearestName } from '../nearest-name.ts';
import { yamlSlip } from './yaml-slips.ts';
import * as z from 'zod/mini';
import {
  categoryName,
  categoryNameProblem,
  categoryReference,
  groupName,
  mailboxPath,
} from '../value-schemas.ts';

/** What one entry of the list of categories says. */
export interface CategoryEntry {
  /** As far as it can be read, even if it is no name for a category: others may refer to it. */
  name: string | undefined;
  /** What is said, and sound, besides. */
  given: Partial<Category>;
  /** What is wrong with the rest; each reads on from the entry's position. */
  problems: readonly string[];
}

const trueOrFalse = () => z.boolean('must be true or false, without quotes.');

const FIELDS: { [Field in keyof Required<Category>]: z.ZodMiniType<Category[Field]> } = {
  name: categoryName(),
  label: mailboxPath(),
  group: groupName(),
  mailbox: mailboxPath(),
  contactType: z.enum(['company', 'person'], 'must be company or person.'),
  parent: categoryReference(),
  addToInbox: trueOrFalse(),
  keepsJunk: trueOrFalse(),
};

const KEYS = Object.keys(FIELDS);

/** Reads what YAML made of an entry: a name, or an object. */
export function readCategoryEntry(value: unknown): CategoryEntry {
  if (value === null) return refused('is empty: give a name, or take it away.');
  if (Array.isArray(value)) return refused('is neither a name nor an object: give one of these.');
  const slip = typeof value === 'string' ? yamlSlip(value) : undefined;
  if (slip !== undefined) return refused(`${slip.replace(/^line 1 /, '')}.`);
  return typeof value === 'object' ? readObject(value) : readObject({ name: value });
}

function readObject(entry: object): CategoryEntry {
  const problems: string[] = 'name' in entry ? [] : ['has no name: give it one.'];
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entry)) {
    if (!isField(key)) {
      problems.push(unknownKey(key));
      continue;
    }
    const { data, error } = FIELDS[key].safeParse(value);
    if (error === undefined) given[key] = data;
    else problems.push(...error.issues.map(({ message }) => `(${key}) ${message}`));
  }
  return { name: 'name' in entry ? nameIn(entry.name) : undefined, given, problems };
}

const refused = (problem: string): CategoryEntry => ({ name: undefined, given: {}, problems: [problem] });

const isField = (key: string): key is keyof Category => Object.hasOwn(FIELDS, key);

function unknownKey(key: string): string {
  const nearest = nearestName(key, KEYS);
  const advice = nearest === undefined ? `the keys are ${KEYS.join(', ')}.` : `did you mean ${nearest}?`;
  return `has ${canBeTold(key) ? `the unknown key ${key}` : 'an unknown key'}: ${advice}`;
}

const nameIn = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).normalize()
    : undefined;

const MAX_TOLD = 100;

/** Whether a name may stand in a message. What is no name, or very long, may be anything that got here by mistake. */
export const canBeTold = (name: string): boolean =>
  name.length <= MAX_TOLD && categoryNameProblem(name) === undefined;
