import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type AccountSnapshot, type MailSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { cardsWith, groupsOf as allGroupsOf, isGroupForm, knownCard } from './known-cards.ts';
import { GROUPS, labelsOf } from './soak-user.ts';

/** Mailroom neither puts mail here nor takes it from here. */
const USERS_OWN = ['Trash', 'Receipts'];

/** What holds whatever the user wants: checked after every request, and at rest. */
export class SoakRules {
  violation: Error | undefined;
  checks = 0;
  readonly #account: SandboxAccount;
  #before: AccountSnapshot;
  #checked = '';

  constructor(account: SandboxAccount) {
    this.#account = account;
    this.#before = account.snapshot();
  }

  /** What the user did is not Mailroom's doing. */
  userActed(): void {
    this.#before = this.#account.snapshot();
  }

  check(): void {
    this.checks += 1;
    const state = `${this.#account.mail.state} ${this.#account.cards.state}`;
    if (state === this.#checked) return;
    this.#checked = state;
    const now = this.#account.snapshot();
    this.#report([...this.#mailRules(now), ...this.#contactRules(now)]);
  }

  /** To be called when there is nothing left to do. With `isSettled`, the user has left no conflict either. */
  checkRest({ isSettled }: { isSettled: boolean }): void {
    const now = this.#account.snapshot();
    const stuck = now.mails.filter(
      (mail) => labelsOf(mail).length > 0 && isUsable(mail) && (isSettled || !isConflict(mail, now)),
    );
    this.#report(stuck.map(({ subject }) => `N8: "${subject}" is still labelled`));
    if (!isSettled) return;
    const torn = [...sendersOf(now)].filter((sender) => groupsOf(now, sender).length > 1);
    this.#report(torn.map((sender) => `${sender} is in ${groupsOf(now, sender).join(' and ')}`));
    const astray = now.mails.filter((mail) => {
      const [group] = groupsOf(now, mail.from);
      const foreign = Object.keys(CATEGORY_MAILBOXES).filter((name) => name !== group);
      return (
        group !== undefined && foreign.some((name) => mail.mailboxes.includes(CATEGORY_MAILBOXES[name] ?? ''))
      );
    });
    this.#report(astray.map(({ subject, mailboxes }) => `"${subject}" was left in ${mailboxes.join()}`));
  }

  #report(broken: string[]): void {
    if (broken.length > 0) this.violation ??= new Error(broken.join('; '));
  }

  #mailRules(now: AccountSnapshot): string[] {
    const mails = new Map(now.mails.map((mail) => [mail.id, mail]));
    return this.#before.mails.flatMap((before) => {
      const mail = mails.get(before.id);
      if (mail === undefined) return [`N1: "${before.subject}" is gone`];
      const { subject, from, mailboxes } = mail;
      const isLabelled = this.#before.mails.some((one) => one.from === from && labelsOf(one).length > 0);
      const broken: string[] = [];
      if (mailboxes.length === 0) broken.push(`N2: "${subject}" is in no mailbox`);
      if (mail.keywords.join() !== before.keywords.join()) broken.push(`the flags of "${subject}" changed`);
      if (!isLabelled && homes(mail) !== homes(before))
        broken.push(`N3: "${subject}" moved to ${mailboxes.join()}`);
      for (const name of USERS_OWN)
        if (mailboxes.includes(name) !== before.mailboxes.includes(name))
          broken.push(`"${subject}" went to or from ${name}`);
      const isDone =
        labelsOf(mail).length < labelsOf(before).length && isUsable(mail) && from !== this.#account.username;
      if (isDone && groupsOf(now, from).length === 0)
        broken.push(`N4: ${from} lost the label without a group`);
      return broken;
    });
  }

  #contactRules(now: AccountSnapshot): string[] {
    const broken: string[] = [];
    for (const [name, text] of Object.entries(this.#before.cards)) {
      const { lines } = knownCard(now.cards[name] ?? '');
      const before = knownCard(text);
      const lost = before.lines.filter(
        (line) => !EDITED.test(line) && !(before.isGroup && isGroupForm(line)) && !lines.includes(line),
      );
      if (lost.length > 0) broken.push(`N5: ${name} lost ${lost.join(', ')}`);
    }
    for (const sender of sendersOf(now)) {
      const [were, are] = [cardsWith(this.#before, sender).length, cardsWith(now, sender).length];
      if (are > Math.max(1, were)) broken.push(`N7: ${sender} has ${are} cards`);
      if (groupsOf(this.#before, sender).length > 0 && groupsOf(now, sender).length === 0)
        broken.push(`N6: ${sender} is in no group`);
    }
    return broken;
  }
}

const CATEGORY_MAILBOXES: Readonly<Record<string, string>> = {
  Imbox: 'Inbox',
  Feed: 'Feed',
  'Paper Trail': 'Paper Trail',
  Jail: 'Jail',
};

const EDITED = /^(?:NOTE|REV)[;:]/i;

/** Whether its From names a sender at all. */
export const isUsable = ({ from }: MailSnapshot): boolean => from.includes('@');

const sendersOf = ({ mails }: AccountSnapshot): Set<string> =>
  new Set(mails.filter(isUsable).map(({ from }) => from));

const homes = ({ mailboxes }: MailSnapshot): string =>
  mailboxes.filter((name) => !name.startsWith('@')).join();

/** Two of the sender's messages ask for different things. */
export const isConflict = ({ from }: MailSnapshot, { mails }: AccountSnapshot): boolean =>
  new Set(mails.filter((mail) => mail.from === from).flatMap(labelsOf)).size > 1;

/** The managed groups that a sender's cards are in. */
export const groupsOf = (snapshot: AccountSnapshot, sender: string): string[] => {
  const found = allGroupsOf(snapshot, sender);
  return GROUPS.filter((group) => found.includes(group));
};
