import { checkAccount } from '../check/check-account.ts';
import { type Finding, isPassed, ok, warning } from '../check/finding.ts';
import { colourSign, findingLines } from '../check/finding-lines.ts';
import { partedFindings } from '../check/parted-findings.ts';
import { type Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { ConfigError } from '../errors.ts';
import { type Clients, createClients } from '../account/clients.ts';
import { type Io } from '../terminal/io.ts';
import { createProgressLine, type ProgressLine } from '../terminal/progress-line.ts';
import { hasColour, proseWriter, textWriter } from '../terminal/text-output.ts';

/**
 * Looks at everything that Mailroom needs, changes nothing, and lists what it found. Answers with the exit code: 1 when
 * there is a problem, also one of the configuration, since that is part of the list.
 */
export async function check(io: Io, { json }: { json: boolean }): Promise<number> {
  const line = createProgressLine(json ? { write: () => undefined } : io.stdout);
  const findings = await find(io, line).finally(() => line.clear());
  if (json) textWriter(io, io.stdout)(JSON.stringify({ ok: isPassed(findings), findings }, null, 2));
  else proseWriter(io, io.stdout, hasColour(io) ? colourSign : undefined)(...findingLines(findings));
  return isPassed(findings) ? 0 : 1;
}

async function find({ env, readFile, signal }: Io, line: ProgressLine): Promise<Finding[]> {
  let loaded: { config: Config; warnings: string[] };
  try {
    loaded = loadConfig(env, readFile);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      // Each says what to do.
      ...error.problems.map((text): Finding => ({ status: 'problem', topic: 'Configuration', text })),
      warning('Mail', 'neither mail nor contacts were checked', 'fix the configuration, then check again'),
    ];
  }
  const { config, warnings } = loaded;
  const open = (contacts: Config['contacts']): Clients =>
    createClients({ ...config, contacts }, () => undefined, {
      access: 'inspect',
      onAnswer: () => line.redraw(),
    });
  const clients = open(config.contacts);
  const cardDav = config.cardDav && open('carddav');
  line.show(() => `Looking at the account … ${clients.stats().requests} requests`);
  try {
    const ports = { ...clients, cardDav: cardDav?.contacts };
    return [...configFindings(config, warnings), ...(await checkAccount(config, ports, signal))];
  } finally {
    clients.close();
    cardDav?.close();
  }
}

function configFindings({ categories, dryRun }: Config, warnings: readonly string[]): Finding[] {
  const names = categories
    .map(({ name, parent }) => (parent === undefined ? name : `${name} (below ${parent})`))
    .join(', ');
  return [
    ok('Configuration', `categories: ${names}`),
    ...warnings.map((text) => warning('Configuration', text, 'correct the name, or take the variable away')),
    ...partedFindings(categories),
    ...(dryRun
      ? [
          warning(
            'Configuration',
            'MAILROOM_DRY_RUN is on: Mailroom changes nothing',
            'unset it when you are ready',
          ),
        ]
      : []),
  ];
}
