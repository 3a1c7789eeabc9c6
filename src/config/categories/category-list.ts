import { type Category } from './category.ts';
import { nearestName } from '../nearest-name.ts';
import { category, categoryChain, DEFAULT_CATEGORIES, isUndecided } from './categories.ts';
import { canBeTold, type CategoryEntry, readCategoryEntry } from './category-entry.ts';
import { readYamlList } from './yaml-list.ts';

const VARIABLE = 'MAILROOM_CATEGORIES';

/** A category, and what is known of the entry that it comes from. */
export interface ListedCategory {
  category: Category;
  /** For messages, like `MAILROOM_CATEGORIES entry 3, line 7`. The defaults have none. */
  position: string | undefined;
  /** What the category is called in a message: its name, or `entry 3` where that is better not told. */
  called: string;
  /** What the entry says, and is sound. The rest of the category follows from its name. */
  given: Partial<Category>;
  /** Something else in the entry cannot be used, so what it does not say may be what it meant to. */
  isRefused: boolean;
}

export interface CategoryList {
  /** All whose name can be read, each name once. */
  listed: readonly ListedCategory[];
  /** False when there are more, whose names cannot be read. */
  isComplete: boolean;
  problems: readonly string[];
}

/** Reads the text of MAILROOM_CATEGORIES, a YAML list of names and objects; without one, it is the list of the defaults. */
export function readCategoryList(text: string): CategoryList {
  if (text === '') return DEFAULTS;
  const { items, problems } = readYamlList(text);
  const own = problems.map((problem) => `${VARIABLE} ${problem}`);
  if (items === undefined) return { listed: [], isComplete: false, problems: own };
  if (items.length === 0) own.push(`${VARIABLE} has no category: give at least one, or unset it.`);

  const entries = items.map(({ value, line }, index) => ({
    ...readCategoryEntry(value),
    position: `${VARIABLE} entry ${index + 1}${line === undefined ? '' : `, line ${line}`}`,
    short: `entry ${index + 1}`,
  }));
  const firstOf = new Map<string, PlacedEntry>();
  for (const entry of entries) {
    if (entry.name !== undefined && !firstOf.has(folded(entry.name))) firstOf.set(folded(entry.name), entry);
  }
  const names = entries.map(({ name }) => name);
  const listed = [...firstOf.values()].map(toListed);
  return {
    listed,
    isComplete: entries.every(({ name }) => name !== undefined),
    problems: [
      ...own,
      ...entries.flatMap((entry) => [
        ...entry.problems.map((problem) => `${entry.position} ${problem}`),
        ...nameTakenProblem(entry, firstOf),
      ]),
      ...listed.flatMap((one, index) => parentProblem(one, index, listed, names)),
    ],
  };
}

const DEFAULTS: CategoryList = {
  listed: DEFAULT_CATEGORIES.map((preset) => ({
    category: preset,
    position: undefined,
    called: preset.name,
    given: preset,
    isRefused: false,
  })),
  isComplete: true,
  problems: [],
};

interface PlacedEntry extends CategoryEntry {
  position: string;
  short: string;
}

function toListed({ name = '', given, problems, position, short }: PlacedEntry): ListedCategory {
  return {
    category: category(name, given),
    position,
    called: canBeTold(name) ? name : short,
    given,
    isRefused: problems.length > 0,
  };
}

// Servers take names that differ in letter case only for the same. By way of upper case, for ß and ς.
const folded = (name: string): string => name.toUpperCase().toLowerCase();

function nameTakenProblem(entry: PlacedEntry, firstOf: ReadonlyMap<string, PlacedEntry>): string[] {
  if (entry.name === undefined) return [];
  if (isUndecided({ name: entry.name }))
    return [`${entry.position} (name) is what undecided senders are in: give the category another name.`];
  const first = firstOf.get(folded(entry.name));
  if (first === undefined || first === entry) return [];
  return [`${entry.position} (name) is that of ${first.short}: names must differ in more than letter case.`];
}

function parentProblem(
  { category: child, position = VARIABLE }: ListedCategory,
  index: number,
  listed: readonly ListedCategory[],
  names: readonly (string | undefined)[],
): string[] {
  if (child.parent === undefined) return [];
  const categories = listed.map((other) => other.category);
  if (!names.includes(child.parent)) {
    const others = categories
      .map(({ name }) => name)
      .filter((name) => name !== child.name && canBeTold(name));
    const nearest = nearestName(child.parent, others);
    const advice = nearest === undefined ? 'give the name of another entry.' : `did you mean ${nearest}?`;
    return [`${position} (parent) is not a category of the list: ${advice}`];
  }
  const chain = categoryChain(child, categories);
  const circle = [...chain.map((link) => categories.indexOf(link)), index];
  // Each category of a circle leads back to itself. The first of them tells it.
  if (chain.at(-1)?.parent !== child.name || Math.min(...circle) < index) return [];
  const links = circle.map((link) => listed[link]?.called);
  return [`${position} (parent) makes a circle, ${links.join(' → ')}: take one of these parents away.`];
}
