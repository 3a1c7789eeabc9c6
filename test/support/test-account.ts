import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { groupCard, type GroupForm } from './card-text.ts';
import { type CategorySetup, DEFAULT_SETUP } from './category-setups.ts';
import { type MailFact } from './mail-facts.ts';
import { type CardFact, type TestCards, testCards } from './test-cards.ts';
import { type AccountAccess, testJmap, type TestJmap } from './test-jmap.ts';
import { type MailboxFact, testMailboxes, type TestMailboxes } from './test-mailboxes.ts';
import { testMail, type TestMail } from './test-mail.ts';

export interface SetUpOptions {
  /** Whose mailboxes and groups to make; the default categories' unless said otherwise. */
  categories?: CategorySetup;
  groupForm?: GroupForm;
  /** Names of mailboxes and groups to leave out. A name that is both leaves out both. */
  without?: readonly string[];
}

/** Everything that Mailroom could change, to be compared as a whole. */
export interface Snapshot {
  mails: MailFact[];
  mailboxes: MailboxFact[];
  cards: Omit<CardFact, 'etag'>[];
}

/** These change with every write, even one that leaves all as it was. */
export interface States {
  email: string;
  mailbox: string;
  /** By href. */
  etags: Record<string, string>;
}

/** A user's view of an account, over JMAP and CardDAV alone, so that it works on any server. */
export interface TestAccount extends TestMail, TestMailboxes, TestCards {
  readonly access: AccountAccess;
  /** How Mailroom is told to reach the contacts. */
  readonly contacts: ContactsProtocol;
  /** The variables that connect Mailroom to the account, and further ones. */
  environment(extra?: Record<string, string>): Record<string, string>;
  /** Makes the mailboxes and groups of the categories. */
  setUp(options?: SetUpOptions): Promise<void>;
  snapshot(): Promise<Snapshot>;
  states(): Promise<States>;
}

const statesSchema = z.tuple([z.object({ state: z.string() }), z.object({ state: z.string() })]);

/** With `jmap`, Mailroom gets the API token alone. */
export type ContactsProtocol = 'carddav' | 'jmap';

export function testAccount(
  access: AccountAccess,
  contacts: ContactsProtocol = 'carddav',
  jmap: TestJmap = testJmap(access),
): TestAccount {
  const mailboxes = testMailboxes(jmap);
  const mail = testMail(jmap, mailboxes);
  const cards = testCards(access);
  return {
    ...mailboxes,
    ...mail,
    ...cards,
    access,
    contacts,
    environment: (extra = {}) => ({
      MAILROOM_JMAP_URL: access.jmapUrl,
      MAILROOM_JMAP_TOKEN: access.token,
      MAILROOM_CARDDAV_URL: access.cardDavUrl,
      MAILROOM_CONTACTS: contacts,
      ...(contacts === 'carddav' && {
        MAILROOM_CARDDAV_USERNAME: access.username,
        MAILROOM_CARDDAV_PASSWORD: access.password,
      }),
      ...extra,
    }),
    async setUp({ categories = DEFAULT_SETUP, groupForm = 'vcard3', without = [] } = {}) {
      const wanted = (names: readonly string[]): string[] => names.filter((name) => !without.includes(name));
      await mailboxes.createMailboxes(wanted(categories.mailboxes));
      for (const name of wanted(categories.groups)) {
        const uid = randomUUID();
        await cards.putCard(uid, groupCard({ uid, name, form: groupForm }));
      }
    },
    snapshot: async () => ({
      mails: await mail.mails(),
      mailboxes: await mailboxes.mailboxes(),
      cards: (await cards.cards()).map(({ href, text }) => ({ href, text })),
    }),
    async states() {
      const result = await jmap.request(['Email/get', { ids: [] }], ['Mailbox/get', { ids: [] }]);
      const [email, mailbox] = statesSchema.parse(result);
      const etags = Object.fromEntries((await cards.cards()).map(({ href, etag }) => [href, etag]));
      return { email: email.state, mailbox: mailbox.state, etags };
    },
  };
}
