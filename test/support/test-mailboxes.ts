import { z } from 'zod';
import { idsOfCreated, type TestJmap } from './test-jmap.ts';

export interface MailboxFact {
  id: string;
  /** Names joined by `/`, like `Inbox/Screener`. */
  path: string;
  role: string | null;
}

/** A mailbox is named by its path or its role (`trash`). */
export interface TestMailboxes {
  mailboxes(): Promise<MailboxFact[]>;
  /** Makes several at the top level in one request. */
  createMailboxes(names: readonly string[]): Promise<void>;
  /** Makes the mailbox, and those above it where they are missing. Answers with its id. */
  createMailbox(path: string): Promise<string>;
  /** As a user deletes a mailbox: mail that is in no other goes with it. */
  destroyMailbox(name: string): Promise<void>;
  renameMailbox(name: string, newName: string): Promise<void>;
}

const PROPERTIES = ['id', 'name', 'parentId', 'role'];

const getSchema = z.object({
  list: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      parentId: z.string().nullable(),
      role: z.string().nullable(),
    }),
  ),
});

export function testMailboxes(jmap: TestJmap): TestMailboxes {
  async function mailboxes(): Promise<MailboxFact[]> {
    const [result] = await jmap.request(['Mailbox/get', { ids: null, properties: PROPERTIES }]);
    const { list } = getSchema.parse(result);
    const byId = new Map(list.map((mailbox) => [mailbox.id, mailbox]));
    const pathOf = (id: string): string => {
      const { name, parentId } = byId.get(id)!;
      return parentId === null ? name : `${pathOf(parentId)}/${name}`;
    };
    return list.map(({ id, role }) => ({ id, path: pathOf(id), role }));
  }

  async function set(args: Record<string, unknown>): Promise<Map<string, string>> {
    const [result] = await jmap.request(['Mailbox/set', args]);
    return idsOfCreated(result);
  }

  return {
    mailboxes,
    async createMailboxes(names) {
      await set({ create: Object.fromEntries(names.map((name) => [name, { name, parentId: null }])) });
    },
    async createMailbox(path) {
      const existing = await mailboxes();
      const names = path.split('/');
      let parentId: string | null = null;
      for (const [depth, name] of names.entries()) {
        const partial = names.slice(0, depth + 1).join('/');
        const found: MailboxFact | undefined = existing.find((mailbox) => mailbox.path === partial);
        const id: string = found?.id ?? (await set({ create: { new: { name, parentId } } })).get('new')!;
        parentId = id;
      }
      return parentId!;
    },
    async destroyMailbox(name) {
      const id = mailboxNamed(await mailboxes(), name).id;
      await set({ destroy: [id], onDestroyRemoveEmails: true });
    },
    async renameMailbox(name, newName) {
      const id = mailboxNamed(await mailboxes(), name).id;
      await set({ update: { [id]: { name: newName } } });
    },
  };
}

/** Throws when there is none. */
export function mailboxNamed(mailboxes: readonly MailboxFact[], name: string): MailboxFact {
  const found =
    mailboxes.find(({ path }) => path === name) ?? mailboxes.find(({ role }) => role === name.toLowerCase());
  if (found === undefined) throw new Error(`The account has no mailbox ${name}`);
  return found;
}
