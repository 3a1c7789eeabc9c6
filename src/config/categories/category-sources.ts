import { type ListedCategory } from './category-list.ts';
import { overrideText, overrideVariable } from './category-overrides.ts';
import { type Names } from './check-names.ts';

/** Says of categories where each got what it has, for `nameProblems`: from an override, its entry, or the defaults. */
export function categorySources(
  listed: readonly ListedCategory[],
  texts: Readonly<Record<string, string>>,
): Pick<Names, 'sourceOf' | 'isParentKnown'> {
  const entries = new Map(listed.map((entry) => [entry.category.name, entry]));
  return {
    sourceOf: (field, category) => {
      const entry = entries.get(category.name);
      const variable = overrideVariable(field, category);
      if (entry?.position === undefined || overrideText(field, category, texts) !== undefined)
        return variable;
      return entry.isRefused && !(field in entry.given) ? undefined : `${entry.position} (${field})`;
    },
    isParentKnown: ({ name, parent }) =>
      parent === undefined ? entries.get(name)?.isRefused !== true : entries.has(parent),
  };
}
