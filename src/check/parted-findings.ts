import { type Category } from '../config/categories/category.ts';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { overrideVariable } from '../config/categories/category-overrides.ts';
import { type Finding, warning } from './finding.ts';

/**
 * Where one of two default categories that share a group or a mailbox was given another, and the other kept the name that
 * both had: Person, when only Imbox's line was changed.
 */
export const partedFindings = (categories: readonly Category[]): Finding[] =>
  DEFAULT_CATEGORIES.flatMap((preset) =>
    (['group', 'mailbox'] as const).flatMap((field) => {
      const shared = DEFAULT_CATEGORIES.find((other) => other[field] === preset[field]);
      const leader = categories.find(({ name }) => name === shared?.name);
      const follower = categories.find(({ name }) => name === preset.name);
      if (shared === preset || leader === undefined || follower === undefined) return [];
      if (leader[field] === preset[field] || follower[field] !== preset[field]) return [];
      const text = `${leader.name} has another ${field} now, "${leader[field]}", but ${follower.name} still has "${follower[field]}"`;
      const variable = overrideVariable(field, follower) ?? `the ${field} of ${follower.name}`;
      return [warning('Configuration', text, `give ${variable} the same name, or one of its own`)];
    }),
  );
