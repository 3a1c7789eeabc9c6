import { type ContactBook } from '../contacts/contact-book.ts';
import { SenderError } from '../errors.ts';
import {
  MAILBOXES_PER_REQUEST,
  type MailboxOutcome,
  type NewMailbox,
} from '../mail/jmap/create-mailboxes.ts';
import { type Mailbox, type MailboxId } from '../mail/mail-store.ts';
import { MailboxTree } from '../triage/places/mailbox-tree.ts';
import { type MailboxToMake, type SetupPlan } from './plan-setup.ts';

export interface SetupPorts {
  readonly mailboxes: (signal: AbortSignal) => Promise<Mailbox[]>;
  /** At most `MAILBOXES_PER_REQUEST`. */
  readonly createMailboxes: (
    mailboxes: readonly NewMailbox[],
    signal: AbortSignal,
  ) => Promise<MailboxOutcome[]>;
  readonly contacts: Pick<ContactBook, 'createGroup'>;
}

/** Something that could not be made, and why. */
export interface SetupFailure {
  readonly name: string;
  readonly error: Error;
}

/**
 * Makes what the plan says, a few mailboxes at a time, and nothing else. Answers with what the server refused; throws when
 * mail or contacts as a whole are out of reach. Can be repeated at any time: plan again, then apply that.
 */
export async function applySetup(
  plan: SetupPlan,
  ports: SetupPorts,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<SetupFailure[]> {
  const total = plan.mailboxes.length + plan.groups.length;
  let done = 0;
  const progress = (count: number): void => onProgress((done += count), total);
  progress(0);
  const failures = await makeMailboxes(plan.mailboxes, ports, progress, signal);

  const { contacts } = ports;
  for (const { name } of plan.groups) {
    try {
      await contacts.createGroup(name, signal);
    } catch (error) {
      if (!(error instanceof SenderError)) throw error;
      failures.push({ name, error });
    }
    progress(1);
  }
  return failures;
}

async function makeMailboxes(
  mailboxes: readonly MailboxToMake[],
  ports: SetupPorts,
  progress: (count: number) => void,
  signal: AbortSignal,
): Promise<SetupFailure[]> {
  const failures: SetupFailure[] = [];
  const tree = new MailboxTree(mailboxes.length === 0 ? [] : await ports.mailboxes(signal));
  const made = new Map<string, MailboxId>();
  const idOf = (path: string): MailboxId | undefined => {
    const lookup = tree.findPath(path);
    return made.get(path) ?? (lookup.state === 'found' ? lookup.id : undefined);
  };
  let waiting = mailboxes;
  while (waiting.length > 0) {
    // A child waits until its parent has an id.
    const ready = waiting.filter(({ path }) => parentOf(path) === undefined || idOf(parentOf(path) ?? ''));
    const batch = ready.slice(0, MAILBOXES_PER_REQUEST);
    if (batch.length === 0) break;
    const outcomes = await ports.createMailboxes(
      batch.map(({ path }) => ({ name: nameOf(path), parentId: idOf(parentOf(path) ?? '') ?? null })),
      signal,
    );
    for (const [index, { path }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.ok === true) made.set(path, outcome.id);
      else if (outcome !== undefined) failures.push({ name: path, error: outcome.error });
    }
    progress(batch.length);
    waiting = waiting.filter((mailbox) => !batch.includes(mailbox));
  }
  return failures;
}

const parentOf = (path: string): string | undefined =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
