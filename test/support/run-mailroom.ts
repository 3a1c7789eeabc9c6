import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Every line that is a JSON object, of both streams, as they came. */
  events: LogLine[];
}

export type LogLine = Record<string, unknown>;

export interface RunningProgram {
  readonly pid: number;
  /** The lines so far. */
  readonly events: readonly LogLine[];
  /** Fulfilled when the program has ended; rejected when it had to be killed because it took too long. */
  readonly result: Promise<RunResult>;
  /** The first line that matches, also one of before; rejected when the program ends without it. */
  waitFor(matches: (line: LogLine) => boolean): Promise<LogLine>;
  /** What the program prints as `export NAME=value`, once it has named the account's last variable. */
  environment(): Promise<Record<string, string>>;
  kill(signal: NodeJS.Signals): void;
}

export interface RunOptions {
  /** After that the program is killed; 60 s unless given. */
  timeoutMs?: number;
  /** A command, with arguments, that runs the program given as its further arguments. */
  wrapper?: readonly string[];
}

const PROGRAM = fileURLToPath(new URL('../../dist/mailroom.js', import.meta.url));

/** Runs Mailroom to its end, in an environment of `env` and PATH alone. */
export const runMailroom = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options?: RunOptions,
): Promise<RunResult> => startProgram(PROGRAM, args, env, options).result;

/** Starts Mailroom for tests that talk to it while it runs. */
export const startMailroom = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options?: RunOptions,
): RunningProgram => startProgram(PROGRAM, args, env, options);

export function startProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { timeoutMs = 60_000, wrapper = [] }: RunOptions = {},
): RunningProgram {
  const [command = '', ...rest] = [...wrapper, process.execPath, file, ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: LogLine[] = [];
  const watchers = new Set<() => void>();
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
    createInterface({ input: child[stream] }).on('line', (line) => {
      const event = parseLine(line);
      if (event !== undefined) events.push(event);
      for (const watcher of watchers) watcher();
    });
  }
  const result = finish();
  // Whoever waits for the result sees its failure; a test that only sends signals need not.
  result.catch(() => undefined);

  async function finish(): Promise<RunResult> {
    const limit = AbortSignal.timeout(timeoutMs);
    limit.addEventListener('abort', () => void child.kill('SIGKILL'));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (limit.aborted)
      throw new Error(`Still running after ${timeoutMs} ms.\n${output.stdout}\n${output.stderr}`);
    return { code, signal, ...output, events };
  }

  /** Looks again at every line, until there is something to be found. */
  async function awaited<T>(find: () => T | undefined): Promise<T> {
    let watcher = (): void => undefined;
    const found = new Promise<T>((resolve) => {
      watcher = () => {
        const value = find();
        if (value !== undefined) resolve(value);
      };
    });
    watchers.add(watcher);
    watcher();
    const ended = result.then(({ code, stdout, stderr }): never => {
      throw new Error(`Ended (${String(code)}) without the awaited line.\n${stdout}\n${stderr}`);
    });
    return Promise.race([found, ended]).finally(() => watchers.delete(watcher));
  }

  return {
    pid: child.pid ?? 0,
    events,
    result,
    kill: (signal) => void child.kill(signal),
    waitFor: (matches) => awaited(() => events.find(matches)),
    environment: () =>
      awaited(() => {
        const lines = [...output.stdout.matchAll(/^export (\w+)=(.*)$/gm)];
        const variables = Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
        return 'MAILROOM_CARDDAV_PASSWORD' in variables ? variables : undefined;
      }),
  };
}

function parseLine(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}
