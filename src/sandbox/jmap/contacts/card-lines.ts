import { isDeepStrictEqual } from 'node:util';
import { patchBetween } from '../../../jmap/patch-object.ts';
import { type CardLine, escapeValue, splitUnescaped, valueOf } from '../../store/card-lines.ts';
import { isMemberLine, memberLine } from '../../store/card-members.ts';
import {
  baseCardOf,
  COLLECTIONS,
  isNamed,
  type JsCard,
  keyedLines,
  memberKeyOf,
  type MemberQuirks,
  NAME_KINDS,
  without,
} from './card.ts';

/** The lines of a vCard that is to be this Card from now on. Lines that say nothing new stay as they are. */
export function linesWith(
  lines: readonly CardLine[],
  before: JsCard,
  after: JsCard,
  quirks: MemberQuirks,
): CardLine[] {
  let result = lines.filter((line) => !isNamed(line, 'JSPROP'));
  if (!isDeepStrictEqual(before.kind, after.kind)) result = withKind(result, after.kind);
  if (!isDeepStrictEqual(before.name, after.name)) result = withName(result, objectOf(after.name));
  for (const [property, { line, field }] of Object.entries(COLLECTIONS)) {
    if (!isDeepStrictEqual(before[property], after[property]))
      result = withCollection(result, line, field, objectOf(after[property]));
  }
  if (!isDeepStrictEqual(before.members, after.members))
    result = withMembers(result, objectOf(after.members), quirks);
  if (isBlank(objectOf(after.name).full)) result = withDerivedName(result, after);
  return [...result, ...additionsTo(result, after, quirks)];
}

/** A vCard must have a name to show (RFC 6350 6.2.1), so one is made of what else there is. */
function withDerivedName(lines: readonly CardLine[], card: JsCard): CardLine[] {
  const { components } = objectOf(card.name);
  const parts = Array.isArray(components) ? (components as { value: string }[]) : [];
  const inside = (property: string, field: string): string[] =>
    Object.values(objectOf(card[property])).flatMap((entry) => {
      const text = objectOf(entry)[field];
      return typeof text === 'string' ? [text] : [];
    });
  const names = [
    parts.map(({ value }) => value).join(' '),
    ...inside('organizations', 'name'),
    ...inside('nicknames', 'name'),
    ...inside('emails', 'address'),
    String(card.uid),
  ];
  const value = escapeValue(names.find((name) => !isBlank(name)) ?? '');
  const others = lines.filter((line) => !isNamed(line, 'FN'));
  return [...others, { group: undefined, name: 'FN', params: [{ name: 'DERIVED', value: 'TRUE' }], value }];
}

const isBlank = (text: unknown): boolean => typeof text !== 'string' || text.trim() === '';

/** A vCard with what it must have (RFC 6350 6). */
export const newLines = (uid: string): CardLine[] => [
  { group: undefined, name: 'VERSION', params: [], value: '4.0' },
  { group: undefined, name: 'UID', params: [], value: uid },
  { group: undefined, name: 'FN', params: [], value: '' },
];

/** What a vCard has no property for. */
function additionsTo(lines: readonly CardLine[], card: JsCard, quirks: MemberQuirks): CardLine[] {
  const [expressed, wanted] = [baseCardOf(lines, quirks), card].map((one) =>
    without(one, 'members', 'vCardProps'),
  );
  return (
    Object.entries(patchBetween(expressed ?? {}, wanted ?? {}))
      // A collection without anything in it is none.
      .filter(([, value]) => !isDeepStrictEqual(value, {}))
      .map(([path, value]) => ({
        group: undefined,
        name: 'JSPROP',
        params: [{ name: 'JSPTR', value: path }],
        value: escapeValue(JSON.stringify(value)),
      }))
  );
}

function withKind(lines: readonly CardLine[], kind: unknown): CardLine[] {
  const isVersion4 = valueOf(lines, 'VERSION') === '4.0';
  const others = lines.filter((line) => !isNamed(line, 'KIND', 'X-ADDRESSBOOKSERVER-KIND'));
  if (typeof kind !== 'string' || kind === 'individual') return others;
  const name = isVersion4 ? 'KIND' : 'X-ADDRESSBOOKSERVER-KIND';
  return [...others, { group: undefined, name, params: [], value: escapeValue(kind) }];
}

function withName(lines: readonly CardLine[], name: JsCard): CardLine[] {
  const components = Array.isArray(name.components)
    ? (name.components as { kind: string; value: string }[])
    : [];
  const part = (wanted: string): string =>
    components
      .filter(({ kind }) => kind === wanted)
      .map(({ value }) => value)
      .join(' ');
  const named = isBlank(name.full) ? [...lines] : withValue(lines, 'FN', escapeValue(String(name.full)));
  const hasN = components.length > 0 || lines.some((line) => isNamed(line, 'N'));
  return hasN ? withValue(named, 'N', NAME_KINDS.map((kind) => escapeValue(part(kind))).join(';')) : named;
}

function withCollection(lines: readonly CardLine[], name: string, field: string, wanted: JsCard): CardLine[] {
  const known = keyedLines(lines, name);
  const keyOf = new Map(known.map(([key, line]) => [line, key]));
  const kept = lines.flatMap((line) => {
    const key = keyOf.get(line);
    if (key === undefined) return [line];
    const entry = wanted[key];
    return entry === undefined ? [] : [{ ...line, value: valueWith(line, objectOf(entry), field) }];
  });
  const keys = new Set(known.map(([key]) => key));
  const added = Object.entries(wanted)
    .filter(([key]) => !keys.has(key))
    .map(([key, entry]): CardLine => {
      const line = { group: undefined, name, params: [{ name: 'PROP-ID', value: key }], value: '' };
      return { ...line, value: valueWith(line, objectOf(entry), field) };
    });
  return [...kept, ...added];
}

/** The further components of ORG are its units. */
function valueWith(line: CardLine, entry: JsCard, field: string): string {
  const text = entry[field];
  const value = escapeValue(typeof text === 'string' ? text : '');
  return isNamed(line, 'ORG') ? [value, ...splitUnescaped(line.value, ';').slice(1)].join(';') : value;
}

/** Members in the form that the card has. One with a prefix is the one without it, where all are shown with it. */
function withMembers(lines: readonly CardLine[], members: JsCard, quirks: MemberQuirks): CardLine[] {
  const shown = (key: string): string =>
    quirks.urnMembers ? `urn:uuid:${key.replace('urn:uuid:', '')}` : key;
  const wanted = new Set(Object.keys(members).map(shown));
  const present = new Map(lines.filter(isMemberLine).map((line) => [line, memberKeyOf(line, quirks)]));
  const kept = lines.filter((line) => wanted.has(present.get(line) ?? '') || !present.has(line));
  const joining = [...wanted].filter((key) => ![...present.values()].includes(key));
  const added = joining.map((key) =>
    memberLine(quirks.urnMembers ? key.replace('urn:uuid:', '') : key, valueOf(lines, 'VERSION'), quirks),
  );
  return [...kept, ...added];
}

function withValue(lines: readonly CardLine[], name: string, value: string): CardLine[] {
  const old = lines.find((line) => isNamed(line, name));
  if (old === undefined) return [...lines, { group: undefined, name, params: [], value }];
  const params = old.params.filter((param) => param.name !== 'DERIVED');
  return lines.map((line) => (line === old ? { ...line, params, value } : line));
}

const objectOf = (value: unknown): JsCard =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsCard) : {};
