import * as z from 'zod';
import {
  type JmapMethod,
  type MethodContext,
  MethodError,
  namesOf,
  parseArguments,
  resolveId,
  type SetError,
} from '../core/method.ts';
import { MAX_MAILBOX_NAME_BYTES } from '../core/session.ts';
import { runSet, setArguments } from '../core/set.ts';
import { type MailboxRecord } from '../../store/mail-state.ts';

const mailboxSetArguments = setArguments.extend({ onDestroyRemoveEmails: z.boolean().nullish() });

const mailboxProperties = {
  // eslint-disable-next-line no-control-regex -- no name may hold one
  name: z.string().regex(/^[^\u0000-\u001f\u007f]+$/),
  parentId: z.string().nullable(),
  role: z.string().nullable(),
  sortOrder: z.int().nonnegative(),
  isSubscribed: z.boolean(),
};
const creation = z.strictObject(mailboxProperties).partial().required({ name: true });
const changes = z.strictObject(mailboxProperties).partial();

/** RFC 8621 2.5. */
export const mailboxSet: JmapMethod = (args, context) => {
  const { onDestroyRemoveEmails, ...request } = parseArguments(mailboxSetArguments, args);
  if (Object.keys(request.create ?? {}).length > context.limits.maxMailboxesInSet) {
    throw new MethodError('requestTooLarge');
  }
  // Children first, so that a whole tree can be destroyed at once in any order.
  const destroy = childrenFirst(request.destroy ?? [], context.account.mail.mailboxes);
  return runSet({ ...request, destroy }, context, {
    create: (properties) => createOne(properties, context),
    update: (id, patch) => updateOne(id, patch, context),
    destroy: (id) => destroyOne(id, onDestroyRemoveEmails ?? false, context),
  });
};

function createOne(
  properties: Record<string, unknown>,
  context: MethodContext,
): Pick<MailboxRecord, 'id' | 'sortOrder' | 'isSubscribed'> | SetError {
  const result = creation.safeParse(properties);
  if (!result.success) return invalidProperties(result.error);
  const { name, parentId = null, ...rest } = result.data;
  const parent = parentId === null ? null : resolveId(parentId, context);
  const error = nameError(name, parent, undefined, context);
  if (error !== undefined) return error;
  const mailbox = context.account.mail.createMailbox({ ...defined(rest), name, parentId: parent });
  const { id, sortOrder, isSubscribed } = mailbox;
  return { id, sortOrder, isSubscribed };
}

function updateOne(id: string, patch: Record<string, unknown>, context: MethodContext): SetError | undefined {
  const { mail } = context.account;
  const mailbox = mail.mailboxes.get(id);
  if (mailbox === undefined) return { type: 'notFound' };
  const result = changes.safeParse(patch);
  if (!result.success) return invalidProperties(result.error);
  const changed = defined(result.data);
  if (typeof changed.parentId === 'string') changed.parentId = resolveId(changed.parentId, context);
  const { name = mailbox.name, parentId = mailbox.parentId } = changed;
  const error = nameError(name, parentId, mailbox, context);
  if (error !== undefined) return error;
  if (Object.entries(changed).some(([key, value]) => mailbox[key as keyof MailboxRecord] !== value)) {
    mail.updateMailbox(mailbox, changed);
  }
  return undefined;
}

function destroyOne(id: string, withMails: boolean, context: MethodContext): SetError | undefined {
  const { mail } = context.account;
  const mailbox = mail.mailboxes.get(id);
  if (mailbox === undefined) return { type: 'notFound' };
  if (mailbox.role === 'inbox') return { type: 'forbidden' };
  if (mail.descendants(id).length > 0) return { type: 'mailboxHasChild' };
  if (!withMails && mail.mailsIn(id).length > 0) return { type: 'mailboxHasEmail' };
  mail.destroyMailbox(mailbox);
  return undefined;
}

/** `self` is the mailbox that gets the name; undefined for a new one. */
function nameError(
  name: string,
  parentId: string | null,
  self: MailboxRecord | undefined,
  { account: { mail }, quirks: { namesMailboxErrors } }: MethodContext,
): SetError | undefined {
  const invalidName: SetError = { type: 'invalidProperties', properties: ['name'] };
  // Cyrus counts the whole path in modified UTF-7, so it stops a little earlier than it says.
  if (name.includes('/') || Buffer.byteLength(name) > MAX_MAILBOX_NAME_BYTES)
    return namesMailboxErrors ? invalidName : { type: 'serverFail', description: 'Invalid mailbox name' };
  const isOwnTree =
    self !== undefined && [self, ...mail.descendants(self.id)].some((mailbox) => mailbox.id === parentId);
  if (parentId !== null && (isOwnTree || !mail.mailboxes.has(parentId))) {
    return { type: 'invalidProperties', properties: ['parentId'] };
  }
  const isInbox = parentId === null && name.toLowerCase() === 'inbox' && self?.role !== 'inbox';
  const isTaken = [...mail.mailboxes.values()].some(
    (other) => other !== self && other.parentId === parentId && other.name === name,
  );
  if (isTaken && namesMailboxErrors) return { type: 'alreadyExists' };
  return isInbox || isTaken ? invalidName : undefined;
}

function childrenFirst(ids: readonly string[], mailboxes: ReadonlyMap<string, MailboxRecord>): string[] {
  const depth = (id: string | null): number => {
    const mailbox = id === null ? undefined : mailboxes.get(id);
    return mailbox === undefined ? 0 : 1 + depth(mailbox.parentId);
  };
  return [...ids].sort((one, other) => depth(other) - depth(one));
}

const invalidProperties = (error: z.ZodError): SetError => ({
  type: 'invalidProperties',
  properties: namesOf(error),
});

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

const defined = <T extends object>(record: T): Defined<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
