import { type CardLine, type CardVersion, versionOf } from './card-lines.ts';
import { groupKindToVersion3, type MemberRules, memberToVersion3, memberToVersion4 } from './card-members.ts';

/** Puts lines into a version's form: names of group properties differ, members, and inline data. */
export const convertCard = (
  lines: readonly CardLine[],
  version: CardVersion,
  rules: MemberRules,
): CardLine[] => {
  const stored = versionOf(lines);
  if (stored === version) return [...lines];
  return lines.map((line) => (version === '3.0' ? toVersion3(line, rules) : toVersion4(line, rules)));
};

const INLINE_DATA = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY']);

/** Inline data is cut at its first semicolon: vCard 3 has no data URIs, and Cyrus makes no effort. */
function toVersion3(line: CardLine, rules: MemberRules): CardLine {
  const kind = line.name.toUpperCase();
  if (kind === 'VERSION') return { ...line, value: '3.0' };
  if (kind === 'KIND') return groupKindToVersion3(line, rules);
  if (kind === 'MEMBER') return memberToVersion3(line, rules);
  if (INLINE_DATA.has(kind) && line.value.startsWith('data:')) {
    return { ...line, value: line.value.replace(/;.*$/s, '') };
  }
  return line;
}

function toVersion4(line: CardLine, rules: MemberRules): CardLine {
  const kind = line.name.toUpperCase();
  if (kind === 'VERSION') return { ...line, value: '4.0' };
  if (kind === 'X-ADDRESSBOOKSERVER-KIND') return { ...line, name: 'KIND' };
  if (kind === 'X-ADDRESSBOOKSERVER-MEMBER') return memberToVersion4(line, rules);
  if (!INLINE_DATA.has(kind) || line.params.some(({ name }) => name.toUpperCase() === 'VALUE')) return line;
  const param = (wanted: string): string | undefined =>
    line.params.find(({ name }) => name.toUpperCase() === wanted)?.value;
  const type = param('TYPE')?.toLowerCase();
  const media = type === undefined ? '' : `${kind === 'SOUND' ? 'audio' : 'image'}/${type}`;
  const data = param('ENCODING') === undefined ? `data:,${line.value}` : `data:${media};base64,${line.value}`;
  return { ...line, params: [], value: data };
}
