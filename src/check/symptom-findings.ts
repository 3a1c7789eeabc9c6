import { counted } from '../counted.ts';
import { isUndecided } from '../config/categories/categories.ts';
import { type BookListing, type ContactReading } from '../contacts/contact-book.ts';
import { type Address } from '../mail/address.ts';
import { type Mail, type MailboxId, type MailWalks } from '../mail/mail-store.ts';
import { categorise, type CategorisedSenders, categorisedCards } from '../senders/categorised.ts';
import { alikeText, domainsOfAlike } from '../senders/alike-senders.ts';
import { readLapsed } from '../senders/steps/read-lapsed.ts';
import { countMail } from '../senders/steps/read-senders.ts';
import { type Counts } from '../senders/tally.ts';
import { type Places } from '../triage/places/placed-category.ts';
import { type Finding, ok, type Topic, warning } from './finding.ts';

/** What the account shows of settings that do not work: mail that waits where it should not, labels, contacts without a group. */

export interface SymptomPorts {
  readonly walks: MailWalks;
  readonly cards: ContactReading;
}

export interface SymptomFacts {
  readonly places: Places;
  readonly listing: BookListing;
  readonly isOwnAddress: (sender: Address) => boolean;
}

/** Throws what reading mail and contacts throws, and `AccountError` for a group that is missing. */
export async function findSymptoms(
  { places, listing, isOwnAddress }: SymptomFacts,
  { walks, cards }: SymptomPorts,
  signal: AbortSignal,
): Promise<Finding[]> {
  const categorised = categorise(categorisedCards(listing, places), new Map());
  const account = { places, isOwnAddress, walks };
  const selection = { of: 'waiting', since: undefined, withSent: false } as const;
  const { senders } = await countMail(account, categorised, selection, signal);
  return [
    waitingFinding(senders),
    ...alikeFindings(senders, categorised, places),
    ...misrouted(senders, categorised, places),
    ...(await labelFindings(places, walks, signal)),
    ...(await lapsedFindings(places, listing, cards, signal)),
  ];
}

function waitingFinding(senders: ReadonlyMap<Address, Counts>): Finding {
  const waiting = [...senders.values()].filter(({ screener }) => screener > 0);
  return ok(
    'Mail',
    waiting.length === 0
      ? 'nobody waits in Screener'
      : `${counted(waiting.length, 'sender')} in Screener, with ${counted(sum(waiting.map(({ screener }) => screener)), 'message')} ("mailroom senders" lists them)`,
  );
}

/** Not a symptom, but what a label could be for; nothing in an account that does without that label. */
function alikeFindings(
  senders: ReadonlyMap<Address, Counts>,
  categorised: Pick<CategorisedSenders, 'get'>,
  { wholeDomainLabel, paths }: Places,
): Finding[] {
  if (wholeDomainLabel === undefined) return [];
  const undecided = [...senders].filter(
    ([address, { screener }]) => screener > 0 && categorised.get(address) === undefined,
  );
  const domains = domainsOfAlike(undecided.map(([address]) => address));
  const text = alikeText(domains, paths.get(wholeDomainLabel) ?? 'the label for whole domains');
  return domains.length === 0 ? [] : [{ ...ok('Mail', text), who: domains }];
}

const IMPORT_RULES =
  'your rules do not route them: import what "mailroom rules" writes, and see that they are on and in that order (docs/rules.md)';

/** Senders that were decided about, but whose mail arrives as if they were not. */
function misrouted(
  senders: ReadonlyMap<Address, Counts>,
  categorised: Pick<CategorisedSenders, 'get'>,
  { inbox }: Places,
): Finding[] {
  const inCategory = [...senders].flatMap(([address, counts]) => {
    const found = categorised.get(address);
    return found === undefined ? [] : [{ address, ...counts, placed: found.placed }];
  });
  const inScreener = inCategory.filter(
    ({ screener, placed }) => screener > 0 && !isUndecided(placed.category),
  );
  const hidden = inCategory.filter(
    (sender) =>
      sender.inbox > 0 &&
      (sender.placed.category.keepsJunk || isUndecided(sender.placed.category)) &&
      !sender.placed.category.addToInbox &&
      !sender.placed.targets.includes(inbox),
  );
  return [
    ...named(
      inScreener.map(({ address, placed }) => `${address} (${placed.category.name})`),
      (who) =>
        `${counted(sum(inScreener.map(({ screener }) => screener)), 'message')} in Screener from ${who} with a category`,
      IMPORT_RULES,
    ),
    ...named(
      hidden.map(({ address, placed }) => `${address} (${placed.category.name})`),
      (who) =>
        `${counted(sum(hidden.map((sender) => sender.inbox)), 'message')} in the Inbox from ${who} whose mail is to be out of sight`,
      IMPORT_RULES,
    ),
  ];
}

/** Mail that waits for the user under Mailroom's own labels. */
async function labelFindings(
  { errorLabel, warningLabel, paths }: Places,
  walks: Pick<MailWalks, 'walk'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const underLabel = async (label: MailboxId, fix: string): Promise<Finding[]> => {
    let mails = 0;
    const senders = new Set<string>();
    const begin = (): ((mail: Mail) => void) => {
      mails = 0;
      senders.clear();
      return ({ sender }) => {
        mails += 1;
        senders.add(sender ?? 'nobody that can be told');
      };
    };
    await walks.walk([label], begin, signal);
    return named(
      [...senders],
      (who) => `${counted(mails, 'message')} under ${paths.get(label) ?? 'a label'}, from ${who}`,
      fix,
    );
  };
  return [
    ...(await underLabel(
      errorLabel,
      'Mailroom cannot go on without you: take labels off until one kind is left, or see the log (docs/triage.md)',
    )),
    ...(warningLabel === undefined
      ? []
      : await underLabel(warningLabel, 'triage is done: have a look, then take the label off')),
  ];
}

/** Contacts that a group lost: it was deleted, or they were taken out. */
async function lapsedFindings(
  places: Places,
  listing: BookListing,
  cards: ContactReading,
  signal: AbortSignal,
): Promise<Finding[]> {
  const categories = places.categories.map(({ category }) => category);
  const lapsed = await readLapsed(listing, categories, cards, signal);
  return named(
    lapsed.map(({ card, category }) => `${card.addresses[0] ?? card.uid} (${category.name})`).sort(),
    (who) => `${who} not in the category that the note of the contact says`,
    '"mailroom setup --apply" offers to put them back; leave them, and your rules take them for any other contact',
    'Contact groups',
  );
}

/** A warning about these, if there are any. */
const named = (
  who: readonly string[],
  text: (who: string) => string,
  fix: string,
  topic: Topic = 'Mail',
): Finding[] =>
  who.length === 0 ? [] : [{ ...warning(topic, text(counted(who.length, 'sender')), fix), who }];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
