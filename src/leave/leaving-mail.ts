import { type Mail, type MailChange } from '../mail/mail-store.ts';
import { type LeaveView } from './leave-view.ts';

export type Leaving = Pick<LeaveView, 'labels' | 'triaged' | 'mailTo' | 'inbox' | 'apart'>;

/**
 * The change by which a mail leaves what is Mailroom's: labels come off, and where the mail is to go elsewhere, it goes there
 * from Screener and the categories' mailboxes. Mailboxes of the user's own stay. A mail that would be nowhere goes to the
 * same place, else to the Inbox (N2). Undefined where there is nothing to change, so that leaving can be repeated.
 */
export function leavingChange(mail: Mail, view: Leaving): MailChange | undefined {
  const { labels, triaged, mailTo, inbox, apart } = view;
  const isIn = (id: string): boolean => mail.mailboxIds.has(id);
  const moved = mailTo === undefined ? [] : triaged.filter(isIn);
  const remove = [...labels.filter(isIn), ...moved];
  if (remove.length === 0) return undefined;
  const stays = [...mail.mailboxIds].filter((id) => !remove.includes(id));
  const [stay = mailTo ?? inbox] = stays;
  const isElsewhere = stays.some((id) => apart.has(id));
  const add = mailTo !== undefined && moved.length > 0 && !isElsewhere ? mailTo : stay;
  return { mail, sender: mail.sender, add: [add], remove };
}
