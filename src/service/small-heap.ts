import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap small, by what V8 lets a program decide once it runs; call it before the work. A service that works a few
 * seconds a day gains nothing from memory spent on speed: it waits for servers.
 *
 * The flag for the greatest size of the young generation is read when the process starts, and so would have to be on
 * everybody's command line.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(FLAGS.join(' '));
}

const FLAGS = [
  // Where objects begin, the heap would grow with the rate of allocation, up to 48 MiB, and hardly give it back.
  '--semi-space-growth-factor=1',
  // Collected when it is a fifth larger than what is in use (8 MB at least), not when it is several times as large.
  '--heap-growing-percent=20',
  // The optimising compilers take up to 30 MiB to make code faster that hardly takes any time. The simple one stays.
  '--no-opt',
  '--no-maglev',
];

/**
 * Gives back what is not needed any more. Left alone, V8 collects a heap of this size only after hundreds of cycles, and
 * until then the process looks like one that leaks. Costs some 30 ms of processor time.
 */
export async function releaseMemory(): Promise<void> {
  try {
    // Of the ways to ask for this in a running process, the inspector is the documented one.
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    await new Promise((resolve) => {
      session.post('HeapProfiler.collectGarbage', resolve);
    });
    session.disconnect();
  } catch {
    // Node can be built, and started, without an inspector. Then the memory stays.
  }
}

/** More garbage than this is not left lying, in bytes. */
const MAX_GARBAGE = 4 * 1024 * 1024;

/**
 * Answers with what to call where memory has just become garbage. Whatever the flags say, the V8 of Node 24 lets the heap
 * grow to twice what is in use, and keeps what it freed.
 */
export function createHeapWatch(): () => void {
  const heapUsed = (): number => getHeapStatistics().used_heap_size;
  let least = heapUsed();
  let isReleasing = false;
  return () => {
    const used = heapUsed();
    least = Math.min(least, used);
    if (isReleasing || used - least < MAX_GARBAGE) return;
    isReleasing = true;
    void releaseMemory().then(() => {
      isReleasing = false;
      least = heapUsed();
    });
  };
}
