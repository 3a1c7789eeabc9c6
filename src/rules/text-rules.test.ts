import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from '../config/categories/categories.ts';
import { type Address } from '../mail/address.ts';
import { unplacedRules } from './placed-rule.ts';
import { routingRules } from '../triage/routing-rules.ts';
import { textRules } from './text-rules.ts';

describe('the steps to click', () => {
  it('say for each rule when, then what, in order', () => {
    const text = textRules(
      unplacedRules(routingRules({ categories: DEFAULT_CATEGORIES, screenerMailbox: 'Screener' })),
    );

    expect(text).toContain(
      [
        '1. Mailroom: Jail',
        '   When  the sender is a member of the contact group "Jail"',
        '   Then  add the label (or move to) "Jail"',
        '         archive it (remove it from the Inbox)',
        '         do not apply other rules',
        '',
        '2. Mailroom: Feed',
      ].join('\n'),
    );
    expect(text).toMatch(/5\. Mailroom: Screener\n {3}When {2}the sender is not in your contacts\n/);
  });

  it('name the senders that a rule is about alone', () => {
    const only = ['ann@shop.example', 'bob@shop.example'] as Address[];
    const rules = routingRules(
      { categories: DEFAULT_CATEGORIES, screenerMailbox: 'Screener' },
      only.map((address) => ({ address, groups: ['Feed'] })),
    );

    expect(textRules(unplacedRules(rules))).toContain(
      'When  the sender is a member of the contact group "Feed", and is ann@shop.example or bob@shop.example\n',
    );
  });
});
