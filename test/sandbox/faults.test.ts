import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransientError } from '../../src/errors.ts';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type SandboxRequest } from '../../src/sandbox/http/http-reply.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { endState } from '../crash/invariants.ts';
import { type ContactsProtocol } from '../support/test-account.ts';
import { assertNoSecrets } from '../support/wire-rules.ts';
import { rowsOfThisPart } from '../support/part.ts';
import { type Ending, runCycle, startLab } from './fault-lab.ts';
import { FAULT_ROWS, type FaultRow, VICTIM } from './fault-rows.ts';
import { FAULT_TABLE, NOT_APPLICABLE, PHASES } from './fault-table.ts';

const ROWS = rowsOfThisPart(FAULT_ROWS, 5);

let sandbox: Sandbox;
let hits = 0;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.close();
  console.log(`faults: ${ROWS.length}, faulty cycles: ${hits}`);
});

describe('faults', () => {
  it.each(ROWS.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const expected = Object.fromEntries(FAULT_TABLE.get(row.name) ?? []);
    const phases = Object.keys(PHASES).filter((phase) => expected[phase] !== NOT_APPLICABLE);
    expect(phases).not.toEqual([]);
    const observed: Record<string, string> = {};

    for (const phase of phases) observed[phase] = await outcomeOf(row, phase);

    expect({ ...expected, ...observed }).toEqual(expected);
  });
});

/** Runs a cycle with the fault and one without it; answers with what the first one did. */
async function outcomeOf(row: FaultRow, phase: string): Promise<string> {
  const { contacts, isHit } = PHASES[phase] ?? { contacts: 'carddav', isHit: () => false };
  const clean = await cleanEnd(contacts);
  const lab = await startLab(sandbox, contacts);
  const { account, connection, log } = lab;
  let hitsOfRow = 0;
  const isFaulty = (request: SandboxRequest): boolean => {
    const isNow = row.stays && hitsOfRow > 0 ? true : isHit(request);
    if (!isNow || (row.once && hitsOfRow > 0)) return false;
    hitsOfRow += 1;
    return true;
  };
  sandbox.afterRequest = () => void lab.invariants.check();
  sandbox.onRequest = (request) =>
    row.answer !== undefined && isFaulty(request)
      ? row.answer(request, account, new URL(sandbox.jmapUrl).origin)
      : undefined;
  lab.detour.to = row.server === undefined ? undefined : await row.server();
  lab.detour.limits = row.limits ?? {};
  lab.detour.isTaken = isFaulty;

  const first = await runCycle(connection, log);

  const outcome = describeOutcome(first, lab.lines(), lab.waits);
  expect(hitsOfRow, `${phase} was hit`).toBeGreaterThan(0);
  hits += 1;
  if (row.says !== undefined) expect(lab.text()).toMatch(row.says);
  const labelled = labelledSenders(account);
  if (outcome.endsWith('done')) expect(labelled).toEqual([]);
  else expect(labelled).toContain(VICTIM);
  if (outcome.includes('sender fails')) expect(labelled).toEqual([VICTIM]);

  if (!row.stays) sandbox.onRequest = undefined;
  lab.detour.to = undefined;
  if (first instanceof Error) connection.forgetSession();
  const next = await runCycle(connection, log);

  expect(next, lab.text()).toMatchObject({ failed: 0, waiting: 0 });
  expect(endState(account)).toEqual(clean);
  expect(lab.invariants.violation).toBeUndefined();
  assertNoSecrets([lab.text()], [account.token, account.password]);
  expect(Math.max(...lab.lines().map((line) => JSON.stringify(line).length))).toBeLessThan(3000);
  return outcome;
}

const cleanEnds = new Map<ContactsProtocol, unknown>();

/** What a run without any fault makes of the account. */
async function cleanEnd(contacts: ContactsProtocol): Promise<unknown> {
  sandbox.onRequest = sandbox.afterRequest = undefined;
  if (!cleanEnds.has(contacts)) {
    const { account, connection, log } = await startLab(sandbox, contacts);
    await runCycle(connection, log);
    cleanEnds.set(contacts, endState(account));
  }
  return cleanEnds.get(contacts);
}

function describeOutcome(
  ending: Ending,
  lines: readonly Record<string, unknown>[],
  waits: readonly number[],
): string {
  const waited = waits.length === 0 ? '' : `waits ${waits.map((ms) => `${ms / 1000} s`).join(', ')}; `;
  if (ending instanceof Error) {
    const asked = ending instanceof TransientError ? ending.retryAfter : undefined;
    return `${waited}cycle fails: ${ending.name}${asked === undefined ? '' : `, ${asked} s`}`;
  }
  const failures = lines.filter(({ event }) => event === 'sender_failed');
  if (failures.length > 0) {
    const types = new Set(failures.map(({ error }) => (error as { type: string }).type));
    return `${waited}${failures.length === 1 ? 'sender fails' : 'senders fail'}: ${[...types].join()}`;
  }
  return `${waited}${ending.waiting > 0 ? 'all wait' : 'done'}`;
}

const labelledSenders = (account: SandboxAccount): string[] => [
  ...new Set(
    account
      .snapshot()
      .mails.filter(({ mailboxes }) => mailboxes.some((name) => name.startsWith('@To')))
      .map(({ from }) => from),
  ),
];
