import { type CardLine, splitUnescaped, unescapeValue, valueOf } from '../../store/card-lines.ts';
import { isMemberLine, memberUid, type MemberRules } from '../../store/card-members.ts';
import { applyPatch } from '../core/patch.ts';
import { type Quirks } from '../../store/options.ts';

/** How members of groups are shown. */
export type MemberQuirks = MemberRules & Pick<Quirks, 'urnMembers'>;

/** A JSContact Card (RFC 9553), as plain data. */
export type JsCard = Record<string, unknown>;

/** Properties with several objects, each in a line of its own, and the field that its value becomes (RFC 9555 2). */
export const COLLECTIONS = {
  nicknames: { line: 'NICKNAME', field: 'name' },
  organizations: { line: 'ORG', field: 'name' },
  emails: { line: 'EMAIL', field: 'address' },
  notes: { line: 'NOTE', field: 'note' },
} as const;

/** What the components of N are called, in their order (RFC 9555 2.4.2). */
export const NAME_KINDS = ['surname', 'given', 'given2', 'title', 'credential'];

/** Properties with one text (RFC 9555 2.11). */
const SIMPLE = { prodId: 'PRODID', updated: 'REV', created: 'CREATED' };

const CONVERTED = new Set([
  ...Object.values(SIMPLE),
  ...['VERSION', 'UID', 'FN', 'N', 'KIND', 'X-ADDRESSBOOKSERVER-KIND', 'PHOTO', 'JSPROP'],
  ...['MEMBER', 'X-ADDRESSBOOKSERVER-MEMBER', ...Object.values(COLLECTIONS).map(({ line }) => line)],
]);

export const without = (card: JsCard, ...names: readonly string[]): JsCard =>
  Object.fromEntries(Object.entries(card).filter(([name]) => !names.includes(name)));

export const isNamed = ({ name }: CardLine, ...names: string[]): boolean =>
  names.includes(name.toUpperCase());

/**
 * The Card that a vCard is (RFC 9555), as far as Mailroom and its tests look at it. All other lines are in `vCardProps`,
 * and what a Card has beyond a vCard was stored in JSPROP lines (RFC 9555 3.2.1): so nothing is lost either way.
 */
export function cardOf(lines: readonly CardLine[], quirks: MemberQuirks): JsCard {
  const base = baseCardOf(lines, quirks);
  const additions = lines
    .filter((line) => isNamed(line, 'JSPROP'))
    .map((line): [string, unknown] => [
      param(line, 'JSPTR') ?? '',
      JSON.parse(unescapeValue(line.value)) as unknown,
    ]);
  // What an addition belongs to may have gone over CardDAV; then it goes, too.
  return additions.reduce((card, addition) => {
    const result = applyPatch(card, Object.fromEntries([addition]));
    return 'type' in result ? card : result.patched;
  }, base);
}

export function baseCardOf(lines: readonly CardLine[], quirks: MemberQuirks): JsCard {
  const card: JsCard = {
    '@type': 'Card',
    version: '1.0',
    uid: valueOf(lines, 'UID') ?? '',
    kind: (
      valueOf(lines, 'KIND') ??
      valueOf(lines, 'X-ADDRESSBOOKSERVER-KIND') ??
      'individual'
    ).toLowerCase(),
    ...nameOf(lines),
  };
  for (const [property, name] of Object.entries(SIMPLE)) {
    const value = valueOf(lines, name);
    if (value !== undefined) card[property] = unescapeValue(value);
  }
  for (const [property, { line: name, field }] of Object.entries(COLLECTIONS)) {
    const entries = keyedLines(lines, name).map(([key, line]) => [
      key,
      { [field]: fieldOf(line), ...detailsOf(line) },
    ]);
    if (entries.length > 0) card[property] = Object.fromEntries(entries);
  }
  if (card.kind === 'group') card.members = membersOf(lines, quirks);
  const photos = keyedLines(lines, 'PHOTO').map(([key, line]) => [key, { kind: 'photo', uri: uriOf(line) }]);
  if (photos.length > 0) card.media = Object.fromEntries(photos);
  const others = lines.filter(({ name }) => !CONVERTED.has(name.toUpperCase())).map(vCardProp);
  if (others.length > 0) card.vCardProps = others;
  return card;
}

