import { type Address } from '../../mail/address.ts';
import { type Places } from '../places/placed-category.ts';
import { type PlacesConfig } from '../places/places.ts';
import { type StandingProblems } from './standing-problems.ts';
import { type ContactConflictMemo } from './contact-conflict-memo.ts';

/** What is carried from cycle to cycle. All of it can be lost: then it is read or found out again. */
export interface CycleMemory {
  /** Undefined while it is not sure that they are still what they were. */
  places: Places | undefined;
  readonly config: PlacesConfig;
  readonly isOwnAddress: (sender: Address) => boolean;
  /** How often each sender failed in a row. */
  readonly failures: Map<Address, number>;
  /** Senders that were in no category when their triage began, and that are not done: they may be in a group already. */
  readonly newcomers: Set<Address>;
  contactConflicts: ContactConflictMemo | undefined;
  readonly standing: StandingProblems;
}
