import { type ContactBook } from '../contacts/contact-book.ts';
import { type MailStore } from '../mail/mail-store.ts';
import { type ProgressLine } from './progress-line.ts';

export interface WatchedPorts {
  readonly mail: MailStore;
  readonly contacts: ContactBook;
  readonly stats: () => { readonly requests: number };
}

/** The same ports, whose long work shows on the line: what is being done, and how many requests and messages it took so far. */
export function withProgress(
  { mail, contacts, stats }: WatchedPorts,
  line: Pick<ProgressLine, 'show'>,
): Pick<WatchedPorts, 'mail' | 'contacts'> {
  let moved = 0;
  const say = (what: string): void =>
    line.show(() => `${what} … ${stats().requests} requests${moved === 0 ? '' : `, ${moved} mails changed`}`);
  return {
    mail: {
      get maxUpdates() {
        return mail.maxUpdates;
      },
      mailboxes: (signal) => mail.mailboxes(signal),
      ownAddresses: (signal) => mail.ownAddresses(signal),
      changesSince: (state, signal) => mail.changesSince(state, signal),
      async scan(mailboxIds, signal) {
        say('Looking for labels');
        return mail.scan(mailboxIds, signal);
      },
      async list(query, signal) {
        say('Reading mail');
        return mail.list(query, signal);
      },
      async update(changes, ifInState, signal) {
        say('Moving mail');
        const result = await mail.update(changes, ifInState, signal);
        moved += result.mails.length;
        return result;
      },
    },
    contacts: {
      get sendersAtOnce() {
        return contacts.sendersAtOnce;
      },
      async list(signal) {
        say('Reading the address book');
        return contacts.list(signal);
      },
      async save(jobs, signal) {
        say(`Saving ${jobs.length} contacts`);
        return contacts.save(jobs, signal);
      },
      async changeMembers(changes, signal) {
        say('Updating contact groups');
        return contacts.changeMembers(changes, signal);
      },
      createGroup: (name, signal) => contacts.createGroup(name, signal),
    },
  };
}
