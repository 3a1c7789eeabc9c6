import { counted } from '../counted.ts';
/** What a dry run found would be done about one sender. */
export interface SenderPlan {
  /** Undefined for mail without a usable From address. */
  readonly sender: string | undefined;
  /** Where the sender would go; undefined when only labels would come off or on. */
  readonly category: string | undefined;
  readonly contact: 'created' | 'updated' | undefined;
  /** Names of contact groups. */
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
  readonly moves: readonly PlannedMove[];
  /** Messages that were looked at and would stay where they are: in Trash, for instance. */
  readonly stays: readonly { readonly mails: number; readonly mailbox: string }[];
  /** Warnings, conflicts, and why something would not be done. */
  readonly notes: readonly string[];
}

/** So many messages would be taken out of these mailboxes and put into those; either may be none. Labels are mailboxes. */
export interface PlannedMove {
  readonly mails: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** `20 mails: Screener → Feed`. */
export const moveText = ({ mails, from, to }: PlannedMove): string => {
  const count = mailCount(mails);
  if (to.length === 0) return `${count}: ${from.join(', ')} ${from.length === 1 ? 'comes' : 'come'} off`;
  if (from.length === 0) return `${count}: also into ${to.join(', ')}`;
  return `${count}: ${from.join(', ')} → ${to.join(', ')}`;
};

export const mailCount = (mails: number): string => counted(mails, 'mail');
