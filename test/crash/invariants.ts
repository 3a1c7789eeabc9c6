import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { type AccountSnapshot, type MailSnapshot } from '../../src/sandbox/store/snapshot.ts';
import { cardsWith, groupsOf, isGroupForm, knownCard, wholeDomainOf } from './known-cards.ts';
import { type World } from './world.ts';

const isLabel = (mailbox: string): boolean => /^@(?:To|Mailroom|WholeDomain)/.test(mailbox);
const isOrder = (label: string): boolean => /^@(?:To|WholeDomain)/.test(label);
const NOT_SWEPT = ['Trash', 'Junk', 'Drafts', 'Sent'];

/** The rules that never break, checked on the account itself after every single request. */
export class Invariants {
  /** Once set, the account is spoiled: the run ends with it, whatever the program makes of it. */
  violation: Error | undefined;
  #triaged: World['triaged'];
  readonly #account: SandboxAccount;
  #before: AccountSnapshot;
  #checkedState = '';
  /** How many times the rules were checked. */
  checks = 0;

  constructor(world: World, account: SandboxAccount) {
    this.#triaged = world.triaged;
    this.#account = account;
    this.#before = account.snapshot();
  }

  /**
   * The user changed something: what the rules are measured against is the account as it is now, and where the user now
   * wants senders to go.
   */
  userActed(wants: World['triaged'] = {}): void {
    this.#before = this.#account.snapshot();
    this.#triaged = { ...this.#triaged, ...wants };
  }

  /** Answers with the account, if it has changed since. */
  check(): AccountSnapshot | undefined {
    this.checks += 1;
    const { mail, cards } = this.#account;
    const state = `${mail.state} ${cards.state}`;
    // A request that changed nothing cannot have broken anything.
    if (state === this.#checkedState) return undefined;
    this.#checkedState = state;
    const now = this.#account.snapshot();
    const broken = [...this.#mailRules(now), ...this.#contactRules(now)];
    if (broken.length === 0 || this.violation !== undefined) return now;
    this.violation = new Error(`A rule is broken: ${broken.join('; ')}`);
    throw this.violation;
  }

  #mailRules(now: AccountSnapshot): string[] {
    const mails = new Map(now.mails.map((mail) => [mail.id, mail]));
    return this.#before.mails.flatMap((before) => {
      const mail = mails.get(before.id);
      if (mail === undefined) return [`N1: "${before.subject}" is gone`];
      const broken: string[] = [];
      if (mail.mailboxes.length === 0) broken.push(`N2: "${mail.subject}" is in no mailbox`);
      if (mail.keywords.join() !== before.keywords.join()) broken.push(`flags of "${mail.subject}" changed`);
      const isTriaged = mail.from in this.#triaged;
      if (!isTriaged && homes(mail).join() !== homes(before).join())
        broken.push(`N3: "${mail.subject}" moved to ${mail.mailboxes.join()}`);
      const lost = labelsLost(before, mail);
      if (before.mailboxes.includes('@WholeDomain') && lost.filter(isOrder).length % 2 === 1)
        broken.push(`one of the two labels of "${mail.subject}" is off`);
      if (isTriaged && lost.some((label) => label.startsWith('@To')))
        broken.push(...this.#unfinished(mail, now));
      return broken;
    });
  }

  /** N4: where a label came off, contact, group and sweep are done. */
  #unfinished({ from, subject }: MailSnapshot, now: AccountSnapshot): string[] {
    const { groups = [], mailboxes = [] } = this.#triaged[from] ?? {};
    const waitsIn = mailboxes.includes('Screener') ? 'Inbox' : 'Screener';
    const joined = groupsOf(now, from);
    const missing = groups.filter((group) => !joined.includes(group));
    const known = new Set(this.#before.mails.map(({ id }) => id));
    const waits = now.mails.some(
      (mail) =>
        known.has(mail.id) &&
        mail.from === from &&
        mail.mailboxes.includes(waitsIn) &&
        !mail.mailboxes.some((name) => NOT_SWEPT.includes(name)),
    );
    return [
      ...missing.map((group) => `N4: the label of "${subject}" is off, but ${from} is not in ${group}`),
      ...(waits ? [`N4: the label of "${subject}" is off, but mail of ${from} waits in ${waitsIn}`] : []),
    ];
  }

  #contactRules(now: AccountSnapshot): string[] {
    const broken: string[] = [];
    for (const [name, text] of Object.entries(this.#before.cards)) {
      const current = now.cards[name] ?? '';
      if (current === text) continue;
      const { lines, isGroup } = knownCard(text);
      const lost = lines.filter(
        (line) =>
          !/^(NOTE|REV)[;:]/.test(line) &&
          !(isGroup && isGroupForm(line)) &&
          !knownCard(current).lines.includes(line),
      );
      if (lost.length > 0) broken.push(`N5: ${name} lost ${lost.join(', ')}`);
    }
    for (const [group, members] of Object.entries(this.#before.groups)) {
      const strangers = members.filter(
        (uid) => !this.#isTriaged(uid, now) && now.groups[group]?.includes(uid) !== true,
      );
      if (strangers.length > 0) broken.push(`N5: ${group} lost ${strangers.join()}`);
      const intruders = (now.groups[group] ?? []).filter(
        (uid) => !this.#isTriaged(uid, now) && !members.includes(uid),
      );
      if (intruders.length > 0) broken.push(`${intruders.join()} joined ${group} without being triaged`);
    }
    for (const address of Object.keys(this.#triaged)) {
      const cards = cardsWith(now, address);
      if (cards.length > Math.max(1, cardsWith(this.#before, address).length))
        broken.push(`N7: ${address} has ${cards.length} cards`);
      const wasMember = groupsOf(this.#before, address).length > 0;
      // As long as its own card is in none, that of its domain counts.
      const routedBy = [...groupsOf(now, address), ...groupsOf(now, wholeDomainOf(address))];
      if (wasMember && routedBy.length === 0) broken.push(`N6: ${address} is in no group`);
    }
    return broken;
  }

  #isTriaged(uid: string, now: AccountSnapshot): boolean {
    return Object.keys(this.#triaged).some((address) =>
      cardsWith(now, address).some((card) => card.uid === uid),
    );
  }
}

/** What two runs of one world must agree on, whatever happened on the way. */
export function endState(account: SandboxAccount): unknown {
  const { mails, cards, groups } = account.snapshot();
  return {
    mails: mails.map(({ subject, mailboxes, keywords }) => [subject, mailboxes, keywords]).sort(),
    cards: Object.values(cards)
      .map(knownCard)
      .filter(({ isGroup }) => !isGroup)
      .map(({ lines }) => lines.join('\n'))
      .sort(),
    groups: Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, [...members].sort()])),
  };
}

const homes = ({ mailboxes }: MailSnapshot): string[] => mailboxes.filter((name) => !isLabel(name));

const labelsLost = (before: MailSnapshot, now: MailSnapshot): string[] =>
  before.mailboxes.filter((name) => isLabel(name) && !now.mailboxes.includes(name));
