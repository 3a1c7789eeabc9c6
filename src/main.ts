import { Command, CommanderError } from 'commander';
import { type Io } from './commands/io.ts';
import { ConfigError } from './errors.ts';
import { VERSION } from './version.ts';

/**
 * Runs the command that the arguments name and answers with the exit code: 0 when all went well or a stop was asked for,
 * 2 for a wrong configuration or wrong arguments, else 1. Never throws.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = new Command('mailroom')
    .description("HEY's Screener for Fastmail: label one mail, and the whole sender goes to the right place.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });
  program
    .command('once')
    .description('triage what is labelled now, then exit')
    .action(async () => {
      const { once } = await import('./commands/once.ts');
      exitCode = await once(io);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return await exitCodeOf(error, io);
  }
}

async function exitCodeOf(error: unknown, io: Io): Promise<number> {
  // Commander has said what is wrong by now, or shown the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (io.signal.aborted && error === io.signal.reason) return 0;
  const { reportFailure } = await import('./commands/report-failure.ts');
  reportFailure(error, io);
  return error instanceof ConfigError ? 2 : 1;
}
