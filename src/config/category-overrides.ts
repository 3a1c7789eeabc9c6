import * as z from 'zod/mini';
import { type Category } from './config.ts';
import { groupName, mailboxPath } from './value-schemas.ts';

const FIELDS = {
  label: { prefix: 'MAILROOM_LABEL_TO_', schema: mailboxPath, description: 'triage label' },
  group: { prefix: 'MAILROOM_GROUP_', schema: groupName, description: 'contact group' },
  mailbox: { prefix: 'MAILROOM_MAILBOX_', schema: mailboxPath, description: 'mailbox' },
} as const;

type Field = keyof typeof FIELDS;

/** The variable that overrides one field of a category: `label` of Paper Trail is `MAILROOM_LABEL_TO_PAPER_TRAIL`. */
export const overrideVariable = (field: Field, category: Category): string =>
  FIELDS[field].prefix + category.name.toUpperCase().replaceAll(' ', '_');

/** What `variables.ts` needs to know about each override of these categories, by variable. */
export const overrideDefinitions = (categories: readonly Category[]) =>
  Object.fromEntries(
    categories.flatMap((category) =>
      (['label', 'group', 'mailbox'] as const).map((field) => [
        overrideVariable(field, category),
        {
          schema: z.optional(FIELDS[field].schema()),
          default: category[field],
          description: `${FIELDS[field].description} of the category ${category.name}`,
        },
      ]),
    ),
  );

/** The categories with the overrides that are among the given texts. */
export function overrideCategories(
  categories: readonly Category[],
  texts: Readonly<Record<string, string>>,
): Category[] {
  const override = (field: Field, category: Category): string => {
    // Person shares Imbox's group and mailbox. Rename Imbox's, and Person goes along unless it has an override itself.
    const first = categories.find((other) => other[field] === category[field]) ?? category;
    return (
      texts[overrideVariable(field, category)] ?? texts[overrideVariable(field, first)] ?? category[field]
    );
  };
  return categories.map((category) => ({
    ...category,
    label: override('label', category),
    group: override('group', category),
    mailbox: override('mailbox', category),
  }));
}
