import { describe, expect, it } from 'vitest';
import { TransientError } from '../errors.ts';
import { neverAborted } from '../../test/support/http-client.ts';
import { type BookListing, type ContactBook, type ContactReading } from '../contacts/contact-book.ts';
import { deferContactBook } from './deferred-contact-book.ts';

const LISTING: BookListing = { cards: [], groups: [] };
const OPENED: ContactBook & ContactReading = {
  read: () => Promise.resolve(),
  own: () => Promise.resolve(new Set<string>()),
  list: () => Promise.resolve(LISTING),
  save: () => Promise.resolve([]),
  changeMembers: () => Promise.resolve([]),
  sendersAtOnce: 1,
  createGroup: () => Promise.resolve(),
};

describe('deferContactBook', () => {
  it('opens the book at the first need, once', async () => {
    let count = 0;
    const contacts = deferContactBook(() => {
      count += 1;
      return Promise.resolve(OPENED);
    });
    expect(count).toBe(0);
    await expect(contacts.list(neverAborted)).resolves.toBe(LISTING);
    await expect(contacts.save([], neverAborted)).resolves.toEqual([]);
    await expect(contacts.changeMembers([], neverAborted)).resolves.toEqual([]);
    await contacts.createGroup('Feed', neverAborted);
    await contacts.read([], () => undefined, neverAborted);
    expect(count).toBe(1);
  });

  it('tries again after a failure', async () => {
    let fails = true;
    const contacts = deferContactBook(() =>
      fails ? Promise.reject(new TransientError('down')) : Promise.resolve(OPENED),
    );
    await expect(contacts.list(neverAborted)).rejects.toThrow(TransientError);
    fails = false;
    await expect(contacts.list(neverAborted)).resolves.toBe(LISTING);
  });
});
