import { type Category } from '../config/categories/category.ts';
import { type Places } from './places/placed-category.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  categoryNamed,
  DEFAULT_MAILBOXES,
  group,
  labelled,
  mail,
  mailboxes,
  mailboxesAfter,
  placesConfig,
} from '../../test/support/triage-fixtures.ts';
import { category } from '../config/categories/categories.ts';
import { type Address } from '../mail/address.ts';
import { type Mail, type MailChange } from '../mail/mail-store.ts';
import { lookUp } from './membership.ts';
import { type SenderWork } from './model.ts';
import { findPlaces } from './places/places.ts';
import { finishChanges, sweepChanges } from './mail-changes.ts';

const ANN = 'ann@x.example' as Address;
const SHARED = ['Inbox', 'Feed', 'Receipts'];

/** Any tree: relatives may share groups, and anyone may share a mailbox with anyone. */
const trees = fc
  .array(
    fc.record({
      parent: fc.option(fc.nat(), { nil: undefined }),
      group: fc.constantFrom('own', 'own', 'parent'),
      mailbox: fc.constantFrom('own', 'own', 'parent', ...SHARED),
      addToInbox: fc.boolean(),
      keepsJunk: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((shapes) => {
    const categories: Category[] = [];
    for (const [index, shape] of shapes.entries()) {
      const above = shape.parent === undefined ? undefined : categories[shape.parent % Math.max(index, 1)];
      const name = `C${index}`;
      categories.push(
        category(name, {
          group: shape.group === 'parent' && above !== undefined ? above.group : name,
          mailbox: { own: name, parent: above?.mailbox ?? name }[shape.mailbox] ?? shape.mailbox,
          addToInbox: shape.addToInbox,
          keepsJunk: shape.keepsJunk,
          ...(above === undefined ? {} : { parent: above.name }),
        }),
      );
    }
    return categories;
  });

interface Case {
  readonly places: Places;
  readonly work: SenderWork;
  readonly before: Mail;
}

/** A sender that is in any groups, labelled for any category, and one of its messages, in any mailboxes. */
const cases: fc.Arbitrary<Case> = trees.chain((categories) => {
  const own = categories.flatMap(({ label, mailbox }) => [label, mailbox]);
  const all = [...new Set([...DEFAULT_MAILBOXES.filter((name) => !name.startsWith('@To')), ...own])];
  const places = findPlaces(placesConfig({ categories }), mailboxes(...all));
  const groups = [...new Set(categories.map((one) => one.group))];
  return fc
    .tuple(fc.constantFrom(...categories), fc.subarray(groups), fc.subarray(all), fc.boolean())
    .map(([to, memberOf, names, isLabelled]) => {
      const { works } = lookUp(
        [labelled(places, to.name, { sender: ANN })],
        [],
        {
          cards: [{ ref: '/ann.vcf', uid: 'ann', addresses: [ANN] }],
          groups: groups.map((name) => group(name, memberOf.includes(name) ? ['ann'] : [])),
        },
        places,
      );
      const others = names.filter((name) => !name.startsWith('@To'));
      const label = categoryNamed(places, to.name).label;
      return {
        places,
        work: works[0]!,
        before: mail({ sender: ANN, in: isLabelled || others.length === 0 ? [...others, label] : others }),
      };
    });
});

const after = (before: Mail, changes: readonly MailChange[]): Mail => ({
  ...before,
  mailboxIds: new Set(mailboxesAfter(before, changes)),
});

describe('whatever the tree of categories, and wherever a mail is', () => {
  it('N7: a sweep twice is a sweep once', () => {
    fc.assert(
      fc.property(cases, ({ places, work, before }) => {
        const swept = after(before, sweepChanges(work, [before], places));

        expect(mailboxesAfter(swept, sweepChanges(work, [swept], places))).toEqual(
          [...swept.mailboxIds].sort(),
        );
        expect(sweepChanges(work, [swept], places)).toEqual([]);
      }),
    );
  });

  it('N7: a sweep after the finish is none either', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ places, work, before }, hasWarning) => {
        const swept = after(before, sweepChanges(work, [before], places));
        const finished = after(swept, finishChanges(work, [swept], places, hasWarning));

        expect(sweepChanges(work, [finished], places)).toEqual([]);
      }),
    );
  });

  it('N2: what takes a mailbox away adds one: a target, the Inbox, or one that the mail is in', () => {
    fc.assert(
      fc.property(cases, ({ places, work, before }) => {
        for (const { add } of sweepChanges(work, [before], places)) {
          expect(add.length).toBeGreaterThan(0);
          const allowed = new Set([...work.placed.targets, places.inbox, ...before.mailboxIds]);
          expect(add.filter((id) => !allowed.has(id))).toEqual([]);
        }
      }),
    );
  });
});
