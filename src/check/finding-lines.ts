import { counted } from '../counted.ts';
import { type Finding } from './finding.ts';

const SIGNS = { ok: '✓', warning: '!', problem: '✗' } as const;

/** The findings under their headings, in the order given, and the count of what needs attention. */
export function findingLines(findings: readonly Finding[]): string[] {
  const topics = [...new Set(findings.map(({ topic }) => topic))];
  return [
    ...topics.flatMap((topic) => [
      topic,
      ...findings
        .filter((finding) => finding.topic === topic)
        .flatMap(({ status, text, fix, who = [] }) => [
          `  ${SIGNS[status]} ${text}${who.length === 0 ? '' : `: ${some(who)}`}`,
          ...(fix === undefined ? [] : [`    → ${fix}`]),
        ]),
    ]),
    '',
    summary(findings),
  ];
}

const MAX_NAMED = 5;

function some(who: readonly string[]): string {
  const more = who.length - MAX_NAMED;
  return who.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Colours the sign of a line for a terminal. */
export const colourSign = (line: string): string =>
  line.replace(/^ {2}([\u2713!\u2717])/u, (_, sign: string) => `  ${COLOURS[sign] ?? ''}${sign}${RESET}`);

const COLOURS: Readonly<Record<string, string>> = {
  [SIGNS.ok]: '\u001b[32m',
  [SIGNS.warning]: '\u001b[33m',
  [SIGNS.problem]: '\u001b[31m',
};
const RESET = '\u001b[0m';

function summary(findings: readonly Finding[]): string {
  const count = (status: 'problem' | 'warning'): string =>
    counted(findings.filter((finding) => finding.status === status).length, status);
  const [problems, warnings] = [count('problem'), count('warning')];
  return findings.some(({ status }) => status === 'problem')
    ? `${problems}, ${warnings}.`
    : `All is well (${warnings}).`;
}
