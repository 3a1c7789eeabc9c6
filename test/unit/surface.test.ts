import { type Command } from 'commander';
import { expect, it } from 'vitest';
import { VARIABLES } from '../../src/config/variables.ts';
import { EVENTS } from '../../src/log/events.ts';
import { createProgram, EXIT_CODES } from '../../src/main.ts';
import { healthPages } from '../../src/service/health-pages.ts';
import { Vitals } from '../../src/service/vitals.ts';

/** All that whoever runs Mailroom, or reads what it writes, may build upon. */
function surface(): string {
  return [
    '# What Mailroom shows to the outside. `npm test -- -u` writes this file; a test compares it.',
    ...section(
      'Commands, arguments and options',
      commandLines(createProgram(IO, { exitCode: 0, failAsText: false })),
    ),
    ...section(
      'Exit codes',
      Object.entries(EXIT_CODES).map(([name, code]) => `${code} ${name}`),
    ),
    ...section('Variables', VARIABLES.map(variableLine)),
    ...section(
      'Events: level, name, fields',
      Object.entries(EVENTS)
        .map(([name, { level, fields }]) => [level, name, ...fields].join(' '))
        .sort(),
    ),
    ...section('Health pages: path, fields', healthLines()),
    '',
  ].join('\n');
}

const IO = {
  env: {},
  stdout: { write: () => true },
  stderr: { write: () => true },
  signal: new AbortController().signal,
};

const section = (heading: string, lines: readonly string[]): string[] => ['', `## ${heading}`, '', ...lines];

const commandLines = (command: Command): string[] => [
  ...command.options.map((option) =>
    [
      pathOf(command),
      option.flags,
      ...(option.argChoices === undefined ? [] : [`(${option.argChoices.join(', ')})`]),
      ...(option.defaultValue === undefined ? [] : [`[${String(option.defaultValue)}]`]),
    ].join(' '),
  ),
  ...command.commands.flatMap((child) => [
    [
      pathOf(child),
      ...child.registeredArguments.map((argument) =>
        argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      ),
    ].join(' '),
    ...commandLines(child),
  ]),
];

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

const variableLine = ({ name, secret, required, default: preset }: (typeof VARIABLES)[number]): string =>
  [
    name,
    ...(secret ? ['secret'] : []),
    ...(required ? ['required'] : []),
    ...(preset === undefined ? [] : [`[${preset}]`]),
  ].join(' ');

function healthLines(): string[] {
  const pages = healthPages(new Vitals({ version: '', pollInterval: 1, now: () => 0 }));
  return Object.entries(pages).map(([path, page]) => [path, ...Object.keys(page())].join(' '));
}

it('what the program shows to the outside is what docs/surface.txt says', async () => {
  await expect(surface()).toMatchFileSnapshot('../../docs/surface.txt');
});
