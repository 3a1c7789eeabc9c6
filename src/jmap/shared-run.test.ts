import { describe, expect, it } from 'vitest';
import { sharedRun } from './shared-run.ts';

/** Work that ends when the test says so. */
function controlledWork() {
  const runs: { signal: AbortSignal; resolve: (value: string) => void; reject: (error: Error) => void }[] =
    [];
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      runs.push({ signal, resolve, reject });
      signal.addEventListener('abort', () => reject(new Error('work aborted')));
    });
  return { runs, ask: sharedRun(work) };
}

const { signal } = new AbortController();
const reason = new Error('enough');

describe('sharedRun', () => {
  it('runs once for all who ask meanwhile', async () => {
    const { runs, ask } = controlledWork();
    const answers = Promise.all([ask(signal), ask(signal)]);
    runs[0]?.resolve('done');
    await expect(answers).resolves.toEqual(['done', 'done']);
    expect(runs).toHaveLength(1);
  });

  it('runs again for who asks later, also after a failure', async () => {
    const { runs, ask } = controlledWork();
    const failure = new Error('no');
    const first = ask(signal);
    runs[0]?.reject(failure);
    await expect(first).rejects.toBe(failure);
    const second = ask(signal);
    runs[1]?.resolve('done');
    await expect(second).resolves.toBe('done');
  });

  it('lets one leave while another waits on', async () => {
    const { runs, ask } = controlledWork();
    const controller = new AbortController();
    const leaving = ask(controller.signal);
    const staying = ask(signal);
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    expect(runs[0]?.signal.aborted).toBe(false);
    runs[0]?.resolve('done');
    await expect(staying).resolves.toBe('done');
  });

  it('aborts the work when the last one leaves, and starts anew for the next', async () => {
    const { runs, ask } = controlledWork();
    const controller = new AbortController();
    const leaving = ask(controller.signal);
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    expect(runs[0]?.signal.aborted).toBe(true);
    const next = ask(signal);
    runs[1]?.resolve('done');
    await expect(next).resolves.toBe('done');
  });

  it('does nothing for who has left already', async () => {
    const { runs, ask } = controlledWork();
    await expect(ask(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(runs).toHaveLength(0);
  });
});
