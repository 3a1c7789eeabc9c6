/** The day on which the last security fixes come, by release: https://endoflife.date/nodejs, https://endoflife.date/debian. */
const LAST_DAYS: Readonly<Record<'Node' | 'Debian', Readonly<Record<string, string>>>> = {
  Node: { 20: '2026-04-30', 22: '2027-04-30', 24: '2028-04-30', 26: '2029-04-30' },
  // Of the security team, without what others do for some packages afterwards.
  Debian: { 12: '2026-06-10', 13: '2028-08-09' },
};

const DEBIAN_NAMES: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13' };

/** What is out of date in a base image, `node:24-trixie-slim` or a distroless one, on a day; undefined when nothing is. */
export function endOfLifeProblem(base: string, today: Date): string | undefined {
  const name = base.replace(/@.*/, '');
  const [, node, debian] =
    /^node:(\d+)-([a-z]+)-slim$/.exec(name) ??
    /^gcr\.io\/distroless\/nodejs(\d+)-debian(\d+):nonroot$/.exec(name) ??
    [];
  const releases = [
    ['Node', node],
    ['Debian', DEBIAN_NAMES[debian ?? ''] ?? debian],
  ] as const;
  for (const [what, release = ''] of releases) {
    const lastDay = LAST_DAYS[what][release];
    if (lastDay === undefined) return `${base}: nothing is known of ${what} ${release}: add it to the table`;
    if (today.toISOString().slice(0, 10) > lastDay)
      return `${base}: ${what} ${release} got its last fixes on ${lastDay}`;
  }
  return undefined;
}
