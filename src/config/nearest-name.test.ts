import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

describe('nearestName', () => {
  const known = ['name', 'label', 'Feed', 'Paper Trail'];

  it.each([
    ['lable', 'label'],
    ['nme', 'name'],
    ['PAPER TRAIL', 'Paper Trail'],
    ['Paper-Trails', 'Paper Trail'],
    ['Fed', 'Feed'],
  ])('takes %s for %s', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it.each(['', 'x', 'tag', 'colour', 'Jail'])('does not take %j for another word', (name) => {
    expect(nearestName(name, known)).toBeUndefined();
  });
});
