import { describe, expect, it } from 'vitest';
import { AccountError } from '../errors.ts';
import { type AddressBookFacts, chooseAddressBook } from './address-book-choice.ts';

const book = (key: string, given: Partial<AddressBookFacts> = {}): AddressBookFacts => ({
  key,
  name: undefined,
  isDefault: false,
  mayWrite: true,
  ...given,
});

describe('the address book', () => {
  it.each<[string, AddressBookFacts[], string | undefined, string]>([
    ['is the only one', [book('a')], undefined, 'a'],
    ['is the default one over JMAP', [book('a'), book('b', { isDefault: true })], undefined, 'b'],
    ['is that whose key is Default', [book('a', { name: 'Default' }), book('Default')], undefined, 'Default'],
    ['is that of the name Default', [book('a'), book('b', { name: 'Default' })], undefined, 'b'],
    ['is the default one by both', [book('a'), book('Default', { isDefault: true })], undefined, 'Default'],
    ['is that of the wanted name', [book('Default'), book('b', { name: 'Work' })], 'Work', 'b'],
    [
      'is that of the wanted name, however its letters are composed',
      [book('b', { name: 'Cafe\u0301' })],
      'Caf\u00e9',
      'b',
    ],
    ['is that of the wanted key', [book('Default'), book('b')], 'b', 'b'],
    ['is that of the wanted name rather than key', [book('b'), book('c', { name: 'b' })], 'b', 'c'],
  ])('%s', (_, books, wanted, key) => {
    expect(chooseAddressBook(books, wanted).key).toBe(key);
  });

  it.each<[string, AddressBookFacts[], string | undefined, string]>([
    [
      'nothing tells which',
      [book('a', { name: 'A' }), book('b')],
      undefined,
      'the account has 2 address books, and none of them is the default one: set MAILROOM_ADDRESS_BOOK to one of "A" (a), "b" (b)',
    ],
    [
      'the two protocols would take two',
      [book('Default', { name: 'Personal' }), book('w', { name: 'Work', isDefault: true })],
      undefined,
      'the account has 2 address books, and it is not clear which is the default one of "Personal" (Default), "Work" (w): set MAILROOM_ADDRESS_BOOK to one of',
    ],
    [
      'it is not there',
      [book('a', { name: 'A' })],
      'Work',
      'there is no address book "Work": set MAILROOM_ADDRESS_BOOK to one of "A" (a)',
    ],
    [
      'two have its name',
      [book('a', { name: 'Work' }), book('b', { name: 'Work' })],
      'Work',
      '2 address books are called "Work": set MAILROOM_ADDRESS_BOOK to what is in brackets of one of "Work" (a), "Work" (b)',
    ],
    [
      'it may only be read',
      [book('a', { name: 'Team', mayWrite: false })],
      undefined,
      '"Team" may only be read',
    ],
  ])('is a problem of the account where %s', (_, books, wanted, words) => {
    const choose = (): unknown => chooseAddressBook(books, wanted);

    expect(choose).toThrow(AccountError);
    expect(choose).toThrow(words);
  });

  it('may be read-only where nothing is to be written', () => {
    const books = [book('a', { mayWrite: false })];

    expect(chooseAddressBook(books, undefined, 'read').key).toBe('a');
  });

  it('may be read-only if it is not the chosen one', () => {
    expect(chooseAddressBook([book('Shared', { mayWrite: false }), book('Default')]).key).toBe('Default');
  });
});
