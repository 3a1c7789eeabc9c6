/**
 * Aborts at the first SIGINT or SIGTERM. The second ends the process at once: a container's first process does not die
 * of a signal by itself.
 */
export function stopSignal(
  source: SignalSource = process,
  exit: (code: number) => void = (code) => process.exit(code),
): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) exit(1);
    else controller.abort();
  };
  source.on('SIGINT', stop);
  source.on('SIGTERM', stop);
  return controller.signal;
}

interface SignalSource {
  on: (name: 'SIGINT' | 'SIGTERM', listener: () => void) => unknown;
}
