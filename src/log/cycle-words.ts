/** What a cycle did, in words: `30 senders triaged, 2,513 messages moved, 85 requests, 2.3 s`. */
export function cycleWords(counts: Readonly<Record<string, unknown>>, isDryRun: boolean): string {
  const count = (name: string): number => (typeof counts[name] === 'number' ? counts[name] : 0);
  const would = isDryRun ? 'would be ' : '';
  const rare = [
    ['failed', 'failed'],
    ['waiting', 'waiting'],
    ['conflicts', 'in conflict'],
    ['left', 'not begun'],
  ] as const;
  return [
    `${counted(count('triaged'), 'sender')} ${would}triaged`,
    `${counted(count('mails'), 'message')} ${would}moved`,
    ...rare.flatMap(([name, words]) => (count(name) === 0 ? [] : [`${number(count(name))} ${words}`])),
    ...(count('unusable') === 0 ? [] : [`${counted(count('unusable'), 'message')} without a sender`]),
    counted(count('requests'), 'request'),
    `${(count('durationMs') / 1000).toFixed(1)} s`,
  ].join(', ');
}

const number = (value: number): string => value.toLocaleString('en-US');

const counted = (value: number, thing: string): string =>
  `${number(value)} ${thing}${value === 1 ? '' : 's'}`;
