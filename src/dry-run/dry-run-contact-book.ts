import {
  type ContactBook,
  type ContactEdit,
  type ContactJob,
  type ContactOutcome,
  type NewContact,
} from '../contacts/contact-book.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { isMember } from '../contacts/member-uid.ts';
import { SafetyError } from '../errors.ts';

/** A contact book that reads the real one and changes nothing: what it is told to write it calls written. */
export const createDryRunContactBook = (book: ContactBook): ContactBook => ({
  get sendersAtOnce() {
    return book.sendersAtOnce;
  },
  list: (signal) => book.list(signal),

  async save(jobs, signal) {
    const rehearsals = rehearse(jobs);
    const reading = rehearsals.flatMap(({ job }) => (job === undefined ? [] : [job]));
    const outcomes = (reading.length === 0 ? [] : await book.save(reading, signal)).values();
    return rehearsals.map(({ created, job, edit }): ContactOutcome => {
      if (job === undefined) return { ok: true, contact: created, created: true, wrote: true };
      const outcome = outcomes.next().value;
      if (outcome === undefined) throw new SafetyError('A contact was left out of a dry run');
      if (!outcome.ok) return outcome;
      if (outcome.wrote) throw new SafetyError('A contact was written in a dry run');
      const change = edit();
      return { ...outcome, contact: { ...outcome.contact, ...change }, wrote: change !== undefined };
    });
  },

  changeMembers: (changes) =>
    Promise.resolve(
      changes.map(({ group, add, remove }) => {
        const leaving = remove.filter((uid) => !add.includes(uid));
        const wrote =
          add.some((uid) => !group.members.has(uid)) || leaving.some((uid) => isMember(group, uid));
        return { ok: true as const, wrote, refused: new Map<string, Error>() };
      }),
    ),

  createGroup: () => Promise.reject(new SafetyError('A contact group would have been made in a dry run')),
});

type Rehearsal =
  | { readonly created: ReturnType<typeof contactOf>; readonly job?: undefined; readonly edit?: undefined }
  | {
      readonly created?: undefined;
      /** Reads the card, and has nothing written. */
      readonly job: ContactJob;
      /** What the real job would have written, once the card was read. */
      readonly edit: () => ContactEdit | undefined;
    };

/** Jobs that have each card read, and remember what the real ones would make of it. */
function rehearse(jobs: readonly ContactJob[]): Rehearsal[] {
  /** By card: a later job for the same card sees what the earlier ones would have written. */
  const pending = new Map<string, ContactEdit>();
  return jobs.map(({ target, revise }) => {
    if ('create' in target) return { created: contactOf(target.create) };
    const { ref } = target.edit;
    let wanted: ContactEdit | undefined;
    return {
      edit: () => wanted,
      job: {
        target,
        revise: (contact) => {
          wanted = revise({ ...contact, ...pending.get(ref) });
          if (wanted !== undefined) pending.set(ref, { ...pending.get(ref), ...wanted });
          return undefined;
        },
      },
    };
  });
}

const contactOf = ({ address, ...fields }: NewContact) => ({
  uid: derivedUid(address),
  addresses: [address],
  ...fields,
});
