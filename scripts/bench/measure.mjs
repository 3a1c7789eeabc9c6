import { fork, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath, URL } from 'node:url';
import { cpuSecondsOf, memoryOf } from '../process-memory.mjs';

const { AbortController, AbortSignal } = globalThis;

const SANDBOX = fileURLToPath(new URL('sandbox-process.mjs', import.meta.url));
const LIMIT_MS = 10 * 60_000;
const SAMPLE_MS = 10;

/**
 * Runs the built service on an account of its own until the cycle that is measured has ended (cycle 0: until it has
 * connected). The service and not `once`: that connects for each cycle, and loads all code anew. Sums up what was sent and
 * what Mailroom's process took for it; `exchanges` are the requests one by one. `profileFolder` is for a CPU profile of
 * the whole run. Both processes have ended when this returns or throws.
 */
export async function measureCase({ work, contacts, cycle, expected, latencyMs, profileFolder }, signal) {
  const broken = new AbortController();
  const stop = AbortSignal.any([signal, broken.signal, AbortSignal.timeout(LIMIT_MS)]);
  const processes = [];
  const watch = (name, child) => {
    processes.push({ child, ended: once(child, 'exit') });
    child.once('exit', () => broken.abort(new Error(`The ${name} has ended`)));
    return child;
  };
  const end = () => processes.forEach(({ child }) => child.kill('SIGKILL'));
  stop.addEventListener('abort', end);
  let sampling;
  try {
    const sandbox = watch('sandbox', fork(SANDBOX, [JSON.stringify({ work, latencyMs })]));
    const { environment } = await messageOf(sandbox, ({ kind }) => kind === 'ready', stop);
    const startedAt = performance.now();
    const service = watch(
      'service',
      startService({ ...environment, MAILROOM_CONTACTS: contacts, ...logLevel(work) }, profileFolder),
    );
    let cpuBefore = 0;
    if (cycle > 0) {
      await messageOf(sandbox, (message) => message.kind === 'scan' && message.cycle === cycle, stop);
      cpuBefore = cpuSecondsOf(service.pid);
    }
    sampling = sampleAnon(service.pid);
    const line = await endOf(work, cycle, service.stdout, stop);
    const cpuSeconds = cpuSecondsOf(service.pid) - cpuBefore;
    const wallMs = cycle === 0 ? performance.now() - startedAt : line.durationMs;
    const peakAnonMiB = sampling.stop();
    const peakResidentMiB = memoryOf(service.pid).peakRss;
    sandbox.send({ cycle });
    const { exchanges, cpuSeconds: sandboxCpuSeconds } = await messageOf(
      sandbox,
      ({ kind }) => kind === 'report',
      stop,
    );
    if (cycle > 0) assertDone(line, { ...expected, requests: exchanges.length });
    if (profileFolder !== undefined) await endGently(service);
    return {
      requests: exchanges.length,
      puts: exchanges.filter(({ method }) => method === 'PUT').length,
      bytesSent: sum(exchanges.map(({ sent }) => sent)),
      bytesReceived: sum(exchanges.map(({ received }) => received)),
      wallSeconds: wallMs / 1000,
      cpuSeconds,
      peakAnonMiB,
      peakResidentMiB,
      sandboxCpuSeconds,
      exchanges,
    };
  } catch (error) {
    throw stop.aborted ? stop.reason : error;
  } finally {
    sampling?.stop();
    stop.removeEventListener('abort', end);
    end();
    await Promise.all(processes.map(({ ended }) => ended));
  }
}

/** With nothing of this process's environment, so that every run is configured alike. */
function startService(environment, profileFolder) {
  const flags = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  return spawn(process.execPath, [...flags, 'dist/mailroom.js', 'run'], {
    env: {
      PATH: process.env.PATH,
      MAILROOM_HEALTH_PORT: '0',
      MAILROOM_POLL_INTERVAL: '1',
      // So that it ends by itself when the sandbox does.
      MAILROOM_MAX_CONSECUTIVE_FAILURES: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The default, unless the end of an idle cycle is to show: a line for each request would cost a tenth of the time. */
const logLevel = ({ kind }) => (kind === 'idle' ? { MAILROOM_LOG_LEVEL: 'debug' } : {});

/** A profile is written at the end of a process, unless that is killed. */
async function endGently(service) {
  const ended = once(service, 'exit');
  service.kill('SIGTERM');
  await ended;
}

async function messageOf(child, isWanted, signal) {
  for await (const [message] of on(child, 'message', { signal })) if (isWanted(message)) return message;
}

/** The log line that ends the cycle. */
async function endOf({ kind }, cycle, stdout, signal) {
  let cycles = 0;
  for await (const [text] of on(createInterface({ input: stdout }), 'line', { signal })) {
    const line = JSON.parse(text);
    const { event, level } = line;
    if (level === 'error') throw new Error(text);
    if (event === 'cycle_idle' || event === 'cycle_done') cycles += 1;
    if (kind === 'connect' && event === 'service_started') return line;
    if (kind === 'idle' && cycles === cycle) return line;
    if (kind === 'triage' && event === 'cycle_done') return line;
  }
}

function sampleAnon(pid) {
  let peak = memoryOf(pid).anon;
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, memoryOf(pid).anon);
    } catch {
      // The process has just ended, which is told elsewhere.
      clearInterval(timer);
    }
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** A figure of a cycle that did not do its work is worth nothing. */
function assertDone(line, expected) {
  for (const [name, value] of Object.entries(expected)) {
    if (line[name] !== value)
      throw new Error(`The cycle was to have ${name} ${value}: ${JSON.stringify(line)}`);
  }
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
