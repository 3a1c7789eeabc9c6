import { type Invocation, type JmapResponses } from '../../jmap/invocation.ts';
import { arrayField, stringField } from '../../jmap/fields.ts';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { MethodError } from '../../jmap/method-error.ts';
import { MAILBOX_PROPERTIES, readMailbox } from './jmap-mail.ts';
import { type Mailbox, type MailboxId } from '../mail-store.ts';

/**
 * Knows the account's mailboxes, and notices when one is made, renamed, moved or deleted. That their mail was counted anew is
 * no such change. Its calls come after those that read mail, whose state they are to cover.
 */
export class MailboxWatch {
  readonly #jmap: JmapClient;
  #known: ReadonlyMap<MailboxId, Mailbox> = new Map();
  #state = '';

  constructor(jmap: JmapClient) {
    this.#jmap = jmap;
  }

  async read(signal: AbortSignal): Promise<Mailbox[]> {
    const answer = await this.#jmap.call(
      [['Mailbox/get', { ids: null, properties: MAILBOX_PROPERTIES }, 'all']],
      signal,
    );
    const mailboxes = arrayField(answer.get('all'), 'list', 'Mailbox/get').map(readMailbox);
    this.#known = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
    this.#state = stringField(answer.get('all'), 'state', 'Mailbox/get');
    return mailboxes;
  }

  /** The cheapest way to ask. `readIfChanged` reads the answer. */
  changesCall(): Invocation {
    return ['Mailbox/changes', { sinceState: this.#state }, CHANGES];
  }

  /** All mailboxes, read again; undefined when they are what they were, which is what the next call asks about. */
  async readIfChanged(answer: JmapResponses, signal: AbortSignal): Promise<Mailbox[] | undefined> {
    const newState = unlessUntold(() => stateIfOnlyCounted(answer));
    if (newState !== undefined) {
      this.#state = newState;
      return undefined;
    }
    const before = this.#known;
    const mailboxes = await this.read(signal);
    const isSame = mailboxes.length === before.size && mailboxes.every((mailbox) => isIn(before, mailbox));
    return isSame ? undefined : mailboxes;
  }

  /**
   * The calls for when there is no time to ask again: they bring the changed mailboxes, too, for servers that do not say what
   * changed about them. `isSame` reads the answer.
   */
  exactCalls(): Invocation[] {
    const get = (path: string): Record<string, unknown> => ({
      '#ids': { resultOf: CHANGES, name: 'Mailbox/changes', path },
      properties: MAILBOX_PROPERTIES,
    });
    return [
      this.changesCall(),
      ['Mailbox/get', get('/created'), MADE],
      ['Mailbox/get', get('/updated'), CHANGED],
    ];
  }

  isSame(answer: JmapResponses): boolean {
    const isSame = unlessUntold(() => {
      const changes = answer.get(CHANGES);
      const destroyed = arrayField(changes, 'destroyed', 'Mailbox/changes');
      const present = [MADE, CHANGED].flatMap((call) => arrayField(answer.get(call), 'list', 'Mailbox/get'));
      return (
        changes.hasMoreChanges !== true &&
        !destroyed.some((id) => typeof id === 'string' && this.#known.has(id)) &&
        present.every((record) => isIn(this.#known, readMailbox(record)))
      );
    });
    return isSame === true;
  }
}

const CHANGES = 'mailboxes';
const MADE = 'mailboxesMade';
const CHANGED = 'mailboxesChanged';

/** The new state when the server says that nothing but counts has changed (`updatedProperties`, RFC 8621 2.2), as mostly. */
function stateIfOnlyCounted(answer: JmapResponses): string | undefined {
  const changes = answer.get(CHANGES);
  const [made, gone, updated] = ['created', 'destroyed', 'updated'].map(
    (list) => arrayField(changes, list, 'Mailbox/changes').length,
  );
  const properties = updated === 0 ? [] : changes.updatedProperties;
  const isOnlyCounted =
    made === 0 &&
    gone === 0 &&
    changes.hasMoreChanges !== true &&
    Array.isArray(properties) &&
    !MAILBOX_PROPERTIES.some((property) => properties.includes(property));
  return isOnlyCounted ? stringField(changes, 'newState', 'Mailbox/changes') : undefined;
}

const isIn = (known: ReadonlyMap<MailboxId, Mailbox>, { id, name, parentId, role }: Mailbox): boolean => {
  const old = known.get(id);
  return old?.name === name && old.parentId === parentId && old.role === role;
};

/** Undefined when more may have changed than the server remembers, or than it tells at once. */
function unlessUntold<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const untold = ['cannotCalculateChanges', 'requestTooLarge'];
    if (error instanceof MethodError && untold.includes(error.type)) return undefined;
    throw error;
  }
}
