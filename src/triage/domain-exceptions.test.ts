import { describe, expect, it } from 'vitest';
import { domainPlaces as places, labelled, listing } from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { lookUp } from './membership.ts';
import { type LabelledSender, type SenderWork } from './model.ts';

const ANN = 'ann@shop.example' as Address;
const SHOP = '*@shop.example' as Address;
const cards = [
  { uid: 'shop', addresses: [SHOP] },
  { uid: 'ann', addresses: [ANN] },
  { uid: 'below', addresses: ['ann@mail.shop.example'] },
];
const shop = (given: Partial<LabelledSender> = {}): LabelledSender =>
  labelled(places, 'Feed', { sender: SHOP, ...given });

const workOf = (senders: readonly LabelledSender[], members: Record<string, string[]>): SenderWork => {
  const { works } = lookUp(senders, [], listing(cards, members), places);
  return works.find(({ sender }) => sender === SHOP)!;
};

describe('looking a whole domain up', () => {
  it('finds its card, and the category that it moves from', () => {
    expect(workOf([shop()], { Jail: ['shop'] })).toMatchObject({
      cards: [{ uid: 'shop' }],
      from: { category: { name: 'Jail' } },
      leave: [{ name: 'Jail' }],
      sources: ['Screener', 'Inbox', 'Jail'],
    });
  });

  it.each([
    ['in a category by a card of its own', { 'Paper Trail': ['ann'] }, [ANN], [ANN]],
    ['whose mail rules file right, whatever other group has the domain', { Jail: ['ann'] }, [ANN], []],
    ['in the category that the domain comes to', { Feed: ['ann'] }, [ANN], []],
    ['with a card in no category', {}, [], []],
    ['at a domain below it', { 'Paper Trail': ['below'] }, [], []],
  ])('finds a sender %s', (_, members, exceptions, overlaps) => {
    const work = workOf([shop()], members);

    expect([[...work.exceptions], work.overlaps]).toEqual([exceptions, overlaps]);
  });

  it('finds a sender with a label of its own, and goes by that label', () => {
    const ann = labelled(places, 'Paper Trail', { sender: ANN });
    const domain = shop({ exceptions: new Set([ANN]) });

    const work = workOf([domain, ann], { Feed: ['ann'] });

    expect([[...work.exceptions], work.overlaps]).toEqual([[ANN], [ANN]]);
  });

  it('takes a sender along that is on the card of the domain', () => {
    const both = listing([{ uid: 'shop', addresses: [SHOP, ANN] }], { Jail: ['shop'] });

    const { works } = lookUp([shop()], [], both, places);

    expect(works[0]?.exceptions.size).toBe(0);
  });
});
