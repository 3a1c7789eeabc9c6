import { describe, expect, it } from 'vitest';
import { defaultPlaces, work } from '../../../test/support/triage-fixtures.ts';
import {
  type CardEntry,
  type Contact,
  type ContactBook,
  type ContactJob,
} from '../../contacts/contact-book.ts';
import { SenderError, TransientError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { BatchState } from './batch-state.ts';
import { newJoined, saveContacts } from './contact-steps.ts';
import { type SenderWork } from '../model.ts';

const ANN = 'ann@x.example' as Address;
const places = defaultPlaces();
const { signal } = new AbortController();

const entry = (uid: string): CardEntry => ({ ref: uid || 'without', uid, addresses: [ANN] });

/**
 * Saves one sender's contacts in a book whose cards, by `ref`, are as they are given when they are read. `filled` is what
 * an earlier job of the same call put on them.
 */
async function save(
  cards: readonly CardEntry[],
  read: Record<string, Partial<Contact>>,
  name?: string,
  filled: Partial<Contact> = {},
) {
  const edited: string[] = [];
  const contacts: Pick<ContactBook, 'save'> = {
    save: (jobs: readonly ContactJob[]) =>
      Promise.resolve(
        jobs.map(({ target, revise }) => {
          const found: CardEntry | Contact =
            'edit' in target ? target.edit : { uid: 'new', addresses: [ANN] };
          const ref = 'edit' in target ? target.edit.ref : 'new';
          const before: Contact = { uid: found.uid, addresses: found.addresses, ...read[ref] };
          const edit = 'edit' in target ? revise(before) : undefined;
          if (edit !== undefined) edited.push(ref);
          const contact = { ...before, ...edit, ...filled };
          return { ok: true as const, contact, before, created: !('edit' in target), wrote: true };
        }),
      ),
  };
  const events: string[] = [];
  const ports = {
    contacts: contacts as ContactBook,
    mail: undefined as never,
    log: (event: string) => void events.push(event),
    today: () => '2026-02-03',
  };
  const state = new BatchState(places, ports, signal);
  const sender: SenderWork = { ...work(places, 'Feed', { name }), cards };
  const joined = newJoined();
  await saveContacts(state, [sender], joined);
  return { uids: joined.uids.get(sender), error: state.failed.get(sender), edited, events };
}

describe('the cards of a sender', () => {
  it('are members by their UIDs', async () => {
    expect(await save([entry('a'), entry('b')], {})).toMatchObject({ uids: ['a', 'b'], error: undefined });
  });

  it('without the address any more are neither edited nor members', async () => {
    const { uids, error, edited } = await save([entry('mum'), entry('own')], { mum: { addresses: [] } });

    expect({ uids, error, edited }).toEqual({ uids: ['own'], error: undefined, edited: ['own'] });
  });

  it('that have all lost the address leave the sender to the next cycle', async () => {
    const { uids, error, edited } = await save([entry('mum')], { mum: { addresses: [] } });

    expect([uids, edited]).toEqual([undefined, []]);
    expect(error).toBeInstanceOf(TransientError);
  });

  it('without a UID are not touched where another one has one', async () => {
    const { uids, error, edited } = await save([entry(''), entry('own')], {});

    expect({ uids, error, edited }).toEqual({ uids: ['own'], error: undefined, edited: ['own'] });
  });

  it.each([
    ['listed so', [entry('')], {}],
    ['found so when one was to be made', [], { new: { uid: '' } }],
  ])('that all have no UID fail the sender, by name: %s', async (_, cards, read) => {
    const { uids, error, edited } = await save(cards, read);

    expect([uids, edited]).toEqual([undefined, []]);
    expect(error).toBeInstanceOf(SenderError);
    expect(error?.message).toMatch(/ann@x\.example has no UID/);
  });

  it('are compared with the name of the mail as they were before anything was filled in', async () => {
    const byEarlierJob = { fullName: 'Bob' };

    expect((await save([entry('a')], {}, 'Ann Other', byEarlierJob)).events).not.toContain('name_mismatch');
    expect((await save([entry('a')], { a: byEarlierJob }, 'Ann Other')).events).toContain('name_mismatch');
  });
});
