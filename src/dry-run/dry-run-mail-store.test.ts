import { describe, expect, it } from 'vitest';
import { mail, mailboxes } from '../../test/support/triage-fixtures.ts';
import { type Mail, type MailChange, type MailStore } from '../mail/mail-store.ts';
import { createDryRunMailStore } from './dry-run-mail-store.ts';
import { PlanCollector } from './plan-collector.ts';

const never = new AbortController().signal;
const LABELS = ['@ToFeed', '@MailroomError'];

/** A store that shows these messages, and throws when it is told to change one. */
function realStore(mails: Mail[]): MailStore {
  const view = () => Promise.resolve({ state: '1', mails: [...mails], mailboxes: undefined });
  return {
    maxUpdates: 10,
    mailboxes: () => Promise.resolve(mailboxes('Inbox', 'Trash', 'Screener', 'Feed', ...LABELS)),
    ownAddresses: () => Promise.resolve([]),
    scan: view,
    list: async () => ({ ...(await view()), unfinished: [] }),
    changesSince: () => Promise.reject(new Error('not expected here')),
    update: () => Promise.reject(new Error('must not be called')),
  };
}

const labelled = mail({ id: 'm', in: ['@ToFeed', 'Screener'] });
const triage: MailChange[] = [
  { mail: labelled, sender: labelled.sender, add: ['Feed'], remove: ['@ToFeed', 'Screener'] },
];

async function triaged(mails: Mail[]): Promise<MailStore> {
  const store = createDryRunMailStore(realStore(mails), new PlanCollector());
  await store.scan(LABELS, never);
  await store.update(triage, '1', never);
  return store;
}

describe('the mail store of a dry run', () => {
  it('answers an update as if it were done, and sends none', async () => {
    const store = createDryRunMailStore(realStore([labelled]), new PlanCollector());

    const { state, mails, gone, failed } = await store.update(triage, '1', never);

    expect([state, gone, failed.size]).toEqual(['1', [], 0]);
    expect(mails.map(({ mailboxIds }) => [...mailboxIds])).toEqual([['Feed']]);
  });

  it('goes on pretending in the next scan', async () => {
    const store = await triaged([labelled, mail({ id: 'other', in: ['@ToFeed'] })]);

    expect((await store.scan(LABELS, never)).mails.map(({ id }) => id)).toEqual(['other']);
  });

  it('goes on pretending that a mail was flagged', async () => {
    const store = createDryRunMailStore(realStore([labelled]), new PlanCollector());
    await store.scan(LABELS, never);
    await store.update(
      [{ mail: labelled, sender: labelled.sender, add: ['@MailroomError'], remove: [] }],
      '1',
      never,
    );

    const [shown] = (await store.scan(LABELS, never)).mails;

    expect([...(shown?.mailboxIds ?? [])]).toEqual(['@ToFeed', 'Screener', '@MailroomError']);
  });

  it('stops pretending when the user changes the mail', async () => {
    const mails = [labelled];
    const store = await triaged(mails);
    mails[0] = { ...labelled, mailboxIds: new Set(['@ToFeed', 'Inbox']) };

    expect((await store.scan(LABELS, never)).mails).toEqual(mails);
    expect((await store.scan(LABELS, never)).mails).toEqual(mails);
  });

  it('forgets a mail that is gone', async () => {
    const mails = [labelled];
    const store = await triaged(mails);
    mails.length = 0;
    await store.scan(LABELS, never);
    mails.push(labelled);

    expect((await store.scan(LABELS, never)).mails).toEqual([labelled]);
  });

  it('shows mail for the rest of the cycle as it would be, in the mailbox that it would be in', async () => {
    const store = await triaged([labelled]);
    const list = (...mailboxIds: string[]) => store.list({ ids: [], mailboxIds, keep: () => true }, never);

    expect((await list('Feed')).mails.map(({ mailboxIds }) => [...mailboxIds])).toEqual([['Feed']]);
    expect((await list('Screener')).mails).toEqual([]);
  });

  it('lists mail in later cycles where it is, without the label that it would have lost', async () => {
    const store = await triaged([labelled]);
    await store.scan(LABELS, never);

    const { mails } = await store.list({ ids: [], mailboxIds: ['Screener'], keep: () => true }, never);

    expect(mails.map(({ mailboxIds }) => [...mailboxIds])).toEqual([['Screener']]);
  });

  it('keeps of what it pretends to be in a mailbox only what is asked for', async () => {
    const store = await triaged([labelled]);

    const { mails } = await store.list({ ids: [], mailboxIds: ['Feed'], keep: () => false }, never);

    expect(mails).toEqual([]);
  });

  it('lists mail as it is when the user has changed it meanwhile', async () => {
    const mails = [labelled];
    const store = await triaged(mails);
    mails[0] = { ...labelled, mailboxIds: new Set(['Screener']) };

    const view = await store.list({ ids: ['m'], mailboxIds: [], keep: () => false }, never);

    expect(view.mails).toEqual(mails);
  });
});
