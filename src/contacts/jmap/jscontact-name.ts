import { cleanName } from '../clean-text.ts';
import { isObject, type JsonObject } from '../../jmap/fields.ts';
import { type PersonName } from '../contact-book.ts';

interface Component {
  kind: string;
  value: string;
}

/** What the parts of N (RFC 6350 6.2.2) are called in a Name (RFC 9553 2.2.1, RFC 9555 2.4.2). */
const KINDS = {
  prefix: 'title',
  given: 'given',
  middle: 'given2',
  family: 'surname',
  suffix: 'credential',
} as const satisfies Record<keyof PersonName, string>;

/** How components are put together where their own order means nothing. */
const READING_ORDER = ['title', 'given', 'given2', 'surname', 'surname2', 'generation', 'credential'];

/** The name to show: the full one, else what its components give. Undefined when there is none. */
export function displayName(card: JsonObject): string | undefined {
  const name = isObject(card.name) ? card.name : {};
  const { full, isOrdered, defaultSeparator: separator = ' ' } = name;
  if (typeof full === 'string' && full.trim() !== '') return full;
  const components = componentsOf(card);
  const shown =
    isOrdered === true
      ? components
      : READING_ORDER.flatMap((wanted) => components.filter(({ kind }) => kind === wanted));
  let text = '';
  let isSeparated = true;
  for (const { kind, value } of shown) {
    const isSeparator = kind === 'separator';
    text += isSeparated || isSeparator ? value : String(separator) + value;
    isSeparated = isSeparator;
  }
  return text.trim() === '' ? undefined : text;
}

/** Undefined when all parts are blank. */
export function personNameOf(card: JsonObject): PersonName | undefined {
  const components = componentsOf(card);
  const part = (wanted: string): string =>
    components
      .filter(({ kind }) => kind === wanted)
      .map(({ value }) => value)
      .join(' ');
  const { prefix, given, middle, family, suffix } = KINDS;
  const name = {
    given: part(given),
    family: part(family),
    middle: part(middle),
    prefix: part(prefix),
    suffix: part(suffix),
  };
  return Object.values(name).every(isBlank) ? undefined : name;
}

/** The card's components with the parts of a name in their places; undefined where that changes nothing. */
export function componentsWith(card: JsonObject, personName: PersonName): Component[] | undefined {
  const parts = Object.entries(KINDS).map(([part, kind]) => ({
    kind,
    value: cleanName(personName[part as keyof PersonName]),
  }));
  const current = personNameOf(card);
  const isSame = parts.every(
    ({ value }, index) => value === cleanName(current?.[PARTS[index] ?? 'given'] ?? ''),
  );
  if (isSame || parts.every(({ value }) => isBlank(value))) return undefined;
  const others = componentsOf(card).filter(({ kind }) => !parts.some((part) => part.kind === kind));
  return [...parts.filter(({ value }) => !isBlank(value)), ...others];
}

const PARTS = Object.keys(KINDS) as (keyof PersonName)[];

function componentsOf({ name }: JsonObject): Component[] {
  const components = isObject(name) && Array.isArray(name.components) ? (name.components as unknown[]) : [];
  return components.filter(
    (component): component is JsonObject & Component =>
      isObject(component) && typeof component.kind === 'string' && typeof component.value === 'string',
  );
}

const isBlank = (text: string): boolean => text.trim() === '';
