import { mailFacts, type MailFact, readAllMails, readMails } from './mail-facts.ts';
import { messageText, type MailSpec } from './message-text.ts';
import { idsOfCreated, type TestJmap } from './test-jmap.ts';
import { mailboxNamed, type TestMailboxes } from './test-mailboxes.ts';

export interface TestMail {
  /** Puts messages into the account; answers with their ids, in the order given. */
  deliver(specs: MailSpec | readonly MailSpec[]): Promise<string[]>;
  addLabel(ids: string | readonly string[], mailbox: string): Promise<void>;
  /** Throws, and changes nothing, where it would take a mail's only mailbox: some servers destroy the mail then. */
  removeFrom(ids: string | readonly string[], mailbox: string): Promise<void>;
  /** Afterwards the mail is in these mailboxes and no other. */
  setMailboxes(id: string, mailboxes: readonly string[]): Promise<void>;
  /** As a user deletes mail for good. */
  destroyMail(ids: string | readonly string[]): Promise<void>;
  /** Every mail of the account, by id. */
  mails(): Promise<MailFact[]>;
  mailIn(mailbox: string): Promise<MailFact[]>;
  mailOf(address: string): Promise<MailFact[]>;
}

const IMPORT_BATCH = 100;
const UPLOADS_AT_ONCE = 4;
const SET_BATCH = 500;
const FIRST_RECEIVED = Date.UTC(2026, 0, 1);

export function testMail(jmap: TestJmap, mailboxes: TestMailboxes): TestMail {
  let delivered = 0;

  async function importBatch(specs: readonly MailSpec[], idOf: (name: string) => string): Promise<string[]> {
    const emails = await inParallel(specs, UPLOADS_AT_ONCE, async (spec) => {
      delivered += 1;
      const receivedAt = spec.receivedAt ?? secondAfter(delivered);
      return {
        blobId: await jmap.upload(messageText(spec, receivedAt)),
        mailboxIds: asSet(spec.mailboxes.map(idOf)),
        keywords: asSet(spec.keywords ?? []),
        receivedAt,
      };
    });
    const [result] = await jmap.request(['Email/import', { emails: Object.fromEntries(emails.entries()) }]);
    const created = idsOfCreated(result);
    return specs.map((_, n) => created.get(String(n))!);
  }

  async function patchMailboxes(ids: readonly string[], change: Record<string, true | null>): Promise<void> {
    const patch = Object.fromEntries(
      Object.entries(change).map(([id, value]) => [`mailboxIds/${id}`, value]),
    );
    for (const batch of inBatches(ids, SET_BATCH)) {
      const [result] = await jmap.request([
        'Email/set',
        { update: Object.fromEntries(batch.map((id) => [id, patch])) },
      ]);
      idsOfCreated(result);
    }
  }

  const mails = async (): Promise<MailFact[]> =>
    mailFacts(await readAllMails(jmap), await mailboxes.mailboxes());

  return {
    mails,
    async deliver(specs) {
      const all = await mailboxes.mailboxes();
      const ids: string[] = [];
      for (const batch of inBatches(asList(specs), IMPORT_BATCH)) {
        ids.push(...(await importBatch(batch, (name) => mailboxNamed(all, name).id)));
      }
      return ids;
    },
    async addLabel(ids, mailbox) {
      await patchMailboxes(asList(ids), { [mailboxNamed(await mailboxes.mailboxes(), mailbox).id]: true });
    },
    async removeFrom(ids, mailbox) {
      const { id } = mailboxNamed(await mailboxes.mailboxes(), mailbox);
      for (const batch of inBatches(asList(ids), SET_BATCH)) {
        const last = (await readMails(jmap, batch)).filter(({ mailboxIds }) =>
          Object.keys(mailboxIds).every((other) => other === id),
        );
        if (last.length > 0)
          throw new Error(`${mailbox} is the only mailbox of ${last.length} of these mails`);
      }
      await patchMailboxes(asList(ids), { [id]: null });
    },
    async setMailboxes(id, names) {
      const all = await mailboxes.mailboxes();
      const targets = names.map((name) => mailboxNamed(all, name).id);
      if (targets.length === 0) throw new Error('A mail must be in a mailbox');
      const [now] = await readMails(jmap, [id]);
      const left = Object.keys(now!.mailboxIds).map((mailboxId) => [mailboxId, null] as const);
      await patchMailboxes([id], { ...Object.fromEntries(left), ...asSet(targets) });
    },
    async destroyMail(ids) {
      for (const destroy of inBatches(asList(ids), SET_BATCH)) {
        const [result] = await jmap.request(['Email/set', { destroy }]);
        idsOfCreated(result);
      }
    },
    async mailIn(mailbox) {
      const { path } = mailboxNamed(await mailboxes.mailboxes(), mailbox);
      return (await mails()).filter((mail) => mail.mailboxes.includes(path));
    },
    async mailOf(address) {
      return (await mails()).filter((mail) => mail.from === address.toLowerCase());
    },
  };
}

const secondAfter = (count: number): string =>
  new Date(FIRST_RECEIVED + count * 1000).toISOString().replace('.000', '');

const asSet = (names: readonly string[]): Record<string, true> =>
  Object.fromEntries(names.map((name) => [name, true]));

const asList = <T extends string | MailSpec>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, n) => items.slice(n * size, (n + 1) * size));
}

async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [n, item] of waiting) results[n] = await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
