import { describe, expect, it } from 'vitest';
import { type StandingProblem, StandingProblems } from './standing-problems.ts';

const conflict = (sender: string, mails = 2): StandingProblem => ({
  event: 'sender_conflict',
  fields: { sender, labels: ['@ToFeed', '@ToJail'], mails },
});
const ANN = conflict('ann@x.example');
const BOB = conflict('bob@y.example');

/** The senders that are told of in each of these cycles. */
function toldIn(...cycles: readonly (readonly StandingProblem[])[]): unknown[][] {
  const standing = new StandingProblems();
  return cycles.map((problems) => {
    const told: unknown[] = [];
    standing.tell(problems, (_event, fields) => void told.push((fields as { sender: unknown }).sender));
    standing.keepOnly(problems);
    expect(standing.list).toEqual(problems);
    return told;
  });
}

describe('a problem that stands', () => {
  it('is told once', () => {
    expect(toldIn([ANN], [ANN, BOB], [ANN, BOB])).toEqual([['ann@x.example'], ['bob@y.example'], []]);
  });

  it('is told again when it has changed', () => {
    expect(toldIn([ANN], [conflict('ann@x.example', 3)])).toEqual([['ann@x.example'], ['ann@x.example']]);
  });

  it('is told again when it comes back', () => {
    expect(toldIn([ANN], [], [ANN])).toEqual([['ann@x.example'], [], ['ann@x.example']]);
  });
});
