import { describe, expect, it, vi } from 'vitest';
import { group } from '../../test/support/triage-fixtures.ts';
import {
  type Contact,
  type ContactBook,
  type ContactEdit,
  type ContactJob,
} from '../contacts/contact-book.ts';
import { derivedUid } from '../contacts/contact-uid.ts';
import { SafetyError, SenderError } from '../errors.ts';
import { type Address } from '../mail/address.ts';
import { createDryRunContactBook } from './dry-run-contact-book.ts';

const never = new AbortController().signal;
const ANN = 'ann@x.example' as Address;
const card = (uid: string): Contact => ({ uid, addresses: [ANN], fullName: 'Ann', note: 'old' });

/** A book of cards that reads what is asked for, and would write what it is given. */
function realBook(onWrite: (edit: ContactEdit) => void = () => undefined): ContactBook {
  return {
    list: () => Promise.resolve({ cards: [], groups: [] }),
    save: (jobs) =>
      Promise.resolve(
        jobs.map(({ target, revise }) => {
          if ('create' in target) throw new Error('must not be called');
          const contact = card(target.edit.uid);
          const edit = revise(contact);
          if (edit !== undefined) onWrite(edit);
          return { ok: true, contact, created: false, wrote: edit !== undefined };
        }),
      ),
    changeMembers: () => Promise.reject(new Error('must not be called')),
    sendersAtOnce: 1,
    createGroup: () => Promise.reject(new Error('must not be called')),
  };
}

const editJob = (uid: string, revise: ContactJob['revise']): ContactJob => ({
  target: { edit: { ref: `/${uid}`, uid, addresses: [ANN] } },
  revise,
});

describe('the contact book of a dry run', () => {
  it('says of a contact to be made that it was made', async () => {
    const create = { address: ANN, fullName: 'Ann', note: 'new', organization: 'Ann' };

    const outcomes = await createDryRunContactBook(realBook()).save(
      [{ target: { create }, revise: () => undefined }],
      never,
    );

    expect(outcomes).toEqual([
      {
        ok: true,
        contact: {
          uid: derivedUid(ANN),
          addresses: [ANN],
          fullName: 'Ann',
          note: 'new',
          organization: 'Ann',
        },
        created: true,
        wrote: true,
      },
    ]);
  });

  it('reads a contact to be changed, says how it would be, and has nothing written', async () => {
    const onWrite = vi.fn();

    const outcomes = await createDryRunContactBook(realBook(onWrite)).save(
      [editJob('a', ({ note }) => ({ note: `${note ?? ''}, more` })), editJob('b', () => undefined)],
      never,
    );

    expect(outcomes).toMatchObject([
      { ok: true, contact: { uid: 'a', note: 'old, more' }, created: false, wrote: true },
      { ok: true, contact: { uid: 'b', note: 'old' }, created: false, wrote: false },
    ]);
    expect(onWrite).not.toHaveBeenCalled();
  });

  it('shows each job what those before it would have made of the card', async () => {
    const add = (line: string) => editJob('a', ({ note }) => ({ note: `${note ?? ''}, ${line}` }));

    const outcomes = await createDryRunContactBook(realBook()).save([add('one'), add('two')], never);

    expect(outcomes[1]).toMatchObject({ contact: { note: 'old, one, two' } });
  });

  it('passes on what cannot be read, and keeps the order', async () => {
    const error = new SenderError('broken');
    const book = createDryRunContactBook({
      ...realBook(),
      save: () => Promise.resolve([{ ok: false, error }]),
    });
    const create = { address: ANN, fullName: 'Ann', note: 'new' };

    expect(
      await book.save(
        [editJob('a', () => undefined), { target: { create }, revise: () => undefined }],
        never,
      ),
    ).toMatchObject([
      { ok: false, error },
      { ok: true, created: true },
    ]);
  });

  it('fails loudly should a contact be written all the same', async () => {
    const book = createDryRunContactBook({
      ...realBook(),
      save: () => Promise.resolve([{ ok: true, contact: card('a'), created: false, wrote: true }]),
    });

    await expect(book.save([editJob('a', () => undefined)], never)).rejects.toThrow(SafetyError);
  });

  it.each([
    ['joins', { add: ['New'], remove: [] }, true],
    ['is there already', { add: ['old'], remove: [] }, false],
    ['is there in another form', { add: ['urn:uuid:Stray'], remove: [] }, true],
    ['leaves in another form', { add: [], remove: ['Stray'] }, true],
    ['leaves', { add: [], remove: ['old'] }, true],
    ['is not there', { add: [], remove: ['new'] }, false],
    ['leaves and joins', { add: ['old'], remove: ['old'] }, false],
  ])('says whether a group would be written: a member that %s', async (_, change, wrote) => {
    const book = createDryRunContactBook(realBook());
    const feed = { ...group('Feed', ['old', 'stray']), strays: new Set(['stray']) };

    expect(await book.changeMembers([{ group: feed, ...change }], never)).toMatchObject([
      { ok: true, wrote },
    ]);
  });

  it('makes no group', async () => {
    await expect(createDryRunContactBook(realBook()).createGroup('Feed', never)).rejects.toThrow(SafetyError);
  });
});
