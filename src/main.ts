import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Io } from './terminal/io.ts';
import { type LeaveOptions } from './commands/leave.ts';
import { type RuleFormat } from './commands/rules.ts';
import { type SendersOptions } from './commands/senders.ts';
import { ConfigError } from './errors.ts';
import { VERSION } from './version.ts';

/** What the process ends with. */
export const EXIT_CODES = {
  /** All went well, or a stop was asked for. */
  done: 0,
  /** Mail or contacts were out of reach, or something could not be triaged; the log says what. */
  failed: 1,
  /** The configuration or the arguments are wrong. */
  misconfigured: 2,
} as const;

/** Runs the command that the arguments name and answers with one of `EXIT_CODES`. Never throws. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT_CODES.done, failAsText: false };
  try {
    await createProgram(io, outcome).parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    return await exitCodeOf(error, io, outcome.failAsText);
  }
}

/** What a command's action tells of how it went. */
interface Outcome {
  exitCode: number;
  /** A failure is told as text, for stdout is for something else than a log. */
  failAsText: boolean;
}

/** All commands with their options. */
export function createProgram(io: Io, outcome: Outcome): Command {
  const program = new Command('mailroom')
    .description("HEY's Screener for Fastmail: one label triages a whole sender.")
    .version(VERSION)
    // All but "help", which --help is shorter than.
    .configureHelp({ visibleCommands: ({ commands }) => [...commands] })
    .addHelpText('after', FIRST_STEPS)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });
  program
    .command('run')
    .description('triage again and again, until stopped: the service')
    .addHelpText('after', examples('MAILROOM_POLL_INTERVAL=60 mailroom run'))
    .action(async () => {
      const { run } = await import('./commands/run.ts');
      outcome.exitCode = await run(io);
    });
  program
    .command('once')
    .description('triage what is labelled now, then exit')
    .option('--dry-run', 'only say what would be done, for each sender')
    .addHelpText('after', examples('mailroom once --dry-run'))
    .action(async ({ dryRun }: { dryRun?: true }) => {
      const { once } = await import('./commands/once.ts');
      outcome.exitCode = await once(dryRun ? { ...io, env: { ...io.env, MAILROOM_DRY_RUN: 'true' } } : io);
    });
  program
    .command('check')
    .description('check settings and account; change nothing')
    .option('--json', 'write the findings as JSON')
    .addHelpText('after', examples('mailroom check', 'mailroom check --json | jq .findings'))
    .action(async ({ json = false }: { json?: boolean }) => {
      outcome.failAsText = true;
      const { check } = await import('./commands/check.ts');
      outcome.exitCode = await check(io, { json });
    });
  program
    .command('senders')
    .description('list senders and their waiting mail; change nothing')
    .addOption(
      new Option('--waiting', 'those whose mail waits in Screener or the Inbox (default)').conflicts([
        'category',
        'all',
      ]),
    )
    .addOption(new Option('--category <name>', 'those in a category').conflicts('all'))
    .option('--all', 'all of them')
    .option('--since <date>', 'new there, or with mail, since YYYY-MM-DD or today', dayArgument)
    .option('--sent', 'count your mail to them, too')
    .option('--domain', 'one row for each domain')
    .option('--limit <number>', 'so many rows at most', countArgument)
    .addOption(new Option('--csv', 'write CSV').conflicts('json'))
    .option('--json', 'write JSON, one object a line')
    .addHelpText(
      'after',
      examples('mailroom senders --csv > senders.csv', 'mailroom senders --since today --category Jail'),
    )
    .action(
      async ({ csv, json, ...options }: Omit<SendersOptions, 'format'> & { csv?: true; json?: true }) => {
        outcome.failAsText = true;
        const { senders } = await import('./commands/senders.ts');
        const format = csv ? 'csv' : json ? 'json' : 'table';
        outcome.exitCode = await senders(io, { ...options, format });
      },
    );
  program
    .command('decide')
    .description('label senders as a list with a column "category" says')
    .argument('<file>', 'CSV or JSON that "mailroom senders" wrote, filled in; - is stdin')
    .option('--apply', 'put the labels on; without it, only say which')
    .option('--now', 'with --apply: triage at once, until all is done')
    .addHelpText(
      'after',
      examples('mailroom decide senders.csv', 'mailroom decide senders.csv --apply --now'),
    )
    .action(async (file: string, { apply = false, now = false }: { apply?: boolean; now?: boolean }) => {
      outcome.failAsText = true;
      const { decide } = await import('./commands/decide.ts');
      outcome.exitCode = await decide(io, { file, apply, now });
    });
  program
    .command('setup')
    .description('make the missing mailboxes and contact groups')
    .option('--apply', 'make them; without it, only show what is missing')
    .option('--yes', 'with --apply: do not ask first')
    .addHelpText('after', examples('mailroom setup', 'mailroom setup --apply --yes'))
    .action(async ({ apply = false, yes = false }: { apply?: boolean; yes?: boolean }) => {
      outcome.failAsText = true;
      const { setup } = await import('./commands/setup.ts');
      outcome.exitCode = await setup(io, { apply, yes });
    });
  program
    .command('leave')
    .description('take out of the account what Mailroom did to it')
    .option('--apply', 'do it; without it, only show what would be done')
    .option('--mail-to <mailbox>', 'move the mail of Screener and the categories there')
    .option('--yes', 'with --apply: do not ask first')
    .addHelpText('after', examples('mailroom leave', 'mailroom leave --mail-to Archive --apply'))
    .action(async ({ apply = false, yes = false, mailTo }: Partial<LeaveOptions>) => {
      outcome.failAsText = true;
      const { leave } = await import('./commands/leave.ts');
      outcome.exitCode = await leave(io, { apply, yes, ...(mailTo !== undefined && { mailTo }) });
    });
  program
    .command('rules')
    .description('write the rules that route future mail')
    .addOption(
      new Option('--format <format>', 'fastmail: a file to import; sieve: a script; text: steps to click')
        .choices(['fastmail', 'sieve', 'text'])
        .default('fastmail'),
    )
    .addHelpText('after', examples('mailroom rules > mailroom-rules.json', 'mailroom rules --format text'))
    .action(async ({ format }: { format: RuleFormat }) => {
      outcome.failAsText = true;
      const { rules } = await import('./commands/rules.ts');
      outcome.exitCode = await rules(io, { format });
    });
  program
    .command('demo')
    .description('show what Mailroom does, on an account in memory')
    .option('--keep', 'leave the account up, and say how to reach it', false)
    .addHelpText('after', examples('mailroom demo', 'mailroom demo --keep'))
    .action(async (options: { keep: boolean }) => {
      const { demo } = await import('./commands/demo.ts');
      outcome.exitCode = await demo(io, options);
    });
  program
    .command('sandbox')
    .description('serve an empty account in memory, until stopped')
    .option('--port <number>', 'port on 127.0.0.1; 0 is any free one', '0')
    .option('--url <url>', 'where clients reach it, behind a proxy')
    .addHelpText('after', examples('mailroom sandbox --port 8081'))
    .action(async (options: { port: string; url?: string }) => {
      const { sandbox } = await import('./commands/sandbox.ts');
      outcome.exitCode = await sandbox(io, options);
    });
  return program;
}

function dayArgument(text: string): string {
  if (text === 'today') return text;
  // A day that is not there becomes another one.
  const time = Date.parse(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && new Date(time || 0).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('It must be a day like 2026-11-25, or today.');
}

function countArgument(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 1 on.');
}

/** What `--help` ends with. */
const examples = (...commands: readonly string[]): string =>
  ['', commands.length === 1 ? 'Example:' : 'Examples:', ...commands.map((command) => `  ${command}`)].join(
    '\n',
  );

const FIRST_STEPS = `
First steps (the README says where the credentials go):
  mailroom setup --apply     make the mailboxes and contact groups
  mailroom rules > r.json    write the rules, to be imported at Fastmail
  mailroom once --dry-run    see what would be done`;

async function exitCodeOf(error: unknown, io: Io, failAsText: boolean): Promise<number> {
  // Commander has said what is wrong by now, or shown the help.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.misconfigured;
  if (io.signal.aborted && error === io.signal.reason) return EXIT_CODES.done;
  const { reportFailure, reportFailureAsText } = await import('./terminal/report-failure.ts');
  (failAsText ? reportFailureAsText : reportFailure)(error, io);
  return error instanceof ConfigError ? EXIT_CODES.misconfigured : EXIT_CODES.failed;
}
