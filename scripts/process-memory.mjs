import { readFileSync } from 'node:fs';

export const MIB = 1024 * 1024;

/** What Linux counts for a process, in MiB: `anon` is private memory, `rss` includes files (the Node binary itself). */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { anon: mib('RssAnon'), rss: mib('VmRSS'), peakRss: mib('VmHWM') };
}

/** Processor time of all threads so far, in seconds. */
export function cpuSecondsOf(pid) {
  // The name, in parentheses, may hold anything. After it: state is field 3, utime 14, stime 15, in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
