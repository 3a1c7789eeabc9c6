import { describe, expect, it } from 'vitest';
import { mailboxes } from '../../test/support/triage-fixtures.ts';
import { SenderError, TransientError } from '../errors.ts';
import { type NewMailbox } from '../mail/jmap/create-mailboxes.ts';
import { applySetup, type SetupPorts } from './apply-setup.ts';
import { type SetupPlan } from './plan-setup.ts';

const never = new AbortController().signal;

const planOf = (paths: readonly string[], groups: readonly string[] = []): SetupPlan => ({
  mailboxes: paths.map((path) => ({ path, purpose: '' })),
  groups: groups.map((name) => ({ name, purpose: '' })),
  problems: [],
  present: { mailboxes: 0, groups: 0 },
});

/** An account that refuses some names. Ids are `#` and a name. */
function account(refused: readonly string[] = []) {
  const requests: (readonly NewMailbox[])[] = [];
  const groups: string[] = [];
  const ports: SetupPorts = {
    mailboxes: () => Promise.resolve(mailboxes('Inbox')),
    createMailboxes: (wanted) => {
      requests.push(wanted);
      return Promise.resolve(
        wanted.map(({ name }) =>
          refused.includes(name)
            ? { ok: false as const, error: new SenderError(`${name} was refused`) }
            : { ok: true as const, id: `#${name}` },
        ),
      );
    },
    contacts: {
      createGroup: (name) => {
        if (name === 'down') return Promise.reject(new TransientError('out of reach'));
        if (refused.includes(name)) return Promise.reject(new SenderError(`${name} was refused`));
        groups.push(name);
        return Promise.resolve();
      },
    },
  };
  return { ports, requests, groups };
}

describe('applying a setup', () => {
  it('makes parents before children, and at most ten at once', async () => {
    const { ports, requests } = account();
    const many = Array.from({ length: 12 }, (_, n) => `L${n}`);

    const failures = await applySetup(
      planOf(['Inbox/Screener', 'A', 'A/B', ...many]),
      ports,
      () => undefined,
      never,
    );

    expect(failures).toEqual([]);
    expect(requests.map(({ length }) => length)).toEqual([10, 5]);
    expect(requests[0]?.slice(0, 2)).toEqual([
      { name: 'Screener', parentId: 'Inbox' },
      { name: 'A', parentId: null },
    ]);
    expect(requests[1]?.[0]).toEqual({ name: 'B', parentId: '#A' });
  });

  it('goes on when one is refused; what would be below that is not tried', async () => {
    const { ports, requests, groups } = account(['A', 'G1']);

    const failures = await applySetup(planOf(['A', 'A/B', 'C'], ['G1', 'G2']), ports, () => undefined, never);

    expect(failures.map(({ name, error }) => `${name}: ${error.message}`)).toEqual([
      'A: A was refused',
      'G1: G1 was refused',
    ]);
    expect(requests.flat().map(({ name }) => name)).toEqual(['A', 'C']);
    expect(groups).toEqual(['G2']);
  });

  it('throws when the address book is out of reach', async () => {
    const { ports } = account();

    await expect(applySetup(planOf([], ['down']), ports, () => undefined, never)).rejects.toThrow(
      TransientError,
    );
  });

  it('tells how far it is', async () => {
    const seen: string[] = [];

    await applySetup(
      planOf(['A', 'A/B'], ['G']),
      account().ports,
      (done, total) => seen.push(`${done}/${total}`),
      never,
    );

    expect(seen).toEqual(['0/3', '1/3', '2/3', '3/3']);
  });
});
