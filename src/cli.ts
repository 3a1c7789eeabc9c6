import { stopSignal } from './stop-signal.ts';

// Before anything else is loaded: a signal that nobody listens for is lost on a container's first process.
const signal = stopSignal();

const { main } = await import('./main.ts');
const { reportCrash } = await import('./terminal/report-crash.ts');
const { readingOnce } = await import('./config/secret-file.ts');

const { env, stdout, stderr } = process;
const io = {
  env,
  readFile: readingOnce(),
  // Opened only by a command that asks something.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
  signal,
};

// Unhandled rejections come here, too.
process.on('uncaughtException', (error) => {
  reportCrash(error, io);
  process.exit(1);
});

// Whoever reads the output may go away (EPIPE). The work is worth finishing all the same.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2), io);
