import { type BatchPorts, BatchState } from './batch-state.ts';
import { join, leave } from './contact-steps.ts';
import { finishMail, sweepMail } from './mail-steps.ts';
import { type Places, type SenderWork } from './model.ts';

export interface BatchResult {
  readonly done: readonly SenderWork[];
  /** Senders that could not be triaged, and why. */
  readonly failed: ReadonlyMap<SenderWork, Error>;
  /** Senders whose mail or label kept changing: nothing is wrong, the next cycle goes on. */
  readonly waiting: readonly SenderWork[];
  /** How many mails went to another mailbox. */
  readonly moved: number;
}

/**
 * Triages one batch of senders, each step for all of them together: join, sweep, leave, finish. A sender that fails in
 * one step takes no part in the later ones, so its label stays and the next cycle tries again (N4, N6, N8). Throws when
 * mail or contacts as a whole are out of reach.
 */
export async function runBatch(
  works: readonly SenderWork[],
  places: Places,
  ports: BatchPorts,
  signal: AbortSignal,
): Promise<BatchResult> {
  const state = new BatchState(works, places, ports, signal);
  const result = (moved: number): BatchResult => ({
    done: state.active(),
    failed: state.failed,
    waiting: [...state.waiting],
    moved,
  });

  const joined = await join(state);
  if (state.active().length === 0) return result(0);
  const { view, moved } = await sweepMail(state);
  await leave(state, joined);
  await finishMail(state, view, joined.misnamed);
  return result(moved);
}
