import { type Config } from '../../config/config.ts';
import { type BookListing, type ContactBook, type ContactReading } from '../../contacts/contact-book.ts';
import { type MailStore, type MailWalks } from '../../mail/mail-store.ts';
import { type LeaveView, viewLeave } from '../leave-view.ts';
import { type LeavingContacts, type LeaveCounts } from '../leaving-contacts.ts';
import { clearNotes, emptyGroups, gatherMade, membersOf, readLeavingContacts } from './leave-contacts.ts';
import { countLeaving, leaveMailboxes } from './leave-mailboxes.ts';

export interface LeavePorts {
  readonly mail: MailStore & MailWalks;
  readonly contacts: ContactBook & ContactReading;
  /** Told what is at work. */
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What of an account is Mailroom's, and what of that is still to be done. */
export interface Leave {
  readonly view: LeaveView;
  readonly listing: BookListing;
  readonly contacts: LeavingContacts;
  readonly counts: LeaveCounts;
}

/** Reads all that is still to be done; answers with a text where `mailTo` names no mailbox that mail can go to. */
export async function planLeave(
  config: Config,
  mailTo: string | undefined,
  { mail, contacts, onProgress, signal }: LeavePorts,
): Promise<Leave | string> {
  onProgress('Reading the account …');
  const mailboxes = await mail.mailboxes(signal);
  const listing = await contacts.list(signal);
  const view = viewLeave(config, { mailboxes, listing }, mailTo);
  if (typeof view === 'string') return view;
  onProgress('Reading mail …');
  const labelled = await countLeaving(view.labels, view, mail, signal);
  const moving = view.mailTo === undefined ? 0 : await countLeaving(view.triaged, view, mail, signal);
  onProgress('Reading contacts …');
  const leaving = await readLeavingContacts(listing, contacts, signal);
  const members = view.groups.reduce((sum, group) => sum + membersOf(group).length, 0);
  const { made, noted } = leaving;
  return {
    view,
    listing,
    contacts: leaving,
    counts: { labelled, moving, members, made: made.length, noted: noted.length },
  };
}

/**
 * Does what is planned: labels come off first, so that no cycle begins with what leaves. Answers with what was refused; what
 * is left shows when it is planned again. Throws when mail or contacts as a whole are out of reach.
 */
export async function carryOutLeave(
  { view, contacts: { made, noted } }: Leave,
  { mail, contacts, onProgress, signal }: LeavePorts,
): Promise<readonly Error[]> {
  const refused: Error[] = [];
  for (const mailboxIds of [view.labels, view.mailTo === undefined ? [] : view.triaged]) {
    if (mailboxIds.length === 0) continue;
    onProgress('Changing mail …');
    const changing = (changed: number): void => onProgress(`Changing mail … ${changed} messages`);
    const { failed } = await leaveMailboxes(mailboxIds, view, mail, changing, signal);
    refused.push(...failed.values());
  }
  onProgress('Changing contact groups …');
  refused.push(...(await gatherMade(made, contacts, signal)));
  refused.push(...(await emptyGroups(view.groups, contacts, signal)));
  const noting = (done: number): void => onProgress(`Changing notes … ${done} of ${noted.length}`);
  refused.push(...(await clearNotes(noted, contacts, noting, signal)));
  return refused;
}
