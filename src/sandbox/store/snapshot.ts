import { type MemberRules } from './card-members.ts';
import { type CardState, groupsOf } from './card-state.ts';
import { formatCard } from './card-lines.ts';
import { senderOf, subjectOf } from './header-forms.ts';
import { type MailState } from './mail-state.ts';

/** All of an account, as plain data. */
export interface AccountSnapshot {
  mailboxes: { id: string; path: string; role: string | null }[];
  mails: MailSnapshot[];
  /** vCards as they are stored, by resource name. */
  cards: Record<string, string>;
  /** UIDs of cards by group name, as the server resolves the members. */
  groups: Record<string, string[]>;
}

export interface MailSnapshot {
  id: string;
  threadId: string;
  /** The first From address, in lower case; empty when there is none. */
  from: string;
  subject: string;
  /** Paths, sorted. */
  mailboxes: string[];
  /** Sorted. */
  keywords: string[];
}

export function takeSnapshot(mail: MailState, cards: CardState, rules: MemberRules): AccountSnapshot {
  const paths = new Map([...mail.mailboxes.keys()].map((id) => [id, mail.pathOf(id)]));
  return {
    mailboxes: [...mail.mailboxes.values()].map(({ id, role }) => ({ id, path: paths.get(id) ?? '', role })),
    mails: [...mail.mails.values()].map(({ id, threadId, headers, mailboxIds, keywords }) => ({
      id,
      threadId,
      from: senderOf(headers),
      subject: subjectOf(headers),
      mailboxes: [...mailboxIds].map((mailboxId) => paths.get(mailboxId) ?? '').sort(),
      keywords: [...keywords].sort(),
    })),
    cards: Object.fromEntries([...cards.cards.values()].map(({ name, lines }) => [name, formatCard(lines)])),
    groups: Object.fromEntries(groupsOf(cards, rules).map(({ name, members }) => [name, members])),
  };
}
