import { type Category } from './categories/category.ts';
import * as z from 'zod/mini';
import { DEFAULT_CATEGORIES } from './categories/categories.ts';
import { overrideDefinitions } from './categories/category-overrides.ts';
import { shownAs } from './shown-value.ts';
import {
  groupName,
  mailboxPath,
  oneOf,
  ownAddresses,
  password,
  serverUrl,
  text,
  token,
  trueOrFalse,
  username,
  wholeNumber,
} from './value-schemas.ts';

/** One environment variable, as documentation and manifests need it. */
export interface Variable {
  name: string;
  /** Undefined: without it there is no such setting. */
  default: string | undefined;
  /** Without it, Mailroom does not start. */
  required: boolean;
  /** Must be kept out of sight; can come from a file (`…_FILE`). */
  secret: boolean;
  description: string;
}

interface Definition {
  schema: z.ZodMiniType;
  default?: string;
  required?: true;
  secret?: true;
  description: string;
}

const SETTINGS = {
  MAILROOM_JMAP_TOKEN: {
    schema: token(),
    required: true,
    secret: true,
    description: 'API token, with read and write access to Email, and to Contacts if possible',
  },
  MAILROOM_CARDDAV_USERNAME: {
    schema: z.optional(username()),
    secret: true,
    description: 'user name for CardDAV, usually your email address; not needed with JMAP contacts',
  },
  MAILROOM_CARDDAV_PASSWORD: {
    schema: z.optional(password()),
    secret: true,
    description: 'app password for CardDAV; not needed with JMAP contacts',
  },
  MAILROOM_POLL_INTERVAL: {
    schema: wholeNumber(1, 86_400, ' seconds'),
    default: '300',
    description: 'seconds between two cycles, 1 to 86400',
  },
  MAILROOM_MAX_CONSECUTIVE_FAILURES: {
    schema: wholeNumber(1, 100_000),
    default: '10',
    description: 'failed cycles in a row before giving up, 1 to 100000',
  },
  MAILROOM_LOG_LEVEL: {
    schema: oneOf(
      ['debug', 'info', 'warning', 'error'],
      (input) => `must be one of debug, info, warning and error${shownAs(input, 'is none of them')}.`,
    ),
    default: 'info',
    description: 'minimum level to log: debug, info, warning or error',
  },
  MAILROOM_HEALTH_PORT: {
    schema: wholeNumber(0, 65_535, ' (0: any free port)'),
    default: '8080',
    description: 'TCP port of the health endpoint, 0 for any free one',
  },
  MAILROOM_SCREENER_MAILBOX: {
    schema: mailboxPath(),
    default: 'Screener',
    description: 'mailbox in which mail from unknown senders waits',
  },
  MAILROOM_LABEL_TO_SCREENER: {
    schema: mailboxPath(),
    default: '@ToScreener',
    description: 'label that sends a sender back to Screener; it need not exist',
  },
  MAILROOM_GROUP_SCREENER: {
    schema: groupName(),
    default: 'Screener',
    description: 'contact group of the senders that were sent back to Screener',
  },
  MAILROOM_LABEL_WHOLE_DOMAIN: {
    schema: mailboxPath(),
    default: '@WholeDomain',
    description: "label that makes another one decide about the sender's domain; it need not exist",
  },
  MAILROOM_LABEL_ERROR: {
    schema: mailboxPath(),
    default: '@MailroomError',
    description: 'label for mail that cannot be triaged',
  },
  MAILROOM_LABEL_WARNING: {
    schema: mailboxPath(),
    default: '@MailroomWarning',
    description: 'label for mail whose triage needs a look',
  },
  MAILROOM_WARNINGS_ENABLED: {
    schema: trueOrFalse(),
    default: 'true',
    description: 'whether the warning label is used; with false it need not exist',
  },
  MAILROOM_OWN_ADDRESSES: {
    schema: z.optional(ownAddresses()),
    description: "more of the account owner's addresses, comma-separated; *@my.example for a whole domain",
  },
  MAILROOM_CATEGORIES: {
    schema: z.optional(text()),
    description: 'your own categories instead of the default ones, as a YAML list; see docs/categories.md',
  },
  MAILROOM_CONTACTS: {
    schema: oneOf(
      ['auto', 'jmap', 'carddav'],
      (input) => `must be auto, jmap or carddav${shownAs(input, 'is none of them')}.`,
    ),
    default: 'auto',
    description: 'how contacts are reached: jmap, carddav, or auto for JMAP where the API token allows it',
  },
  MAILROOM_ADDRESS_BOOK: {
    schema: z.optional(text()),
    description: 'address book for contacts, by name; needed where several may be the default one',
  },
  MAILROOM_JMAP_URL: {
    schema: serverUrl(),
    default: 'https://api.fastmail.com/jmap/session',
    description: 'URL of the JMAP session',
  },
  MAILROOM_CARDDAV_URL: {
    schema: serverUrl(),
    default: 'https://carddav.fastmail.com',
    description: 'URL from which CardDAV discovery starts',
  },
  MAILROOM_DRY_RUN: {
    schema: trueOrFalse(),
    default: 'false',
    description: 'with true, only say what would be done',
  },
} satisfies Record<string, Definition>;

// Typed as the settings alone: which overrides there are depends on the categories, and they are read by name.
const definitionsFor = (categories: readonly Category[]): typeof SETTINGS => ({
  ...SETTINGS,
  ...overrideDefinitions(categories),
});

/** Every variable that Mailroom reads with these categories, in the order in which documentation lists them. */
export const variablesFor = (categories: readonly Category[]): Variable[] =>
  Object.entries<Definition>(definitionsFor(categories)).flatMap(
    ([name, { default: preset, required = false, secret = false, description }]) => {
      const variable = { name, default: preset, required, secret, description };
      return secret ? [variable, fileVariable(name)] : [variable];
    },
  );

/** Those of the default categories. */
export const VARIABLES: readonly Variable[] = variablesFor(DEFAULT_CATEGORIES);

/** Reads the variables' texts as what they mean. Every message reads on from the variable's name, the issue's path. */
export const settingsSchemaFor = (categories: readonly Category[]) =>
  z.object(schemasOf(definitionsFor(categories)));

export type Settings = z.output<ReturnType<typeof settingsSchemaFor>>;

/** What the settings that are not given stand at. Overrides have none here: one category may follow another's. */
export const DEFAULT_TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<Definition>(SETTINGS).flatMap(([name, { default: preset }]) =>
    preset === undefined ? [] : [[name, preset]],
  ),
);

function fileVariable(name: string): Variable {
  return {
    name: `${name}_FILE`,
    default: undefined,
    required: false,
    secret: false,
    description: `path of a file that holds ${name}`,
  };
}

function schemasOf<Definitions extends Record<string, Definition>>(definitions: Definitions) {
  const schemas = Object.entries(definitions).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(schemas) as { [Name in keyof Definitions]: Definitions[Name]['schema'] };
}
