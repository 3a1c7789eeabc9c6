import { type CardLine, unescapeValue } from '../store/card-lines.ts';
import { CARDDAV, childNamed, isNamed, type XmlElement } from './xml.ts';

type CardTest = (lines: readonly CardLine[]) => boolean;

/** A filter that the server does not do: the precondition to name in the answer (RFC 6352 8.6). */
export class UnsupportedFilter extends Error {
  readonly precondition: string;

  constructor(precondition: 'supported-filter' | 'supported-collation') {
    super(precondition);
    this.precondition = precondition;
  }
}

const COLLATIONS: Record<string, (text: string) => string> = {
  'i;unicode-casemap': (text) => text.toLowerCase(),
  'i;ascii-casemap': (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  'i;octet': (text) => text,
  default: (text) => text.toLowerCase(),
};

const MATCHES: Record<string, (value: string, wanted: string) => boolean> = {
  equals: (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  'starts-with': (value, wanted) => value.startsWith(wanted),
  'ends-with': (value, wanted) => value.endsWith(wanted),
};

/**
 * RFC 6352 10.5, as Cyrus does it: properties in a group (`item1.EMAIL`) are never seen, and names are those that the
 * card was stored with, not those it is handed out with. Throws `UnsupportedFilter`.
 */
export function cardFilter(filter: XmlElement | undefined): CardTest {
  if (filter === undefined) return () => true;
  const tests = filter.children.filter((child) => isNamed(child, CARDDAV, 'prop-filter')).map(propFilter);
  if (tests.length === 0) return () => true;
  return combine(filter, tests);
}

const combine = ({ attributes }: XmlElement, tests: readonly CardTest[]): CardTest =>
  attributes.test === 'allof'
    ? (lines) => tests.every((test) => test(lines))
    : (lines) => tests.some((test) => test(lines));

/** All tests of a property must hold for the same one of its lines when `test` is `allof`. */
function propFilter(filter: XmlElement): CardTest {
  const name = filter.attributes.name?.toUpperCase() ?? '';
  const named = (lines: readonly CardLine[]): CardLine[] =>
    lines.filter((line) => line.group === undefined && line.name.toUpperCase() === name);
  if (childNamed(filter, CARDDAV, 'is-not-defined')) return (lines) => named(lines).length === 0;
  const tests = filter.children.map((child): CardTest => {
    if (isNamed(child, CARDDAV, 'text-match')) {
      const matches = textMatch(child);
      return (lines) => lines.some(({ value }) => matches(unescapeValue(value)));
    }
    if (isNamed(child, CARDDAV, 'param-filter')) return paramFilter(child);
    throw new UnsupportedFilter('supported-filter');
  });
  if (tests.length === 0) return (lines) => named(lines).length > 0;
  const matches = combine(filter, tests);
  return (lines) => named(lines).some((line) => matches([line]));
}

function paramFilter(filter: XmlElement): CardTest {
  const name = filter.attributes.name?.toUpperCase() ?? '';
  const values = ([line]: readonly CardLine[]): string[] =>
    (line?.params ?? []).filter((param) => param.name.toUpperCase() === name).map(({ value }) => value);
  if (childNamed(filter, CARDDAV, 'is-not-defined')) return (lines) => values(lines).length === 0;
  const match = childNamed(filter, CARDDAV, 'text-match');
  if (match === undefined) return (lines) => values(lines).length > 0;
  const matches = textMatch(match);
  return (lines) => values(lines).some(matches);
}

function textMatch({ attributes, text }: XmlElement): (value: string) => boolean {
  const fold = COLLATIONS[attributes.collation ?? 'default'];
  const compare = MATCHES[attributes['match-type'] ?? 'contains'];
  if (fold === undefined) throw new UnsupportedFilter('supported-collation');
  if (compare === undefined) throw new UnsupportedFilter('supported-filter');
  const wanted = fold(text);
  const isNegated = attributes['negate-condition'] === 'yes';
  return (value) => compare(fold(value), wanted) !== isNegated;
}
