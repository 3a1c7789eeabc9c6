import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { readCards } from './card-answers.ts';
import { type Kind, type Target } from './card-jobs.ts';

import { type JsCard } from './jscontact.ts';

/** Cards to edit, by id. */
export type Targets = ReadonlyMap<string, Target>;

/** Calls that read cards to edit; `readTargets` takes their answer in. */
export function targetCalls(targets: Targets, properties: readonly string[]): Invocation[] {
  const whole = idsOf(targets, true);
  return [
    ['ContactCard/get', { ids: idsOf(targets, false), properties }, 'cards'],
    ...(whole.length > 0 ? [['ContactCard/get', { ids: whole, properties: null }, 'whole'] as const] : []),
  ];
}

/** The cards by id, and their state at the first of the calls. */
export function readTargets(
  answer: JmapResponses,
  targets: Targets,
): { state: string; cards: Map<string, JsCard> } {
  const { state, cards } = readCards(answer, 'cards');
  const whole = idsOf(targets, true).length > 0 ? readCards(answer, 'whole').cards : [];
  return { state, cards: new Map([...cards, ...whole]) };
}

const idsOf = (targets: Targets, isWhole: boolean): string[] =>
  [...targets.values()].filter((target) => target.isWhole === isWhole).map(({ ref }) => ref);

/** The same jobs, with cards of which only the properties of their kind are read. */
export const sparing = <Job, Outcome>(kind: Kind<Job, Outcome>): Kind<Job, Outcome> => ({
  ...kind,
  targetOf(job, view) {
    const target = kind.targetOf(job, view);
    return target && { ...target, isWhole: false };
  },
});
