import { adviceOn, isUrlSet } from '../account/advice.ts';
import { type Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { createMailboxes } from '../mail/jmap/create-mailboxes.ts';
import { maxMailboxNameBytes } from '../mail/jmap/mailbox-name-limit.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { applySetup, type SetupFailure } from '../setup/apply-setup.ts';
import { planSetup, type SetupPlan } from '../setup/plan-setup.ts';
import { isComplete, setupCount, setupLines } from '../setup/setup-lines.ts';
import { askYesNo } from '../terminal/ask.ts';
import { type Clients, createClients } from '../account/clients.ts';
import { type Io } from '../terminal/io.ts';
import { readAccount } from '../account/read-account.ts';
import { textWriter, type WriteText } from '../terminal/text-output.ts';

export interface SetupOptions {
  /** Make what is missing; else only show it. */
  apply: boolean;
  /** Do not ask first. */
  yes: boolean;
}

/**
 * Shows which mailboxes and contact groups are missing, and makes them if told to; nothing is ever renamed or deleted.
 * Answers with the exit code: 1 when something is wrong that has to be left to the user, or could not be made; 2 when it
 * would have to ask and cannot.
 */
export async function setup(io: Io, { apply, yes }: SetupOptions): Promise<number> {
  const { config, warnings } = loadConfig(io.env, io.readFile);
  const write = textWriter(io, io.stdout);
  write(...warnings.map((warning) => `! ${warning}`));
  const mayWrite = apply && !config.dryRun;
  const clients = createClients(config, () => undefined, { access: mayWrite ? 'write' : 'read' });
  try {
    const plan = await readPlan(config, clients, io.signal);
    write(...setupLines(plan), '');
    if (isComplete(plan)) {
      write(
        plan.problems.length === 0 ? 'Nothing to do: everything is there.' : 'Nothing that setup may make.',
      );
      return plan.problems.length === 0 ? 0 : 1;
    }
    if (!mayWrite) {
      const how = apply
        ? 'Unset MAILROOM_DRY_RUN to have this made.'
        : '"mailroom setup --apply" makes this.';
      write(`Nothing was changed. ${how}`);
      return plan.problems.length === 0 ? 0 : 1;
    }
    if (!yes) {
      const answer = await askYesNo(io, `Make ${setupCount(plan)}? [y/N] `);
      if (answer === undefined) {
        textWriter(io, io.stderr)('Nobody can be asked here: add --yes to make this without a question.');
        return 2;
      }
      if (!answer) {
        write('Nothing was changed.');
        return 1;
      }
    }
    return await makeAll(plan, config, clients, io, write);
  } finally {
    clients.close();
  }
}

async function makeAll(
  plan: SetupPlan,
  config: Config,
  clients: Clients,
  io: Io,
  write: WriteText,
): Promise<number> {
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
  const left = await readPlan(config, clients, io.signal);
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

async function readPlan(config: Config, clients: Clients, signal: AbortSignal): Promise<SetupPlan> {
  const { mailboxes, listing } = await readAccount(clients, signal);
  return planSetup(config, mailboxes, listing, maxMailboxNameBytes(await clients.jmap.session(signal)));
}