/** Lines of one property by their keys: PROP-ID (RFC 9554 4.7), else their number. */
export const keyedLines = (lines: readonly CardLine[], name: string): [string, CardLine][] =>
  lines
    .filter((line) => isNamed(line, name))
    .map((line, n) => [param(line, 'PROP-ID') ?? `${name}-${n + 1}`, line]);

/** What a line of a group is called among the members. */
export const memberKeyOf = (line: CardLine, quirks: MemberQuirks): string => {
  const uid = memberUid(line, quirks) ?? line.value;
  return quirks.urnMembers ? `urn:uuid:${uid}` : uid;
};

const membersOf = (lines: readonly CardLine[], quirks: MemberQuirks): JsCard =>
  Object.fromEntries(lines.filter(isMemberLine).map((line) => [memberKeyOf(line, quirks), true]));

function nameOf(lines: readonly CardLine[]): JsCard {
  const line = lines.find((each) => isNamed(each, 'FN'));
  const full = line === undefined || isDerived(line) ? '' : unescapeValue(line.value);
  const parts = splitUnescaped(valueOf(lines, 'N') ?? '', ';').map(unescapeValue);
  const components = NAME_KINDS.map((kind, n) => ({ kind, value: parts[n] ?? '' })).filter(
    ({ value }) => value !== '',
  );
  const name = { ...(full === '' ? {} : { full }), ...(components.length === 0 ? {} : { components }) };
  return Object.keys(name).length === 0 ? {} : { name };
}

/** A name to show that a server made of other properties, for a vCard must have one (RFC 9554 4.4). */
const isDerived = (line: CardLine): boolean => /^true$/i.test(param(line, 'DERIVED') ?? '');

const fieldOf = (line: CardLine): string =>
  unescapeValue(isNamed(line, 'ORG') ? (splitUnescaped(line.value, ';')[0] ?? '') : line.value);

function detailsOf(line: CardLine): JsCard {
  if (isNamed(line, 'EMAIL')) return emailDetailsOf(line);
  const units = isNamed(line, 'ORG') ? splitUnescaped(line.value, ';').slice(1) : [];
  return units.length === 0 ? {} : { units: units.map((name) => ({ name: unescapeValue(name) })) };
}

function emailDetailsOf({ params }: CardLine): JsCard {
  const types = params
    .filter(({ name }) => name.toUpperCase() === 'TYPE')
    .map(({ value }) => value.toLowerCase());
  const contexts = types.flatMap((type) => (type === 'home' ? ['private'] : type === 'work' ? ['work'] : []));
  const others = types.filter((type) => !['home', 'work', 'pref'].includes(type));
  return {
    ...(contexts.length > 0 && {
      contexts: Object.fromEntries(contexts.map((context) => [context, true])),
    }),
    ...(types.includes('pref') && { pref: 1 }),
    ...(others.length > 0 && { vCardParams: { type: others.join(',') } }),
  };
}

/** Version 3 has the data themselves, version 4 a URI. */
const uriOf = (line: CardLine): string =>
  param(line, 'ENCODING') === undefined
    ? line.value
    : `data:image/${(param(line, 'TYPE') ?? 'jpeg').toLowerCase()};base64,${line.value}`;

const vCardProp = ({ group, name, params, value }: CardLine): unknown[] => [
  name.toLowerCase(),
  Object.fromEntries([
    ...params.map((single) => [single.name.toLowerCase(), single.value]),
    ...(group === undefined ? [] : [['group', group]]),
  ]),
  'unknown',
  value,
];

const param = ({ params }: CardLine, wanted: string): string | undefined =>
  params.find(({ name }) => name.toUpperCase() === wanted)?.value;
