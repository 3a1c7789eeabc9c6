import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SENDER_LIFE, SENDER_STATES, type SenderFacts, senderState } from './sender-life.ts';

const facts: fc.Arbitrary<SenderFacts> = fc.record({
  isLabelled: fc.boolean(),
  hasCard: fc.boolean(),
  isInGroups: fc.boolean(),
  hasWaitingMail: fc.boolean(),
  isInOtherGroups: fc.boolean(),
});

describe('the life of a sender', () => {
  it('has one state for whatever an account shows', () => {
    fc.assert(
      fc.property(facts, (shown) => {
        expect(SENDER_STATES).toContain(senderState(shown));
      }),
    );
  });

  it('resumes at a step further on in each state', () => {
    expect(SENDER_STATES.map((state) => SENDER_LIFE[state].resumesAt)).toEqual([
      'save contact',
      'join',
      'sweep',
      'leave',
      'finish',
      undefined,
    ]);
  });

  it('is what docs/architecture.md shows', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const shown = rows.filter(([, state = '']) => SENDER_STATES.some((name) => state === `**${name}**`));

    expect(shown.map((cells) => cells.slice(1, -1))).toEqual(
      SENDER_STATES.map((state) => {
        const { account, resumesAt, heldBy } = SENDER_LIFE[state];
        return [`**${state}**`, account, resumesAt ?? '', heldBy];
      }),
    );
  });
});
