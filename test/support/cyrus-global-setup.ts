import { type TestProject } from 'vitest/node';
import { type ServerName } from '../../src/sandbox/store/options.ts';
import { cyrusName } from './cyrus-binaries.ts';
import { type CyrusServer, startCyrus } from './cyrus-server.ts';
import { type CyrusAddress } from './cyrus-user.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cyrus: CyrusAddress;
    /** What it is like. */
    cyrusName: ServerName;
  }
}

let server: CyrusServer | undefined;

/** One server for all test files; a missing one fails the run, for a skipped suite looks like a passed one. */
export async function setup(project: TestProject): Promise<void> {
  server = await startCyrus();
  project.provide('cyrus', server.address);
  project.provide('cyrusName', cyrusName(server.address.folder));
}

export async function teardown(): Promise<void> {
  const log = server?.log() ?? '';
  if (log.trim() !== '') console.error(`Cyrus wrote:\n${log}`);
  await server?.stop();
}
