import { afterEach, expect } from 'vitest';
import { type World } from '../scenarios/world.ts';
import { undocumented } from './operations-doc.ts';
import { type LogLine, type RunningProgram, type RunOptions, startMailroom } from './run-mailroom.ts';
import { assertNoSecrets } from './wire-rules.ts';

export interface HealthAnswer {
  status: number;
  report: Record<string, unknown>;
  durationMs: number;
}

/** A `mailroom run` in a process of its own, and what it shows. */
export interface RunningService extends RunningProgram {
  /** The lines of an event so far. */
  logged(event: string): LogLine[];
  /** Waits until an event has been logged so often. */
  waitForEvent(event: string, times?: number): Promise<LogLine>;
  health(page: '/healthz' | '/readyz'): Promise<HealthAnswer>;
}

export type StartService = (environment?: Record<string, string>, options?: RunOptions) => RunningService;

/**
 * Starts the built program on the world's account, behind its proxy, with a cycle every second and every line logged.
 * After each test it kills what still runs, and checks that the log tells nothing that it should not.
 */
export function useServices(world: () => World): StartService {
  const services: RunningService[] = [];

  afterEach(async () => {
    const { token, password } = world().account.access;
    for (const service of services.splice(0)) {
      service.kill('SIGKILL');
      const { stdout, stderr, events } = await service.result;
      expect(stderr).toBe('');
      expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(events.length);
      expect(undocumented(events)).toEqual([]);
      assertNoSecrets([stdout], [token, password]);
    }
  });

  return (environment = {}, options = {}) => {
    const { account, proxy } = world();
    const program = startMailroom(
      ['run'],
      account.environment({
        MAILROOM_JMAP_URL: proxy.through(account.access.jmapUrl),
        MAILROOM_CARDDAV_URL: proxy.through(account.access.cardDavUrl),
        MAILROOM_POLL_INTERVAL: '1',
        MAILROOM_HEALTH_PORT: '0',
        MAILROOM_LOG_LEVEL: 'debug',
        ...environment,
      }),
      options,
    );
    const service = watch(program);
    services.push(service);
    return service;
  };
}

function watch(program: RunningProgram): RunningService {
  const logged = (event: string): LogLine[] => program.events.filter((line) => line.event === event);
  return {
    ...program,
    logged,
    waitForEvent: async (event, times = 1) => {
      await program.waitFor(() => logged(event).length >= times);
      return logged(event)[times - 1]!;
    },
    async health(page) {
      const { port } = await program.waitFor(({ event }) => event === 'health_server_started');
      const startedAt = performance.now();
      const answer = await fetch(`http://127.0.0.1:${String(port)}${page}`);
      const report = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, report, durationMs: performance.now() - startedAt };
    },
  };
}
