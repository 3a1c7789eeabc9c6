import { afterAll, describe, expect, it } from 'vitest';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { rowsOfThisPart } from '../support/part.ts';
import { Lab } from './lab.ts';
import { SenderLives, StateCounts } from './sender-states.ts';
import { type Destination, type World } from './world.ts';
import { ofThisPart, WORLDS } from './worlds.ts';

interface UserAction {
  name: string;
  /** Worlds in which it means something. */
  in: readonly string[];
  act: (account: SandboxAccount) => void;
  /** Where senders are to go that the user's action is about, in view of the account as it is before. */
  wants?: (account: SandboxAccount) => World['triaged'];
  /** What the user does about the messages, before Mailroom is started again. */
  mend?: (account: SandboxAccount) => void;
  /** What must hold at the end: the user wins. */
  holds: (account: SandboxAccount, wants: World['triaged']) => void;
}

const firstMail = (
  account: SandboxAccount,
  isMeant: (mail: { from: string; mailboxes: string[]; subject: string }) => boolean,
): { id: string; mailboxes: string[] } | undefined => account.snapshot().mails.find(isMeant);

const isAnns = ({ from }: { from: string }): boolean => from === 'ann@x.example';

/** The mail that was only waiting at first: its subject says where it was. */
const waiting = (account: SandboxAccount): { id: string; mailboxes: string[] } =>
  firstMail(account, (mail) => isAnns(mail) && / in Screener(,@MailroomError)? \d/.test(mail.subject)) ?? {
    id: '',
    mailboxes: [],
  };

const labelled = (account: SandboxAccount): { id: string; mailboxes: string[] } =>
  firstMail(account, (mail) => isAnns(mail) && mail.subject.includes('@To')) ?? { id: '', mailboxes: [] };

const place = (
  account: SandboxAccount,
  mail: { id: string; mailboxes: string[] },
  ...mailboxes: string[]
): void =>
  account.moveMail(mail.id, {
    add: mailboxes,
    remove: mail.mailboxes.filter((name) => !mailboxes.includes(name)),
  });

const NESTED = [
  'a new sender of Truck',
  'Billboard → Paper Trail',
  'Paper Trail → Billboard',
  'Imbox → Person',
];
const MOST = [
  ...['a new sender', 're-triage from Feed to Imbox', 'a conflict that was cleared', 'a person'],
  ...['a new sender of Truck', 'Paper Trail → Billboard'],
];

/** Swept, or gone with a mailbox that the user deleted. */
const isSweptOrGone = (account: SandboxAccount): void => {
  const { id, mailboxes } = waiting(account);
  if (id !== '') expect(mailboxes).toEqual(['Feed']);
};

const rename = (account: SandboxAccount, from: string, to: string): void => {
  const mailbox = account.mail.mailboxAt(from);
  if (mailbox !== undefined) account.mail.updateMailbox(mailbox, { name: to });
};

const JAIL = { groups: ['Jail'], mailboxes: ['Jail'] };
const FEED = { groups: ['Feed'], mailboxes: ['Feed'] };
const STRANGERS = ['ann@x.example', 'bob@y.example'];

const relabelConversation = (account: SandboxAccount): void => {
  for (const { id, subject } of account.snapshot().mails)
    if (subject.endsWith('offer')) account.moveMail(id, { add: ['@ToJail'], remove: ['@ToFeed'] });
};

const placesOf = (account: SandboxAccount, address: string): Destination => {
  const { mails, groups, cards } = account.snapshot();
  const uid = /^UID:(.*)$/m.exec(Object.values(cards).find((text) => text.includes(address)) ?? '')?.[1];
  return {
    groups: Object.keys(groups).filter((name) => groups[name]?.includes(uid?.trim().toLowerCase() ?? '')),
    mailboxes: [
      ...new Set(mails.filter(({ from }) => from === address).flatMap(({ mailboxes }) => mailboxes)),
    ].filter((name) => name !== '@MailroomWarning'),
  };
};

