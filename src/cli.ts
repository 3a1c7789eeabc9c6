import { main } from './main.ts';
import { stopSignal } from './stop-signal.ts';

const { env, stdout, stderr } = process;

// Whoever reads the output may go away (EPIPE). The work is worth finishing all the same.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2), { env, stdout, stderr, signal: stopSignal() });
