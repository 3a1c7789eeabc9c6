import { describe, expect, it } from 'vitest';
import { domainPlaces as places, labelled, mail } from '../../test/support/triage-fixtures.ts';
import { type Address } from '../mail/address.ts';
import { decidedAlong, subjectsOf, whoseMail } from './whose-mail.ts';

const ANN = 'ann@shop.example' as Address;
const BOB = 'bob@shop.example' as Address;
const SHOP = '*@shop.example' as Address;
const shop = labelled(places, 'Feed', { sender: SHOP, exceptions: new Set([ANN]) });

describe('whom labels are about', () => {
  it('is the sender', () => {
    const hers = mail({ sender: ANN, in: ['@ToFeed'] });

    expect(subjectsOf([hers], places)(hers)).toBe(ANN);
  });

  it('is the domain where a labelled mail of the sender says so, for all that the sender has', () => {
    const ordered = mail({ sender: ANN, in: ['@ToFeed', '@WholeDomain'] });
    const another = mail({ sender: ANN, in: ['@ToFeed'] });
    const his = mail({ sender: BOB, in: ['@ToFeed'] });
    const subjectOf = subjectsOf([ordered, another, his], places);

    expect([ordered, another, his].map(subjectOf)).toEqual([SHOP, SHOP, BOB]);
  });

  it('is the sender where the label for the domain stands alone', () => {
    const hers = mail({ sender: ANN, in: ['@WholeDomain', 'Screener'] });

    expect(subjectsOf([hers], places)(hers)).toBe(ANN);
  });
});

describe('whose a mail is', () => {
  const ann = labelled(places, 'Jail', { sender: ANN });

  it.each([
    [BOB, shop],
    [ANN, undefined],
    ['bob@mail.shop.example', undefined],
    ['bob@notshop.example', undefined],
    ['bob@shop.example.org', undefined],
  ])('%s', (sender, expected) => {
    expect(whoseMail([shop])(mail({ sender, in: ['Screener'] }))).toBe(expected);
  });

  it('is the sender’s own where that is decided about, too', () => {
    expect(whoseMail([shop, ann])(mail({ sender: ANN, in: ['Screener'] }))).toBe(ann);
  });
});

describe('what is decided along with a domain', () => {
  it('is not the mail of a sender that got a label of its own meanwhile', () => {
    const waiting = [BOB, ANN].map((sender) => mail({ sender, in: ['Screener'] }));
    const [his] = waiting;
    const mails = [...waiting, mail({ sender: ANN, in: ['@ToJail'] })];

    expect(decidedAlong(shop, mails, places)).toEqual([his]);
  });

  it('is all mail of a sender that was labelled for the domain', () => {
    const mails = [
      mail({ sender: BOB, in: ['@ToFeed', '@WholeDomain'] }),
      mail({ sender: BOB, in: ['@ToFeed'] }),
      mail({ sender: BOB, in: ['Screener'] }),
    ];

    expect(decidedAlong(shop, mails, places)).toEqual(mails);
  });
});
