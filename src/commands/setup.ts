import { allCategories } from '../config/categories/categories.ts';
import { adviceOn, isUrlSet } from '../account/advice.ts';
import { type Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { type BookListing } from '../contacts/contact-book.ts';
import { createMailboxes } from '../mail/jmap/create-mailboxes.ts';
import { maxMailboxNameBytes } from '../mail/jmap/mailbox-name-limit.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { applySetup, type SetupFailure } from '../setup/apply-setup.ts';
import { planSetup, type SetupPlan } from '../setup/plan-setup.ts';
import { type Lapsed } from '../senders/lapsed.ts';
import { readLapsed } from '../senders/steps/read-lapsed.ts';
import { putBack } from '../setup/put-back.ts';
import { isComplete, lapsedCount, lapsedLines, setupCount, setupLines } from '../setup/setup-lines.ts';
import { askYesNo } from '../terminal/ask.ts';
import { type Clients, createClients } from '../account/clients.ts';
import { type Io } from '../terminal/io.ts';
import { assertMayWrite } from '../account/may-write.ts';
import { readAccount } from '../account/read-account.ts';
import { proseWriter, textWriter, type WriteText } from '../terminal/text-output.ts';

export interface SetupOptions {
  /** Make what is missing; else only show it. */
  apply: boolean;
  /** Do not ask first. */
  yes: boolean;
}

/**
 * Shows which mailboxes and contact groups are missing, and which contacts a group lost; makes them and puts those back if
 * told to. Nothing is ever renamed or deleted. Answers with the exit code: 1 when something is wrong that has to be left to
 * the user, or could not be made; 2 when it would have to ask and cannot.
 */
export async function setup(io: Io, { apply, yes }: SetupOptions): Promise<number> {
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const write = proseWriter(io, io.stdout);
  write(...warnings.map((warning) => `! ${warning}`));
  const mayWrite = apply && !config.dryRun;
  const clients = createClients(config, () => undefined, { access: mayWrite ? 'write' : 'read' });
  const work: SetupWork = { config, clients, io, write, yes };
  try {
    if (mayWrite) assertMayWrite(await clients.jmap.session(io.signal));
    const seen = await look(work);
    const { plan, lapsed } = seen;
    write(...setupLines(plan), ...lapsedLines(lapsed), '');
    const code = plan.problems.length === 0 ? 0 : 1;
    if (isComplete(plan) && lapsed.length === 0) {
      write(code === 0 ? 'Nothing to do: everything is there.' : 'Nothing that setup may make.');
      return code;
    }
    if (!mayWrite) {
      const how = apply
        ? 'Unset MAILROOM_DRY_RUN to have this made.'
        : '"mailroom setup --apply" makes this.';
      write(`Nothing was changed. ${how}`);
      return code;
    }
    if (isComplete(plan)) return Math.max(code, await putAllBack(seen, work));
    const answer = await agreed(`Make ${setupCount(plan)}?`, work);
    if (answer === 1) write('Nothing was changed.');
    if (answer !== 0) return answer;
    const made = await makeAll(plan, work);
    if (lapsed.length === 0) return made;
    // Their groups may have just been made.
    return Math.max(made, await putAllBack(await look(work), work));
  } finally {
    clients.close();
  }
}

interface SetupWork {
  readonly config: Config;
  readonly clients: Clients;
  readonly io: Io;
  readonly write: WriteText;
  /** Do not ask. */
  readonly yes: boolean;
}

/** Answers with 0 when the user agrees, 1 when not, 2 when nobody can be asked. */
async function agreed(question: string, { io, yes }: SetupWork): Promise<number> {
  if (yes) return 0;
  const answer = await askYesNo(io, `${question} [y/N] `);
  if (answer !== undefined) return answer ? 0 : 1;
  textWriter(io, io.stderr)('Nobody can be asked here: add --yes to make this without a question.');
  return 2;
}

async function makeAll(plan: SetupPlan, { config, clients, io, write }: SetupWork): Promise<number> {
  const { jmap, mail, contacts } = clients;
  const line = createProgressLine(io.stdout);
  const ports = {
    mailboxes: (signal: AbortSignal) => mail.mailboxes(signal),
    createMailboxes: (mailboxes: Parameters<typeof createMailboxes>[1], signal: AbortSignal) =>
      createMailboxes(jmap, mailboxes, signal),
    contacts,
  };
  const progress = (done: number, total: number): void =>
    line.show(() => `Making ${Math.min(done + 1, total)} of ${total} …`);
  let failures: SetupFailure[];
  try {
    failures = await applySetup(plan, ports, progress, io.signal);
  } finally {
    line.clear();
  }
  // Read again: what another run made in the meantime is no failure, and what is there is certain.
  const { plan: left } = await readPlan(config, clients, io.signal);
  const isLeft = new Set([...left.mailboxes.map(({ path }) => path), ...left.groups.map(({ name }) => name)]);
  for (const { name, error } of failures) {
    if (isLeft.has(name))
      write(`✗ "${name}" could not be made: ${adviceOn(error, 'jmap', isUrlSet(config, 'jmap')).text}`);
  }
  if (!isComplete(left)) {
    write(`${setupCount(left)} still missing. Run it again; what is there is not made twice.`);
    return 1;
  }
  write('Everything is there now.');
  if (left.problems.length > 0) return 1;
  write(
    '',
    'Next: "mailroom check", then import the rules that "mailroom rules" writes (see docs/rules.md).',
  );
  return 0;
}

/** Puts those back that lapsed, if the user agrees. */
async function putAllBack({ lapsed, listing }: Look, work: SetupWork): Promise<number> {
  const { config, clients, io, write } = work;
  if (lapsed.length === 0) return 0;
  const answer = await agreed(`Put ${lapsedCount(lapsed)} back?`, work);
  if (answer === 1) write('They stay as they are.');
  if (answer !== 0) return answer === 1 ? 0 : answer;
  const context = { listing, categories: allCategories(config) };
  const failures = await putBack(lapsed, context, clients.contacts, io.signal);
  for (const { name, error } of failures)
    write(
      `✗ the group "${name}" could not be changed: ${adviceOn(error, 'jmap', isUrlSet(config, 'jmap')).text}`,
    );
  const { lapsed: left } = await look(work);
  write(
    left.length === 0
      ? `${lapsedCount(lapsed)} put back.`
      : `${lapsedCount(left)} still to be put back. Run it again; nobody is put back twice.`,
  );
  return left.length === 0 ? 0 : 1;
}

interface Look {
  readonly plan: SetupPlan;
  readonly listing: BookListing;
  readonly lapsed: readonly Lapsed[];
}

async function look({ config, clients, io }: SetupWork): Promise<Look> {
  const { plan, listing } = await readPlan(config, clients, io.signal);
  const lapsed = await readLapsed(listing, allCategories(config), clients.contacts, io.signal);
  return { plan, listing, lapsed };
}

async function readPlan(
  config: Config,
  clients: Clients,
  signal: AbortSignal,
): Promise<Omit<Look, 'lapsed'>> {
  const { mailboxes, listing } = await readAccount(clients, signal);
  const maxNameBytes = maxMailboxNameBytes(await clients.jmap.session(signal));
  return { plan: planSetup(config, mailboxes, listing, maxNameBytes), listing };
}
