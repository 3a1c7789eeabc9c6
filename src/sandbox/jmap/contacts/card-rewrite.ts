import { convertCard } from '../../store/card-versions.ts';
import { type CardLine, type CardParam, splitUnescaped, versionOf } from '../../store/card-lines.ts';

/**
 * What Cyrus's main branch makes of a stored vCard when any of its Card is changed over JMAP: the whole of it goes through
 * its converter, and comes back as vCard 4 with less in it.
 */
export function rewriteCard(lines: readonly CardLine[]): CardLine[] {
  const wasVersion3 = versionOf(lines) === '3.0';
  const seen = new Set<string>();
  return convertCard(lines, '4.0', { verbatimMembers: true }).flatMap((line) => {
    const name = line.name.toUpperCase();
    const isFirst = !seen.has(name);
    seen.add(name);
    if (name === 'X-SOCIALPROFILE' || (name === 'FN' && !isFirst)) return [];
    return [{ ...line, params: paramsOf(line, name), value: valueOf(line, name, wasVersion3) }];
  });
}

function valueOf({ value }: CardLine, name: string, wasVersion3: boolean): string {
  if (name === 'GEO' || name === 'TZ') return '';
  if (name === 'NICKNAME') return splitUnescaped(value, ',').at(-1) ?? '';
  // The built-in labels of Apple's programs.
  if (name === 'X-ABLABEL') return value.replace(/^_\$!<(.*)>!\$_$/, '$1');
  if (name === 'PHOTO' && wasVersion3 && value.startsWith('data:')) return value.replace(/[,;]/g, '\\$&');
  return value;
}

/** Those that need quotes get another pair each time, as circumflexes write it (RFC 6868). */
const paramsOf = ({ params }: CardLine, name: string): CardParam[] =>
  params
    .filter((param) => name !== 'ORG' || param.name.toUpperCase() !== 'TYPE')
    .map((param) => (/[,;:^]/.test(param.value) ? { ...param, value: `^'${param.value}^'` } : param));
