import { describe, expect, it } from 'vitest';
import { mail } from '../../../test/support/triage-fixtures.ts';
import { SenderError, TransientError } from '../../errors.ts';
import { type Address } from '../../mail/address.ts';
import { type Mail } from '../../mail/mail-store.ts';
import { MemoryAccount } from '../../../test/support/cycle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ann = 'ann@x.example' as Address;
const bob = 'bob@y.example' as Address;

const labelled = (sender: string = ann, label = '@ToFeed', where = 'Screener'): Mail =>
  mail({ sender, in: [where, label] });

const manySenders = (count: number): Mail[] =>
  Array.from({ length: count }, (_, n) => labelled(`sender${n}@x.example`));

describe('how much a cycle takes on', () => {
  it('begins something, however long it takes to find out what to do', async () => {
    const account = new MemoryAccount(labelled());
    account.trouble.onContacts = () => account.pass(10 * MINUTE);

    expect(await account.cycle()).toMatchObject({ triaged: 1, begun: 1, left: 0, isIdle: false });
  });

  it('begins no part more than 4 minutes after the first, and leaves the rest to the next cycle', async () => {
    const account = new MemoryAccount(...manySenders(4));
    account.sendersAtOnce = 1;
    account.trouble.onSave = () => {
      account.pass(3 * MINUTE);
      return undefined;
    };

    expect(await account.cycle()).toMatchObject({ triaged: 2, begun: 2, left: 2 });
    expect(await account.cycle()).toMatchObject({ triaged: 2, begun: 2, left: 0 });
  });

  it('begins nothing when it is to stop, and says what is left', async () => {
    const account = new MemoryAccount(...manySenders(2));
    let progress = 0;

    const report = await account.cycle({ isStopping: () => true, onProgress: () => (progress += 1) });

    expect(report).toMatchObject({ triaged: 0, begun: 0, left: 2, isIdle: false });
    expect(progress).toBe(0);
    expect(account.requests).not.toContain('save');
  });

  it('lists the mailboxes anew for every thousand senders', async () => {
    const listings = async (senders: number): Promise<number> => {
      const account = new MemoryAccount(...manySenders(senders));
      account.sendersAtOnce = 5000;
      await account.cycle();
      return account.requests.filter((request) => request === 'list').length;
    };

    expect([await listings(1000), await listings(1001)]).toEqual([1, 2]);
  });
});

describe('what is not sure', () => {
  it('is not triaged on: mail that keeps changing while labels are planned', async () => {
    const own = mail({ sender: 'me@own.example', in: ['Sent', '@ToFeed'] });
    const account = new MemoryAccount(own, labelled());
    account.trouble.isStale = () => true;

    expect(await account.cycle()).toMatchObject({ triaged: 0, waiting: 1, isIdle: false });
    expect(account.requests).not.toContain('save');
  });

  it('is not triaged on: mail that keeps changing while it is swept, so the old group is not left', async () => {
    const moving = labelled(ann, '@ToImbox');
    const account = new MemoryAccount(moving);
    account.addContact({ uid: 'A', addresses: [ann] }, 'Feed');
    account.trouble.isStale = () => true;

    expect(await account.cycle()).toMatchObject({ triaged: 0, waiting: 1 });
    expect(account.groupsOf('A')).toEqual(['Imbox', 'Feed']);
    expect(account.mailboxesOf(moving)).toContain('@ToImbox');
  });

  it('is read again: the mailboxes, after a cycle that failed', async () => {
    const account = new MemoryAccount(labelled());
    account.trouble.onScan = () => {
      throw new TransientError('down');
    };
    await expect(account.cycle()).rejects.toThrow(TransientError);
    delete account.trouble.onScan;

    await account.cycle();

    expect(account.requests.slice(0, 3)).toEqual(['scan', 'mailboxes', 'scan']);
  });
});

