import * as z from 'zod';
import {
  checkObjects,
  checkState,
  type JmapMethod,
  type MethodContext,
  parseArguments,
  resolveId,
  type SetError,
} from '../core/method.ts';
import { mailIdOf, type MailRecord } from '../../store/mail-state.ts';
import { InvalidMessage, parseMessage } from '../../store/message.ts';

const importArguments = z.strictObject({
  accountId: z.string(),
  ifInState: z.string().nullish(),
  emails: z.record(z.string(), z.unknown()),
});

const emailImportObject = z.strictObject({
  blobId: z.string(),
  mailboxIds: z.record(z.string(), z.literal(true)),
  keywords: z.record(z.string(), z.literal(true)).optional(),
  receivedAt: z.iso.datetime().nullish(),
});

/** RFC 8621 4.8. */
export const emailImport: JmapMethod = (args, context) => {
  const { accountId, ifInState, emails } = parseArguments(importArguments, args);
  const { mail } = context.account;
  checkObjects(Object.keys(emails).length, context.limits.maxObjectsInSet);
  checkState(ifInState, mail.state);
  const oldState = mail.state;
  const created: Record<string, unknown> = {};
  const notCreated: Record<string, SetError> = {};
  for (const [creationId, email] of Object.entries(emails)) {
    const result = importOne(email, context);
    if ('type' in result) {
      notCreated[creationId] = result;
      continue;
    }
    const { id, blobId, threadId, size } = result;
    context.createdIds.set(creationId, id);
    created[creationId] = { id, blobId, threadId, size };
  }
  return { accountId, oldState, newState: mail.state, created, notCreated };
};

function importOne(email: unknown, context: MethodContext): MailRecord | SetError {
  const { mail } = context.account;
  const parsed = emailImportObject.safeParse(email);
  if (!parsed.success) {
    const properties = parsed.error.issues.map(({ path }) => String(path[0]));
    return { type: 'invalidProperties', properties };
  }
  const { blobId, keywords = {}, receivedAt } = parsed.data;
  const mailboxIds = Object.keys(parsed.data.mailboxIds).map((id) => resolveId(id, context));
  if (mailboxIds.length === 0 || mailboxIds.some((id) => !mail.mailboxes.has(id))) {
    return { type: 'invalidProperties', properties: ['mailboxIds'] };
  }
  const existingId = mailIdOf(blobId.slice(1));
  if (mail.mails.has(existingId)) return { type: 'alreadyExists', existingId };
  const blob = mail.uploads.get(blobId);
  if (blob === undefined) return { type: 'invalidProperties', properties: ['blobId'] };
  try {
    const message = parseMessage(blob);
    const placement = { mailboxIds, keywords: Object.keys(keywords) };
    return mail.insertMail(
      message,
      receivedAt === undefined || receivedAt === null
        ? placement
        : { ...placement, receivedAt: new Date(receivedAt) },
    );
  } catch (error) {
    if (error instanceof InvalidMessage) return { type: 'invalidEmail', description: error.message };
    throw error;
  } finally {
    // The mail has its own copy from now on, and a benchmark imports a great many.
    if (mail.mails.has(existingId)) mail.uploads.delete(blobId);
  }
}
