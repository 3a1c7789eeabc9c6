/**
 * Aborts at the first SIGINT or SIGTERM. The second ends the process at once, with the exit code that a shell gives to a
 * process that died of it: a container's first process does not die of a signal by itself.
 */
export function stopSignal(
  source: SignalSource = process,
  exit: (code: number) => void = (code) => process.exit(code),
): AbortSignal {
  const controller = new AbortController();
  for (const [name, exitCode] of Object.entries(EXIT_CODES)) {
    source.on(name, () => {
      if (controller.signal.aborted) exit(exitCode);
      else controller.abort();
    });
  }
  return controller.signal;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };

interface SignalSource {
  on: (name: string, listener: () => void) => unknown;
}
