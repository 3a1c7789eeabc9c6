import { type CycleMemory } from '../../src/triage/steps/cycle-memory.ts';
import { afterChange } from '../../src/mail/after-change.ts';
import { defaultPlaces, DEFAULT_MAILBOXES, group, mailboxes, placesConfig } from './triage-fixtures.ts';
import {
  type Contact,
  type ContactBook,
  type GroupEntry,
  type MemberChange,
} from '../../src/contacts/contact-book.ts';
import { ConflictError } from '../../src/errors.ts';
import { type EventName } from '../../src/log/events.ts';
import { type Mail, type MailboxId, type MailStore } from '../../src/mail/mail-store.ts';
import { type CycleOptions, type CycleReport, runCycle } from '../../src/triage/steps/cycle.ts';
import { StandingProblems } from '../../src/triage/steps/standing-problems.ts';

/** What an account does otherwise than it is asked to. Each is called before the request is worked on, and may throw. */
export interface Trouble {
  onScan?: () => void;
  onList?: (mailboxIds: readonly MailboxId[]) => void;
  onContacts?: () => void;
  /** The reason why a mail is not changed. */
  refuse?: (mail: Mail) => Error | undefined;
  /** Whether the account's mail has moved on since it was read. */
  isStale?: (mails: readonly Mail[]) => boolean;
  onSave?: (address: string) => Error | undefined;
}

/** An account in memory, as triage sees it through its ports, and a clock that only `pass` moves. */
export class MemoryAccount {
  readonly trouble: Trouble = {};
  readonly mails = new Map<string, Mail>();
  readonly contacts: Contact[] = [];
  groups: GroupEntry[] = ['Imbox', 'Feed', 'Paper Trail', 'Jail'].map((name) => group(name, []));
  sendersAtOnce = 100;
  readonly events: EventName[] = [];
  /** What was asked for, one word a request. */
  readonly requests: string[] = [];
  readonly memory: CycleMemory = {
    places: defaultPlaces(),
    config: placesConfig(),
    isOwnAddress: (sender) => sender === 'me@own.example',
    failures: new Map(),
    newcomers: new Set(),
    contactConflicts: undefined,
    standing: new StandingProblems(),
  };
  #now = 0;
  #state = 0;

  constructor(...mails: readonly Mail[]) {
    for (const mail of mails) this.mails.set(mail.id, mail);
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  addContact(contact: Contact, ...groups: readonly string[]): void {
    this.contacts.push(contact);
    for (const name of groups) this.#changeGroup(name, [contact.uid], []);
  }

  /** The names of the groups that a card is in. */
  groupsOf(uid: string): string[] {
    return this.groups.filter(({ members }) => members.has(uid)).map(({ name }) => name);
  }

  mailboxesOf({ id }: Mail): string[] {
    return [...(this.mails.get(id)?.mailboxIds ?? [])].sort();
  }

  cycle(options: Partial<CycleOptions> = {}): Promise<CycleReport> {
    const ports = {
      mail: this.#mailStore(),
      contacts: this.#contactBook(),
      log: (event: EventName) => void this.events.push(event),
      now: () => this.#now,
      today: () => '2026-01-01',
    };
    return runCycle(this.memory, ports, { signal: new AbortController().signal, ...options });
  }

  #mailStore(): MailStore {
    const all = (ids: readonly MailboxId[]): Mail[] =>
      [...this.mails.values()].filter(({ mailboxIds }) => ids.some((id) => mailboxIds.has(id)));
    const state = (): string => String(this.#state);
    const ask = async <T>(
      request: string,
      trouble: (() => void) | undefined,
      answer: () => T,
    ): Promise<T> => {
      this.requests.push(request);
      await Promise.resolve();
      trouble?.();
      return answer();
    };
    return {
      maxUpdates: 500,
      mailboxes: () => ask('mailboxes', undefined, () => mailboxes(...DEFAULT_MAILBOXES)),
      ownAddresses: () => Promise.resolve([]),
      scan: (ids) =>
        ask('scan', this.trouble.onScan, () => ({ state: state(), mails: all(ids), mailboxes: undefined })),
      list: ({ ids, mailboxIds, keep }) =>
        ask(
          'list',
          () => this.trouble.onList?.(mailboxIds),
          () => {
            const named = ids.flatMap((id) => this.mails.get(id) ?? []);
            const listed = new Set([...named, ...all(mailboxIds).filter(keep)]);
            return { state: state(), mails: [...listed], unfinished: [] };
          },
        ),
      changesSince: () =>
        ask('changes', undefined, () => ({ state: state(), mails: [...this.mails.values()], gone: [] })),
      update: (changes, ifInState) =>
        ask('update', undefined, () => {
          if (ifInState !== state() || this.trouble.isStale?.(changes.map(({ mail }) => mail)) === true)
            throw new ConflictError('The mail has moved on');
          const failed = new Map<string, Error>();
          const changed: Mail[] = [];
          for (const change of changes) {
            const error = this.trouble.refuse?.(change.mail);
            if (error !== undefined) failed.set(change.mail.id, error);
            else changed.push(afterChange(change));
          }
          for (const mail of changed) this.mails.set(mail.id, mail);
          this.#state += 1;
          return { state: state(), mails: changed, gone: [], failed };
        }),
    };
  }

  #contactBook(): ContactBook {
    return {
      sendersAtOnce: this.sendersAtOnce,
      list: async () => {
        this.requests.push('contacts');
        await Promise.resolve();
        this.trouble.onContacts?.();
        const cards = this.contacts.map(({ uid, addresses }) => ({ ref: uid, uid, addresses }));
        return { cards, groups: this.groups };
      },
      save: (jobs) => {
        this.requests.push('save');
        return Promise.resolve(
          jobs.map(({ target, revise }) => {
            const address = 'create' in target ? target.create.address : (target.edit.addresses[0] ?? '');
            const error = this.trouble.onSave?.(address);
            if (error !== undefined) return { ok: false as const, error };
            if ('create' in target) {
              const contact = {
                ...target.create,
                uid: target.create.address,
                addresses: [target.create.address],
              };
              this.contacts.push(contact);
              return { ok: true as const, contact, created: true, wrote: true };
            }
            const contact = this.contacts.find(({ uid }) => uid === target.edit.uid);
            if (contact === undefined) throw new Error(`no card ${target.edit.uid}`);
            const edit = revise(contact);
            const wrote = edit !== undefined;
            Object.assign(contact, edit);
            return { ok: true as const, contact, created: false, wrote };
          }),
        );
      },
      changeMembers: (changes: readonly MemberChange[]) => {
        for (const change of changes) this.#changeGroup(change.group.name, change.add, change.remove);
        return Promise.resolve(changes.map(() => ({ ok: true as const, wrote: true, refused: new Map() })));
      },
      createGroup: () => Promise.reject(new Error('not asked for here')),
    };
  }

  #changeGroup(name: string, add: readonly string[], remove: readonly string[]): void {
    this.groups = this.groups.map((one) => {
      if (one.name !== name) return one;
      return group(
        name,
        [...one.members, ...add].filter((uid) => !remove.includes(uid)),
      );
    });
  }
}
