import { type Category } from './category.ts';
import * as z from 'zod/mini';
import { DEFAULT_CATEGORIES } from './categories.ts';
import { type ListedCategory } from './category-list.ts';
import { groupName, mailboxPath } from '../value-schemas.ts';

const FIELDS = {
  label: { prefix: 'MAILROOM_LABEL_TO_', schema: mailboxPath, description: 'triage label' },
  group: { prefix: 'MAILROOM_GROUP_', schema: groupName, description: 'contact group' },
  mailbox: { prefix: 'MAILROOM_MAILBOX_', schema: mailboxPath, description: 'mailbox' },
} as const;

export type OverriddenField = keyof typeof FIELDS;

const FIELD_NAMES = ['label', 'group', 'mailbox'] as const satisfies readonly OverriddenField[];

/**
 * The variable that overrides one field of a category: `label` of Paper Trail is `MAILROOM_LABEL_TO_PAPER_TRAIL`. Undefined
 * where the name makes no name of a variable.
 */
export const overrideVariable = (field: OverriddenField, { name }: Category): string | undefined =>
  /^[A-Z0-9_ ]+$/i.test(name) ? FIELDS[field].prefix + name.toUpperCase().replaceAll(' ', '_') : undefined;

/** Whether the variable overrides a field of some category, whatever the categories are. */
export const isOverrideVariable = (variable: string): boolean =>
  FIELD_NAMES.some((field) => variable.startsWith(FIELDS[field].prefix));

/** What `variables.ts` needs to know about each override of these categories, by variable. */
export function overrideDefinitions(categories: readonly Category[]) {
  const definitions = categories.flatMap((category) =>
    FIELD_NAMES.flatMap((field) => {
      const variable = overrideVariable(field, category);
      if (variable === undefined) return [];
      const description = `${FIELDS[field].description} of the category ${category.name}`;
      const schema = z.optional(FIELDS[field].schema());
      return [[variable, { schema, default: category[field], description }] as const];
    }),
  );
  return Object.fromEntries(definitions);
}

type Texts = Readonly<Record<string, string>>;

const PRESETS = overrideDefinitions(DEFAULT_CATEGORIES);

/** Whether the variable overrides a field of a default category. */
export const isPresetOverride = (variable: string): boolean => Object.hasOwn(PRESETS, variable);

/**
 * The texts without the overrides that say what the default categories say anyway. A ConfigMap has them all at their
 * defaults; beside a list of one's own they must not change it.
 */
export const withoutPresets = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([name, text]) => PRESETS[name]?.default !== text));

/** The text that overrides a field of the category, if one is given. */
export function overrideText(field: OverriddenField, category: Category, texts: Texts): string | undefined {
  const variable = overrideVariable(field, category);
  return variable === undefined ? undefined : texts[variable];
}

/** The categories with the overrides that are among the given texts. */
export function overrideCategories(categories: readonly Category[], texts: Texts): Category[] {
  const shared = (field: 'group' | 'mailbox', category: Category): string => {
    // Person shares Imbox's group and mailbox. Rename Imbox's, and Person goes along unless it has an override itself.
    const first = categories.find((other) => other[field] === category[field]) ?? category;
    return overrideText(field, category, texts) ?? overrideText(field, first, texts) ?? category[field];
  };
  return categories.map((category) => ({
    ...category,
    label: overrideText('label', category, texts) ?? category.label,
    group: shared('group', category),
    mailbox: shared('mailbox', category),
  }));
}

/** Where one variable that is set would override several categories. */
export function ambiguousOverrides(listed: readonly ListedCategory[], texts: Texts): string[] {
  return FIELD_NAMES.flatMap((field) => {
    const meant = new Map<string, string[]>();
    for (const { category, called } of listed) {
      const variable = overrideVariable(field, category);
      if (variable === undefined || texts[variable] === undefined) continue;
      meant.set(variable, [...(meant.get(variable) ?? []), called]);
    }
    return [...meant]
      .filter(([, names]) => names.length > 1)
      .map(
        ([variable, names]) =>
          `${variable} stands for ${names.join(' and ')}: unset it, and give the ${field} in MAILROOM_CATEGORIES.`,
      );
  });
}