describe('a label that is off when the sweep begins', () => {
  it.each([
    ['gone, so nobody waits for it', ['Feed'], 0],
    ['another one, so the sender waits', ['Screener', '@ToJail'], 1],
  ])('is %s', async (_, after, waiting) => {
    const one = labelled();
    const account = new MemoryAccount(one);
    account.trouble.onList = () => account.mails.set(one.id, { ...one, mailboxIds: new Set(after) });

    expect(await account.cycle()).toMatchObject({ triaged: 0, failed: 0, waiting });
    expect(account.events).toContain('label_withdrawn');
    expect(account.mailboxesOf(one)).toEqual(after.toSorted());
  });
});

describe('a sender that fails', () => {
  const failing = async (error: Error, cycles: number): Promise<{ account: MemoryAccount; one: Mail }> => {
    const one = labelled();
    const account = new MemoryAccount(one);
    account.trouble.onSave = () => error;
    for (let n = 0; n < cycles; n += 1) await account.cycle();
    return { account, one };
  };

  it.each<[string, Error, number, boolean]>([
    ['of its own, twice in a row', new SenderError('refused'), 2, false],
    ['of its own, three times in a row', new SenderError('refused'), 3, true],
    ['because the server is busy, however often', new TransientError('busy'), 5, false],
  ])('for reasons %s: gets the error label, or not', async (_, error, cycles, isFlagged) => {
    const { account, one } = await failing(error, cycles);

    expect(account.mailboxesOf(one).includes('@MailroomError')).toBe(isFlagged);
    expect(account.events.includes('sender_flagged')).toBe(isFlagged);
  });

  it('is not flagged when the user has taken the label off meanwhile', async () => {
    const { account, one } = await failing(new SenderError('refused'), 2);
    account.trouble.onList = () => account.mails.set(one.id, { ...one, mailboxIds: new Set(['Screener']) });

    await account.cycle();

    expect(account.mailboxesOf(one)).toEqual(['Screener']);
  });
});

describe('a card that two senders share', () => {
  it('stays in the old group until the mail of both has moved', async () => {
    const anns = labelled(ann, '@ToImbox', 'Feed');
    const bobs = labelled(bob, '@ToImbox', 'Feed');
    const account = new MemoryAccount(anns, bobs);
    account.addContact({ uid: 'A', addresses: [ann, bob] }, 'Feed');
    account.trouble.refuse = ({ id }) => (id === bobs.id ? new TransientError('busy') : undefined);

    expect(await account.cycle()).toMatchObject({ triaged: 0, failed: 1, waiting: 1 });
    expect(account.groupsOf('A')).toEqual(['Imbox', 'Feed']);

    delete account.trouble.refuse;
    expect(await account.cycle()).toMatchObject({ triaged: 2 });
    expect(account.groupsOf('A')).toEqual(['Imbox']);
    expect(account.mailboxesOf(bobs)).toEqual(['Inbox']);
  });

  it('is in conflict when they are labelled differently: looked up once, and again after an hour', async () => {
    const account = new MemoryAccount(labelled(ann, '@ToFeed'), labelled(bob, '@ToJail'));
    account.addContact({ uid: 'A', addresses: [ann, bob] });
    const lookUps = (): number => account.requests.filter((request) => request === 'contacts').length;

    await account.cycle();
    await account.cycle();
    account.pass(HOUR - 1);
    await account.cycle();
    expect(lookUps()).toBe(1);

    account.pass(1);
    await account.cycle();
    expect(lookUps()).toBe(2);
  });
});

describe('a sender with several cards', () => {
  it.each([
    ['all of other names is warned about', ['Somebody', 'Else'], true],
    ['one of which has the right name is not warned about', ['Somebody', 'Ann'], false],
    ['the first of which has the right name is not warned about', ['Ann', 'Somebody'], false],
  ])('%s', async (_, names, isWarned) => {
    const one = mail({ in: ['Screener', '@ToFeed'], senderName: 'Ann' });
    const account = new MemoryAccount(one);
    for (const fullName of names) account.addContact({ uid: fullName, addresses: [ann], fullName });

    await account.cycle();

    expect(account.mailboxesOf(one).includes('@MailroomWarning')).toBe(isWarned);
  });
});

