import { describe, expect, it } from 'vitest';
import { defaultPlaces, listing } from '../../test/support/triage-fixtures.ts';
import { strayFindings } from './stray-findings.ts';

const FEED = defaultPlaces()
  .categories.map(({ category }) => category)
  .filter(({ name }) => name === 'Feed');
const cards = [
  { uid: 'ann', addresses: ['ann@x.example'] },
  { uid: 'urn:uuid:bob', addresses: ['bob@y.example'] },
];

describe('members that the server does not resolve', () => {
  it('are named with their group', () => {
    const findings = strayFindings(FEED, listing(cards, { Feed: ['urn:uuid:ann', 'bob', 'nobody'] }));

    expect(findings).toMatchObject([{ status: 'warning' }]);
    expect(findings[0]?.text).toMatch(/group Feed.*does not resolve.*ann@x\.example, bob@y\.example$/);
    expect(findings[0]?.fix).toMatch(/label one mail of each anew/);
  });

  it.each([
    ['are resolved', ['ann', 'urn:uuid:bob']],
    ['are resolved, and written in another form besides', ['ann', 'urn:uuid:ann']],
    ['are nobody', ['nobody']],
  ])('are not named where all %s', (_, members) => {
    expect(strayFindings(FEED, listing(cards, { Feed: members }))).toEqual([]);
  });
});
