import { SEVEN_CATEGORIES } from './seven-categories.ts';

/** A category as its user sees it. All is written out: no expectation is computed the way the program computes it. */
export interface TestCategory {
  readonly name: string;
  readonly label: string;
  /** Its own group and mailbox. */
  readonly group: string;
  readonly mailbox: string;
  /** The groups that its senders are in: its own, then those of its ancestors. */
  readonly groups: readonly string[];
  /** Where its senders' mail goes; sorted. */
  readonly mailboxes: readonly string[];
  /** Where it goes from Screener; and where labelled mail goes that was in the Inbox, or in labels alone. Sorted. */
  readonly fromScreener: readonly string[];
  readonly contactType: 'company' | 'person';
}

/** The categories that Mailroom is configured with, and what an account has because of them. */
export interface CategorySetup {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly categories: readonly TestCategory[];
  readonly imbox: TestCategory;
  readonly feed: TestCategory;
  readonly paperTrail: TestCategory;
  readonly jail: TestCategory;
  readonly person: TestCategory;
  /** What tests take where any category will do: the most demanding one, and one that contradicts it. */
  readonly sample: TestCategory;
  readonly other: TestCategory;
  /** Re-triage of each kind. */
  readonly moves: readonly (readonly [from: TestCategory, to: TestCategory])[];
  /** Those that are made for Mailroom. */
  readonly mailboxes: readonly string[];
  readonly groups: readonly string[];
}

const feed = ofItsOwn('Feed', '@ToFeed');
const paperTrail = ofItsOwn('Paper Trail', '@ToPaperTrail');
const jail = ofItsOwn('Jail', '@ToJail');

const imboxInInbox: TestCategory = {
  ...ofItsOwn('Imbox', '@ToImbox'),
  mailbox: 'Inbox',
  mailboxes: ['Inbox'],
  fromScreener: ['Inbox'],
};
const personInInbox: TestCategory = {
  ...imboxInInbox,
  name: 'Person',
  label: '@ToPerson',
  contactType: 'person',
};

export const DEFAULT_SETUP: CategorySetup = {
  name: 'the default categories',
  environment: {},
  categories: [imboxInInbox, feed, paperTrail, jail, personInInbox],
  imbox: imboxInInbox,
  feed,
  paperTrail,
  jail,
  person: personInInbox,
  sample: feed,
  other: jail,
  moves: [
    [feed, imboxInInbox],
    [imboxInInbox, feed],
    [feed, jail],
  ],
  mailboxes: [
    ...['Screener', 'Feed', 'Paper Trail', 'Jail'],
    ...['@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToJail', '@ToPerson'],
    ...['@MailroomError', '@MailroomWarning'],
  ],
  groups: ['Imbox', 'Feed', 'Paper Trail', 'Jail'],
};

const imboxApart: TestCategory = { ...ofItsOwn('Imbox', '@ToImbox'), fromScreener: ['Imbox', 'Inbox'] };
const billboard: TestCategory = {
  ...ofItsOwn('Billboard', '@ToBillboard'),
  groups: ['Billboard', 'Paper Trail'],
  mailboxes: ['Billboard', 'Paper Trail'],
  fromScreener: ['Billboard', 'Paper Trail'],
};
const truck: TestCategory = {
  ...ofItsOwn('Truck', '@ToTruck'),
  groups: ['Truck', 'Paper Trail'],
  mailboxes: ['Paper Trail', 'Truck'],
  fromScreener: ['Inbox', 'Paper Trail', 'Truck'],
};
const personBelowImbox: TestCategory = {
  ...ofItsOwn('Person', '@ToPerson'),
  groups: ['Person', 'Imbox'],
  mailboxes: ['Imbox', 'Person'],
  fromScreener: ['Imbox', 'Inbox', 'Person'],
  contactType: 'person',
};

/** Those of `SEVEN_CATEGORIES`: Billboard and Truck are below Paper Trail, Person below Imbox. */
export const SEVEN_SETUP: CategorySetup & Record<'billboard' | 'truck', TestCategory> = {
  name: 'seven categories',
  environment: { MAILROOM_CATEGORIES: SEVEN_CATEGORIES },
  categories: [imboxApart, feed, paperTrail, billboard, truck, jail, personBelowImbox],
  imbox: imboxApart,
  feed,
  paperTrail,
  jail,
  person: personBelowImbox,
  billboard,
  truck,
  sample: truck,
  other: billboard,
  moves: [
    [feed, imboxApart],
    [imboxApart, feed],
    [paperTrail, billboard],
    [billboard, paperTrail],
    [billboard, truck],
    [truck, billboard],
    [billboard, feed],
    [feed, truck],
    [imboxApart, personBelowImbox],
    [personBelowImbox, imboxApart],
    [personBelowImbox, truck],
  ],
  mailboxes: [
    ...['Screener', 'Imbox', 'Feed', 'Paper Trail', 'Billboard', 'Truck', 'Jail', 'Person'],
    ...['@ToImbox', '@ToFeed', '@ToPaperTrail', '@ToBillboard', '@ToTruck', '@ToJail', '@ToPerson'],
    ...['@MailroomError', '@MailroomWarning'],
  ],
  groups: ['Imbox', 'Feed', 'Paper Trail', 'Billboard', 'Truck', 'Jail', 'Person'],
};

/** Every scenario is run over each of them. */
export const CATEGORY_SETUPS: readonly CategorySetup[] = [DEFAULT_SETUP, SEVEN_SETUP];

/** The group memberships of senders in a category, in the form of `World.members`. */
export const inGroupsOf = (category: TestCategory, ...addresses: string[]): Record<string, string[]> =>
  Object.fromEntries(category.groups.map((group) => [group, addresses]));

function ofItsOwn(name: string, label: string): TestCategory {
  return {
    name,
    label,
    group: name,
    mailbox: name,
    groups: [name],
    mailboxes: [name],
    fromScreener: [name],
    contactType: 'company',
  };
}
