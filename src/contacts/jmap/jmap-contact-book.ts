import { chooseAddressBook, type ChooseAddressBook } from '../address-book-choice.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { type WireGuard } from '../../safety/wire-guard.ts';
import { CONTACT_JOBS, GROUP_JOBS, MEMBER_JOBS } from './card-jobs.ts';
import {
  type BookListing,
  type CardEntry,
  type ContactBook,
  type ContactReading,
  type GroupEntry,
} from '../contact-book.ts';
import { type CardList } from './jmap-card-list.ts';
import { JmapCards } from './jmap-cards.ts';
import { readGroup } from './jscontact-group.ts';
import { readEntry } from './jscontact.ts';
import { readContacts, readOwn } from './read-contacts.ts';
import { changeInParts } from '../member-parts.ts';
import { bookListing } from '../member-uid.ts';

/** The address book of a JMAP account (RFC 9610). A card's `ref` is its id. `guard` must be the one of the client. */
export function createJmapContactBook(parts: {
  jmap: JmapClient;
  guard: WireGuard;
  chooseBook?: ChooseAddressBook;
}): ContactBook & ContactReading {
  const cards = new JmapCards({ chooseBook: chooseAddressBook, ...parts });
  return {
    sendersAtOnce: 1_000,
    list: async (signal) => listingOf(await cards.list(signal)),
    read: (entries, tell, signal) => readContacts(parts.jmap, entries, tell, signal),
    own: (entries, signal) => readOwn(parts.jmap, entries, signal),
    save: (jobs, signal) => cards.run(jobs, CONTACT_JOBS, signal),
    changeMembers: (changes, signal) =>
      changeInParts(changes, (parts) => cards.run(parts, MEMBER_JOBS, signal)),
    async createGroup(name, signal) {
      const [outcome] = await cards.run([name], GROUP_JOBS, signal);
      if (outcome?.ok === false) throw outcome.error;
    },
  };
}

function listingOf({ cards }: CardList): BookListing {
  const entries: CardEntry[] = [];
  const groups: GroupEntry[] = [];
  for (const card of cards.values()) {
    const group = readGroup(card);
    const entry = group === undefined ? readEntry(card) : undefined;
    if (group !== undefined) groups.push(group);
    if (entry !== undefined) entries.push(entry);
  }
  return bookListing(entries, groups);
}