describe('a labelled conversation', () => {
  const inTalk = (sender: string, where: string): Mail =>
    mail({ sender, threadId: 'talk', in: [where, '@ToJail'] });

  it('has its strangers wait as long as a bystander cannot be marked', async () => {
    const [spam, mum] = [inTalk(ann, 'Screener'), inTalk(bob, 'Inbox')];
    const account = new MemoryAccount(spam, mum);
    account.addContact({ uid: 'mum', addresses: [bob] }, 'Imbox');
    account.trouble.refuse = ({ id }) => (id === mum.id ? new TransientError('busy') : undefined);

    expect(await account.cycle()).toMatchObject({ triaged: 0, waiting: 1, failed: 1 });
    expect(account.mailboxesOf(spam)).toContain('@ToJail');

    delete account.trouble.refuse;
    expect(await account.cycle()).toMatchObject({ triaged: 1, waiting: 0, failed: 0 });
    expect(account.mailboxesOf(mum)).toEqual(['@MailroomWarning', 'Inbox']);
    expect(account.groupsOf('mum')).toEqual(['Imbox']);
  });

  it('takes a bystander’s label off only when all of the conversation’s bystanders are marked', async () => {
    const [mum, dad] = [inTalk(ann, 'Inbox'), inTalk(bob, 'Inbox')];
    const account = new MemoryAccount(mum, dad);
    account.addContact({ uid: 'mum', addresses: [ann] }, 'Imbox');
    account.addContact({ uid: 'dad', addresses: [bob] }, 'Imbox');
    account.trouble.refuse = ({ id }) => (id === dad.id ? new TransientError('busy') : undefined);

    await account.cycle();

    expect(account.mailboxesOf(mum)).toEqual(['@MailroomError', '@MailroomWarning', '@ToJail', 'Inbox']);
    expect(account.mailboxesOf(dad)).toEqual(['@ToJail', 'Inbox']);
  });

  it('brings a bystander’s waiting mail to its own category before the label comes off', async () => {
    const [spam, mum] = [inTalk(ann, 'Screener'), inTalk(bob, 'Screener')];
    const waiting = mail({ sender: bob, in: ['Screener'] });
    const filed = mail({ sender: bob, in: ['Archive'] });
    const account = new MemoryAccount(spam, mum, waiting, filed);
    account.addContact({ uid: 'mum', addresses: [bob] }, 'Feed');

    await account.cycle();

    expect([mum, waiting, filed].map((one) => account.mailboxesOf(one))).toEqual([
      ['@MailroomWarning', 'Feed'],
      ['Feed'],
      ['Archive'],
    ]);
  });

  it('that gets another label while its strangers are triaged goes by that', async () => {
    const talk = [ann, bob].map((sender) => mail({ sender, threadId: 'talk', in: ['Screener', '@ToFeed'] }));
    const account = new MemoryAccount(...talk);
    account.trouble.onList = () => {
      for (const one of talk)
        account.mails.set(one.id, { ...one, mailboxIds: new Set(['Screener', '@ToJail']) });
      delete account.trouble.onList;
    };

    expect(await account.cycle()).toMatchObject({ triaged: 0, waiting: 2 });
    expect(await account.cycle()).toMatchObject({ triaged: 2 });

    expect(talk.map((one) => account.mailboxesOf(one))).toEqual([['Jail'], ['Jail']]);
    expect([ann, bob].map((uid) => account.groupsOf(uid))).toEqual([['Jail'], ['Jail']]);
  });

  it('is flagged and left to the user when all are in other categories, and there is no warning label', async () => {
    const [mum, dad] = [inTalk(ann, 'Inbox'), inTalk(bob, 'Inbox')];
    const account = new MemoryAccount(mum, dad);
    account.addContact({ uid: 'mum', addresses: [ann] }, 'Imbox');
    account.addContact({ uid: 'dad', addresses: [bob] }, 'Imbox');
    account.memory.places = { ...account.memory.places!, warningLabel: undefined };

    expect(await account.cycle()).toMatchObject({ triaged: 0, conflicts: 2 });
    expect(await account.cycle()).toMatchObject({ triaged: 0, isIdle: true });

    expect([mum, dad].map((one) => account.mailboxesOf(one))).toEqual([
      ['@MailroomError', '@ToJail', 'Inbox'],
      ['@MailroomError', '@ToJail', 'Inbox'],
    ]);
  });
});
