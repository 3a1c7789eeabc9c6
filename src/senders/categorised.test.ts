import { describe, expect, it } from 'vitest';
import { defaultPlaces, listing, nestedPlaces } from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { type CardPast } from './card-past.ts';
import { categorise, categorisedCards } from './categorised.ts';

const past = (category: string): CardPast => ({
  name: 'Ann',
  contact: 'created',
  last: { category, date: '2026-01-02' },
});

interface Found {
  category: string;
  since: string | undefined;
}

/** The category of a sender, by the groups of its one card, and what that card says of its past. */
function categoryOf(
  groups: readonly string[],
  said: CardPast | undefined,
  places = defaultPlaces(),
): Found | undefined {
  const book = listing(
    [{ uid: 'ann', addresses: ['ann@x.example', 'ann@home.example'] }],
    Object.fromEntries(groups.map((name) => [name, ['ann']])),
  );
  const pasts = new Map(said === undefined ? [] : [['/ann.vcf', said]]);
  const sender = categorise(categorisedCards(book, places), pasts).get('ann@home.example' as Address);
  return sender && { category: sender.placed.category.name, since: sender.since };
}

const found = (category: string, since?: string): Found => ({ category, since });

describe('the category of a sender', () => {
  it.each<[string, readonly string[], CardPast | undefined, Found | undefined]>([
    ['is none without a group', [], past('Feed'), undefined],
    ['is that of its group', ['Feed'], undefined, found('Feed')],
    ['has the day of the last line', ['Feed'], past('Feed'), found('Feed', '2026-01-02')],
    ['has no day where the card tells of another', ['Feed'], past('Jail'), found('Feed')],
    [
      'of two with one group is the one that the card names',
      ['Imbox'],
      past('Person'),
      found('Person', '2026-01-02'),
    ],
    ['of two with one group is the first, where the card names none', ['Imbox'], undefined, found('Imbox')],
    [
      'of two groups is the one that the card names',
      ['Feed', 'Jail'],
      past('Jail'),
      found('Jail', '2026-01-02'),
    ],
  ])('%s', (_, groups, said, expected) => {
    expect(categoryOf(groups, said)).toEqual(expected);
  });

  it('is the one with the most above it', () => {
    const billboard = categoryOf(['Paper Trail', 'Billboard'], past('Paper Trail'), nestedPlaces());

    expect(billboard).toEqual(found('Billboard'));
  });
});

describe('a sender whose domain has a card', () => {
  const book = listing(
    [
      { uid: 'shop', addresses: ['*@shop.example'] },
      { uid: 'ann', addresses: ['ann@shop.example'] },
      { uid: 'bob', addresses: ['bob@shop.example'] },
    ],
    { Feed: ['shop'], Jail: ['ann'] },
  );
  const senders = categorise(categorisedCards(book, defaultPlaces()), new Map([['/shop.vcf', past('Feed')]]));

  it.each([
    ['bob@shop.example', 'Feed', '2026-01-02'],
    ['ann@shop.example', 'Jail', undefined],
    ['*@shop.example', 'Feed', '2026-01-02'],
    ['bob@mail.shop.example', undefined, undefined],
  ])('%s is in %s', (address, category, since) => {
    const sender = senders.get(address as Address);

    expect([sender?.placed.category.name, sender?.since]).toEqual([category, since]);
  });

  it('has no name and no past of its own', () => {
    expect(senders.get('bob@shop.example' as Address)).toMatchObject({ contact: undefined, name: undefined });
  });
});
