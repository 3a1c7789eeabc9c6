import { execFile, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type LogLine } from '../support/run-mailroom.ts';

/** Docker, Podman, or whatever else has their commands. */
export interface ContainerEngine {
  /** Builds the project's Dockerfile. */
  build(tag: string, buildArgs?: Readonly<Record<string, string>>): Promise<void>;
  /** What `inspect` tells of an image. */
  imageConfig(tag: string): Promise<ImageConfig>;
  /** Runs a container to its end. */
  run(tag: string, args: readonly string[], options?: ContainerOptions): Promise<Outcome>;
  start(tag: string, args: readonly string[], options?: ContainerOptions): Promise<Container>;
}

export interface ImageConfig {
  User: string;
  Entrypoint: string[];
  Cmd: string[];
  Labels: Record<string, string>;
}

export interface ContainerOptions {
  env?: Readonly<Record<string, string>>;
  /** As the engine takes it, `64m`; by default what the Deployment allows. */
  memory?: string;
  entrypoint?: string;
}

export interface Outcome {
  exitCode: number;
  /** Killed by the kernel for taking more memory than it may. */
  oomKilled: boolean;
  output: string;
}

export interface Container {
  /** The first line of the log that matches; rejected when the container ends, or ten minutes pass, without it. */
  waitForLog(matches: (line: LogLine) => boolean): Promise<LogLine>;
  /** Sends the signal that a pod gets first, and waits for the end. */
  terminate(): Promise<Outcome>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

const POLL_MS = 250;
const TIMEOUT_MS = 10 * 60_000;

/** The engine that CONTAINER_ENGINE names, else the first that is there and works. */
export function findContainerEngine(env: NodeJS.ProcessEnv = process.env): ContainerEngine {
  const candidates = env.CONTAINER_ENGINE === undefined ? ['docker', 'podman'] : [env.CONTAINER_ENGINE];
  const program = candidates.find((name) => spawnSync(name, ['info'], { stdio: 'ignore' }).status === 0);
  if (program === undefined) {
    throw new Error(
      `No container engine works here (${candidates.join(', ')}): install Docker or Podman, or set CONTAINER_ENGINE.`,
    );
  }
  return containerEngine(program);
}

function containerEngine(program: string): ContainerEngine {
  const engine = (...args: string[]) => run(program, args, { maxBuffer: 64 * 1024 * 1024 });

  async function start(tag: string, args: readonly string[], options: ContainerOptions = {}) {
    const { stdout } = await engine('run', '--detach', ...limits(options), tag, ...args);
    return container(stdout.trim());
  }

  function container(id: string) {
    async function logs(): Promise<string> {
      const { stdout, stderr } = await engine('logs', id);
      return stdout + stderr;
    }

    async function end(): Promise<Outcome> {
      const exitCode = Number((await engine('wait', id)).stdout.trim());
      const { stdout } = await engine('inspect', '--format', '{{.State.OOMKilled}}', id);
      return { exitCode, oomKilled: stdout.trim() === 'true', output: await logs() };
    }

    return {
      end,
      async waitForLog(matches: (line: LogLine) => boolean) {
        const deadline = Date.now() + TIMEOUT_MS;
        for (;;) {
          const { stdout } = await engine('inspect', '--format', '{{.State.Running}}', id);
          const output = await logs();
          const line = parseLines(output).find(matches);
          if (line !== undefined) return line;
          if (stdout.trim() !== 'true') throw new Error(`The container ended:\n${output}`);
          if (Date.now() > deadline) throw new Error(`The awaited line did not come:\n${output}`);
          await sleep(POLL_MS);
        }
      },
      async terminate() {
        await engine('kill', '--signal', 'TERM', id);
        return end();
      },
      async remove() {
        await engine('rm', '--force', id);
      },
    };
  }

  return {
    start,
    async build(tag, buildArgs = {}) {
      const options = Object.entries(buildArgs).flatMap(([name, value]) => [
        '--build-arg',
        `${name}=${value}`,
      ]);
      await engine('build', '--tag', tag, ...options, '.');
    },
    async imageConfig(tag) {
      const { stdout } = await engine('image', 'inspect', '--format', '{{json .Config}}', tag);
      return JSON.parse(stdout) as ImageConfig;
    },
    async run(tag, args, options) {
      const started = await start(tag, args, options);
      try {
        return await started.end();
      } finally {
        await started.remove();
      }
    },
  };
}

/** What the Deployment allows and forbids, on the host's network: there the test's own server listens. */
function limits({ env = {}, memory = '128m', entrypoint }: ContainerOptions): string[] {
  return [
    ...[
      '--network',
      'host',
      '--memory',
      memory,
      '--memory-swap',
      memory,
      '--cpus',
      '0.1',
      '--pids-limit',
      '64',
    ],
    ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(entrypoint === undefined ? [] : ['--entrypoint', entrypoint]),
  ];
}

const parseLines = (output: string): LogLine[] =>
  output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : []));
