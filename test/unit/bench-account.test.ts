import { describe, expect, it } from 'vitest';
import { type TriageWork, type Work } from '../../scripts/bench/cases.ts';
import { fillAccount } from '../../scripts/bench/fill-account.ts';
import { SandboxAccount } from '../../src/sandbox/store/account.ts';

const NEW_SENDERS: TriageWork = { kind: 'triage', from: 'Screener', senders: 3, mailsEach: 2, otherMails: 4 };

function filled(work: Work) {
  const account = new SandboxAccount({ username: 'me', password: 'p', token: 't', route: () => 'Inbox' });
  return { account, putLabelsOn: fillAccount(account, work) };
}

const mailsIn = (account: SandboxAccount, path: string): number =>
  account.mail.mailsIn(account.mailboxId(path)).length;

describe('the account of a benchmark case', () => {
  it('is the same in every run, or no counts could be compared', () => {
    const [one, other] = [filled(NEW_SENDERS), filled(NEW_SENDERS)].map(({ account, putLabelsOn }) => {
      putLabelsOn();
      return account.snapshot();
    });

    expect(one).toEqual(other);
  });

  it('has the mail of all senders in Screener, and then one label for each new sender', () => {
    const { account, putLabelsOn } = filled(NEW_SENDERS);
    const labelled = (): number[] =>
      ['@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToJail'].map((label) => mailsIn(account, label));

    expect(mailsIn(account, 'Screener')).toBe(10);
    expect(labelled()).toEqual([0, 0, 0, 0]);
    putLabelsOn();

    expect(labelled()).toEqual([1, 1, 1, 0]);
  });

  it('has a Feed of contacts, of whom the labelled ones are to move', () => {
    const { account, putLabelsOn } = filled({ ...NEW_SENDERS, from: 'Feed', senders: 1, otherMails: 8 });

    putLabelsOn();

    expect(mailsIn(account, 'Feed')).toBe(10);
    expect(mailsIn(account, '@ToPaperTrail')).toBe(1);
    const feed = [...account.cards.cards.values()].find(({ name }) => name === 'group-feed.vcf')!;
    expect(feed.lines.filter(({ name }) => name === 'X-ADDRESSBOOKSERVER-MEMBER')).toHaveLength(201);
  });

  it('has beside it what makes an account large', () => {
    const beside = { inbox: 5, cards: 3, members: 2, mailboxes: 7 };
    const mailboxes = ({ account }: ReturnType<typeof filled>): number => account.snapshot().mailboxes.length;

    const { account } = filled({ ...NEW_SENDERS, beside });

    expect(mailsIn(account, 'Inbox')).toBe(5);
    expect(mailboxes({ account, putLabelsOn: () => undefined })).toBe(mailboxes(filled(NEW_SENDERS)) + 7);
    expect([...account.cards.cards.values()]).toHaveLength(4 + 3 + 2);
    for (const { name, lines } of account.cards.cards.values())
      if (name.startsWith('group-'))
        expect(lines.filter((line) => line.name === 'X-ADDRESSBOOKSERVER-MEMBER')).toHaveLength(2);
  });

  it('has one sender with two labels where a conflict is to wait', () => {
    const { account, putLabelsOn } = filled({ kind: 'idle', hasConflict: true });

    putLabelsOn();

    expect([mailsIn(account, '@ToFeed'), mailsIn(account, '@ToJail')]).toEqual([1, 1]);
  });
});
