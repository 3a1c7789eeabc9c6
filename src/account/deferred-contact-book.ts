import { type ContactBook, type ContactReading } from '../contacts/contact-book.ts';

/** A contact book that is opened when it is first needed; where that fails, at the next need again. */
export function deferContactBook<Book extends ContactBook & ContactReading>(
  open: (signal: AbortSignal) => Promise<Book>,
): ContactBook & ContactReading {
  let opened: Book | undefined;
  const book = async (signal: AbortSignal): Promise<Book> => (opened ??= await open(signal));
  return {
    get sendersAtOnce() {
      return opened?.sendersAtOnce ?? 1;
    },
    list: async (signal) => (await book(signal)).list(signal),
    read: async (cards, tell, signal) => (await book(signal)).read(cards, tell, signal),
    own: async (cards, signal) => (await book(signal)).own(cards, signal),
    save: async (jobs, signal) => (await book(signal)).save(jobs, signal),
    changeMembers: async (changes, signal) => (await book(signal)).changeMembers(changes, signal),
    createGroup: async (name, signal) => (await book(signal)).createGroup(name, signal),
  };
}
