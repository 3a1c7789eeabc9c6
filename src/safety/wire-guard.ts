import { type Invocation } from '../jmap/invocation.ts';
import { SafetyError } from '../errors.ts';
import { isFrom } from '../mail/address.ts';
import { type JsonObject } from '../jmap/fields.ts';
import { type Mail, type MailChange, type MailId } from '../mail/mail-store.ts';
import { checkContactCall, isContactMethod } from './contact-guard.ts';

/**
 * The last gate before the network: every JMAP request passes here, whatever code made it, and one that could lose mail
 * is not sent. What it asks of contacts is in `contact-guard.ts`.
 *
 * - N1: nothing is destroyed, of any type, by any argument that can destroy. Mailboxes are made, and never changed.
 * - N2: a patch that takes a mailbox away also adds one.
 * - N3: only mail that was read from the server, and announced with `allow`, is changed, as announced, and only if it is
 *   from the sender, or from exactly the domain that is announced as one: `Mail.sender` is the one answer to whose a mail
 *   is, and nothing here reads another.
 * - N10: every change says which state it builds on.
 */
export interface WireGuard {
  /** Registers a mail as read from the server: its sender is the truth for N3. */
  noteRead(mail: Mail): void;
  /** Announces the changes of the next Email/set. Throws `SafetyError` when a mail is not the sender's. */
  allow(changes: readonly MailChange[]): void;
  /** Announces the cards that the next ContactCard/set changes: by id, as they were just read from the server. */
  allowCards(cards: ReadonlyMap<string, JsonObject>): void;
  /** Throws `SafetyError` when a request breaks a rule. */
  check(calls: readonly Invocation[]): void;
}

export function createWireGuard(): WireGuard {
  let allowed: ReadonlyMap<MailId, MailChange> = new Map();
  let allowedCards: ReadonlyMap<string, JsonObject> = new Map();
  const read = new WeakSet<Mail>();
  return {
    noteRead(mail) {
      read.add(mail);
    },
    allow(changes) {
      for (const { mail, sender } of changes) {
        if (!read.has(mail))
          throw new SafetyError(`N3: mail ${mail.id} would be changed without having been read`);
        if (sender === undefined ? mail.sender !== undefined : !isFrom(mail.sender, sender))
          throw new SafetyError(`N3: mail ${mail.id} is not from the sender it would be moved for`);
      }
      allowed = new Map(changes.map((change) => [change.mail.id, change]));
    },
    allowCards(cards) {
      allowedCards = cards;
    },
    check(calls) {
      for (const [method, args] of calls) {
        checkNothingDestroyed(method, args);
        if (isContactMethod(method)) checkContactCall(method, args, allowedCards);
        else if (method === 'Email/set') checkEmailWrite(args, allowed);
        else if (method === 'Mailbox/set') checkMailboxWrite(args);
        else if (!READING.test(method))
          throw new SafetyError(`N1: ${method} is no method that Mailroom uses`);
      }
    },
  };
}

const READING = /\/(?:get|query|changes|queryChanges)$/;

/** Arguments by which a JMAP method destroys records (RFC 8620 5.3, 5.4; RFC 8621 2.5, 7.5). */
const DESTROYING = [
  'destroy',
  '#destroy',
  'onDestroyRemoveEmails',
  'onSuccessDestroyOriginal',
  'destroyFromIfInState',
  'onSuccessDestroyEmail',
];

function checkNothingDestroyed(method: string, args: Readonly<Record<string, unknown>>): void {
  for (const name of DESTROYING) {
    if (name in args) throw new SafetyError(`N1: ${method} with '${name}' could destroy something`);
  }
}

function checkEmailWrite(
  args: Readonly<Record<string, unknown>>,
  allowed: ReadonlyMap<MailId, MailChange>,
): void {
  const others = Object.keys(args).filter((name) => !['accountId', 'ifInState', 'update'].includes(name));
  if (others.length > 0) throw new SafetyError(`N1: Email/set may only update, not '${others.join("', '")}'`);
  const { ifInState, update } = args;
  if (typeof ifInState !== 'string') throw new SafetyError('N10: Email/set without ifInState');
  for (const [id, patch] of Object.entries(update ?? {})) checkPatch(id, patch, allowed.get(id));
}

function checkMailboxWrite(args: Readonly<Record<string, unknown>>): void {
  const others = Object.keys(args).filter((name) => !['accountId', 'ifInState', 'create'].includes(name));
  if (others.length > 0)
    throw new SafetyError(`N1: Mailbox/set may only create, not '${others.join("', '")}'`);
}

function checkPatch(id: MailId, patch: unknown, change: MailChange | undefined): void {
  if (change === undefined) throw new SafetyError(`N3: mail ${id} would be changed for no known sender`);
  if (typeof patch !== 'object' || patch === null)
    throw new SafetyError(`N2: the patch of mail ${id} is not an object`);
  const added: string[] = [];
  const removed: string[] = [];
  for (const [path, value] of Object.entries(patch)) {
    const mailbox = /^mailboxIds\/([^/]+)$/.exec(path)?.[1];
    if (mailbox === undefined) throw new SafetyError(`N2: the patch of mail ${id} touches '${path}'`);
    if (value === true) added.push(mailbox);
    else if (value === null) removed.push(mailbox);
    else throw new SafetyError(`N2: the patch of mail ${id} sets '${path}' to neither true nor null`);
  }
  if (added.length === 0) throw new SafetyError(`N2: the patch of mail ${id} adds no mailbox`);
  const isAnnounced =
    added.every((mailbox) => change.add.includes(mailbox)) &&
    removed.every((mailbox) => change.remove.includes(mailbox));
  if (!isAnnounced) throw new SafetyError(`N3: the patch of mail ${id} is not the announced one`);
}