const ACTIONS: readonly UserAction[] = [
  {
    name: 'deletes the mailbox of the category, and makes it anew',
    in: ['a new sender', 'a conflict that was cleared', 'a large sweep over several pages'],
    act: (account) => account.destroyMailbox('Feed'),
    mend: (account) => void account.addMailbox('Feed'),
    holds: isSweptOrGone,
  },
  {
    name: 'renames the mailbox of the category, and back',
    in: ['a new sender', 'a conflict that was cleared'],
    act: (account) => rename(account, 'Feed', 'Food'),
    mend: (account) => rename(account, 'Food', 'Feed'),
    holds: (account) => expect(waiting(account).mailboxes).toEqual(['Feed']),
  },
  {
    name: 'deletes the mailbox of the category above, and makes it anew',
    in: ['a new sender of Truck', 'Paper Trail → Billboard'],
    act: (account) => account.destroyMailbox('Paper Trail'),
    mend: (account) => void account.addMailbox('Paper Trail'),
    // Once triage is done the mail is in what was not deleted.
    holds: (account) => expect(waiting(account).mailboxes.join()).toMatch(/Truck|Billboard/),
  },
  {
    name: 'deletes the triage label, and makes it anew',
    in: ['a new sender'],
    act: (account) => account.destroyMailbox('@ToFeed'),
    mend: (account) => void account.addMailbox('@ToFeed'),
    holds: (account) => expect(labelled(account).mailboxes).toHaveLength(1),
  },
  {
    name: 'files a waiting mail',
    in: MOST,
    act: (account) => place(account, waiting(account), 'Receipts'),
    holds: (account) => expect(waiting(account).mailboxes).toEqual(['Receipts']),
  },
  {
    name: 'throws a waiting mail away',
    in: MOST,
    act: (account) => place(account, waiting(account), 'Trash'),
    holds: (account) => expect(waiting(account).mailboxes).toEqual(['Trash']),
  },
  {
    name: 'empties the Trash',
    in: ['a new sender', 're-triage from Feed to Imbox'],
    act: (account) => {
      for (const { id } of account.snapshot().mails.filter(({ mailboxes }) => mailboxes.includes('Trash')))
        account.destroyMail(id);
    },
    holds: (account) =>
      expect(firstMail(account, ({ mailboxes }) => mailboxes.includes('Trash'))).toBeUndefined(),
  },
  {
    name: 'restores a mail from the Trash into Screener',
    in: ['a new sender', 're-triage from Feed to Imbox'],
    act: (account) => {
      const trashed = firstMail(account, (mail) => isAnns(mail) && mail.subject.includes('in Trash'));
      if (trashed !== undefined) place(account, trashed, 'Screener');
    },
    holds: (account) =>
      expect(firstMail(account, (mail) => mail.subject.includes('in Trash'))?.mailboxes).not.toContain(
        'Trash',
      ),
  },
  {
    name: 'takes the label off',
    in: ['a new sender', 're-triage from Feed to Imbox', ...NESTED],
    act: (account) => {
      const mail = labelled(account);
      const labels = mail.mailboxes.filter((name) => name.startsWith('@To'));
      if (labels.length > 0 && labels.length < mail.mailboxes.length)
        account.moveMail(mail.id, { remove: labels });
    },
    holds: (account) =>
      expect(labelled(account).mailboxes.filter((name) => name.startsWith('@'))).toEqual([]),
  },
  {
    name: 'changes the label to @ToJail',
    in: [...new Set([...MOST, ...NESTED])],
    wants: () => ({ 'ann@x.example': JAIL }),
    act: (account) => {
      const mail = labelled(account);
      account.moveMail(mail.id, {
        add: ['@ToJail'],
        remove: mail.mailboxes.filter((name) => name.startsWith('@To')),
      });
    },
    holds: (account) => {
      expect(labelled(account).mailboxes).toContain('Jail');
      expect(account.snapshot().groups.Jail?.length).toBe(2);
    },
  },
  {
    name: 'changes the labels of a whole conversation to @ToJail',
    in: ['a conversation of strangers'],
    // Until they are triaged, the label decides. Then they are in Feed, and a label on a conversation does not move them.
    wants: (account) => {
      const isDone = account.snapshot().mails.every(({ mailboxes }) => !mailboxes.includes('@ToFeed'));
      return Object.fromEntries(STRANGERS.map((address) => [address, isDone ? FEED : JAIL]));
    },
    act: relabelConversation,
    holds: (account, wants) => {
      for (const address of STRANGERS) expect(placesOf(account, address)).toEqual(wants[address]);
    },
  },
  {
    name: 'edits the contact',
    in: ['an adopted contact with another name', 're-triage from Feed to Imbox'],
    act: (account) => {
      const [name, text] = cardOf(account, 'ann@x.example');
      if (!text.includes('TEL:'))
        account.addCard(text.replace('END:VCARD', 'TEL:+41 1 234\r\nEND:VCARD'), name);
    },
    holds: (account) => expect(cardOf(account, 'ann@x.example')[1]).toMatch(/^TEL.*234/m),
  },
  {
    name: 'gets more mail from the sender',
    in: MOST,
    act: (account) =>
      void account.deliver({
        from: 'Ann <ann@x.example>',
        subject: 'late',
        receivedAt: new Date(Date.UTC(2026, 5, 1)),
      }),
    holds: (account) =>
      expect(firstMail(account, ({ subject }) => subject === 'late')?.mailboxes).not.toContain('Screener'),
  },
  {
    name: 'deletes a mailbox that is not Mailroom’s',
    in: MOST,
    act: (account) => {
      if (account.snapshot().mailboxes.some(({ path }) => path === 'Archive'))
        account.destroyMailbox('Archive');
    },
    holds: (account) => expect(account.snapshot().mailboxes.map(({ path }) => path)).not.toContain('Archive'),
  },
];

