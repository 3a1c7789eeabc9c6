import { counted } from '../counted.ts';
import { type MailboxId } from '../mail/mail-store.ts';
import { type LeaveCounts, MADE_BY_MAILROOM } from './leaving-contacts.ts';
import { type LeaveView } from './leave-view.ts';

/** Whether nothing is to be done. */
export const isLeft = (counts: LeaveCounts): boolean => Object.values(counts).every((count) => count === 0);

/** What leaving would do, line by line; what is done already is left out. */
export function leaveLines(view: LeaveView, counts: LeaveCounts): string[] {
  const { labelled, moving, members, made, noted } = counts;
  const { labels, triaged, mailTo, groups } = view;
  const line = (count: number, text: string): string[] => (count === 0 ? [] : [`  - ${text}`]);
  const named = pathsIn(view);
  return [
    ...line(
      labelled,
      `${counted(labelled, 'message')} with labels of Mailroom: they come off (${named(labels)})`,
    ),
    ...line(
      moving,
      `${counted(moving, 'message')} from ${named(triaged)} ${moving === 1 ? 'goes' : 'go'} to ${named([mailTo ?? ''])}`,
    ),
    ...line(members, `${members} memberships of ${groups.map(({ name }) => name).join(', ')} end`),
    ...line(
      made,
      `${counted(made, 'contact')} that Mailroom made and nobody changed join the group "${MADE_BY_MAILROOM}"`,
    ),
    ...line(
      noted,
      `${counted(noted, 'contact')} lose Mailroom's lines in their notes, and nothing else of them`,
    ),
  ];
}

/** What only the user can do. */
export function leftToUser(view: LeaveView, isMadeThere: boolean): string[] {
  const { labels, triaged, mailTo, groups } = view;
  const named = pathsIn(view);
  const emptied = mailTo === undefined ? '' : ` and ${named(triaged)}`;
  return [
    'Left to you:',
    '  - delete the rules that "mailroom rules" wrote: Settings → Mail rules',
    ...(labels.length === 0 ? [] : [`  - delete the empty mailboxes ${named(labels)}${emptied}`]),
    ...(mailTo === undefined && triaged.length > 0
      ? [`  - move the mail of ${named(triaged)}, or run this with --mail-to MAILBOX`]
      : []),
    ...(groups.length === 0
      ? []
      : [`  - delete the empty contact groups ${groups.map(({ name }) => name).join(', ')}`]),
    ...(isMadeThere
      ? [`  - look through the group "${MADE_BY_MAILROOM}": delete its contacts, or keep them`]
      : []),
    '  - revoke the API token, and the app password if there is one: Settings → Privacy & Security',
    '  - delete the deployment: kubectl delete -f k8s/',
  ];
}

/** Names mailboxes by their paths. */
const pathsIn =
  ({ paths }: LeaveView) =>
  (ids: readonly MailboxId[]): string =>
    ids.map((id) => paths.get(id) ?? id).join(', ');
