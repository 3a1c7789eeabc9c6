import { type DomainRow } from './domain-rows.ts';
import { type SenderRow } from './sender-rows.ts';

/** The columns of the CSV and the keys of the JSON, in their order: what others build upon. */
export const SENDER_FIELDS = [
  'address',
  'name',
  'category',
  'screener',
  'inbox',
  'filed',
  'newest',
  'since',
  'contact',
  'sent',
] as const satisfies readonly (keyof SenderRow)[];

export const DOMAIN_FIELDS = [
  'domain',
  'senders',
  'screener',
  'inbox',
  'filed',
  'newest',
  'sent',
] as const satisfies readonly (keyof DomainRow)[];

type Value = string | number | undefined;

export const fieldsOf = <Field extends string>(
  row: Readonly<Record<Field, Value>>,
  fields: readonly Field[],
): Value[] => fields.map((field) => row[field]);

/** One JSON object a line; what is not known is null, so that each has every key. */
export const jsonLine = <Field extends string>(
  row: Readonly<Record<Field, Value>>,
  fields: readonly Field[],
): string => JSON.stringify(Object.fromEntries(fields.map((field) => [field, row[field] ?? null])));