function cardOf(account: SandboxAccount, address: string): [string, string] {
  return Object.entries(account.snapshot().cards).find(([, text]) => text.includes(address)) ?? ['', ''];
}

const counts = new StateCounts();
let moments = 0;
afterAll(() => {
  console.log(`moments at which the user acted: ${moments}`);
  console.log(`the user acted: ${String(counts)}`);
});

const worldNamed = (name: string): World => WORLDS.find((world) => world.name === name)!;

const ROWS = ACTIONS.flatMap((action) =>
  action.in.map((name) => ({ action, world: worldNamed(name), name: `${action.name}, with ${name}` })),
);

describe('between any two requests the user', () => {
  it.each(rowsOfThisPart(ROWS, 18))('$name', async ({ action, world }) => {
    const clean = new Lab(world);
    const { requests } = await clean.run();
    const lives = new SenderLives(Object.keys(world.triaged), clean.account.snapshot());
    for (let actAt = 1; actAt <= requests; actAt += 1) {
      const lab = new Lab(world);
      let wants: World['triaged'] = {};
      let states = '';
      const script = (request: number): 'passes' => {
        if (request === actAt) {
          states = counts.add(lives.statesIn(lab.account.snapshot()));
          wants = action.wants?.(lab.account) ?? {};
          action.act(lab.account);
          lab.invariants.userActed(wants);
        }
        return 'passes';
      };

      await lab.run(script);
      action.mend?.(lab.account);
      if (action.mend !== undefined) lab.invariants.userActed();
      await lab.runUntilIdle();

      try {
        action.holds(lab.account, wants);
      } catch (error) {
        throw new Error(`acted before request ${actAt} of ${requests}, ${states}`, { cause: error });
      }
      moments += 1;
    }
  });
});

it('the user acted in each state of a sender’s life', () => {
  expect(counts.missed()).toEqual([]);
});

const CONVERSATION = ofThisPart([worldNamed('a conversation of strangers')]);

describe.each(CONVERSATION)('a user who labels $name anew, and a process that is killed then', (world) => {
  const kills = new StateCounts();
  afterAll(() => console.log(`killed after the user acted: ${String(kills)}`));

  it('leave each sender in one category, with all of its mail there', async () => {
    const { requests } = await new Lab(world).run();
    for (let actAt = 1; actAt <= requests; actAt += 1) {
      for (const fate of ['killBefore', 'killAfter'] as const) {
        const lab = new Lab(world);
        await lab.run((request) => {
          if (request !== actAt) return 'passes';
          relabelConversation(lab.account);
          const either = { groups: [], mailboxes: [] };
          lab.invariants.userActed(Object.fromEntries(STRANGERS.map((address) => [address, either])));
          return fate;
        });

        await lab.runUntilIdle();

        const states = kills.add(new SenderLives(STRANGERS, lab.account.snapshot()).statesIn(lab.cut!));
        for (const address of STRANGERS)
          expect([JAIL, FEED], `acted before request ${actAt}, ${states}`).toContainEqual(
            placesOf(lab.account, address),
          );
        moments += 1;
      }
    }
  });
});
