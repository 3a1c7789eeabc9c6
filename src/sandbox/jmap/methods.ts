import * as z from 'zod';
import { addressBookGet, contactCardChanges, contactCardGet } from './contacts/card-get.ts';
import { contactCardQuery } from './contacts/card-query.ts';
import { contactCardSet } from './contacts/card-set.ts';
import { emailImport } from './mail/email-import.ts';
import { emailChanges, emailGet, threadGet } from './mail/email-get.ts';
import { emailQuery } from './mail/email-query.ts';
import { emailSet } from './mail/email-set.ts';
import { mailboxChanges, mailboxGet, mailboxQuery } from './mail/mailbox.ts';
import { mailboxSet } from './mail/mailbox-set.ts';
import { type JmapMethod, MethodError, parseArguments } from './core/method.ts';
import { CONTACTS, MAIL, SUBMISSION } from './core/session.ts';

const identityArguments = z.strictObject({
  accountId: z.string(),
  ids: z.array(z.string()).nullish(),
  properties: z.array(z.string()).nullish(),
});

/** RFC 8621 6.1. */
const identityGet: JmapMethod = (args, { account, quirks }) => {
  const { accountId } = parseArguments(identityArguments, args);
  if (quirks.identitiesUnsupported) throw new MethodError('accountNotSupportedByMethod');
  const identity = {
    id: '1',
    name: 'Owner',
    email: account.username,
    replyTo: null,
    bcc: null,
    textSignature: '',
    htmlSignature: '',
    mayDelete: false,
  };
  return { accountId, state: '1', list: [identity], notFound: [] };
};

/** Methods that need an account, and the capability that must be in `using` for each. */
export const METHODS: ReadonlyMap<string, { capability: string; run: JmapMethod }> = new Map(
  Object.entries({
    'Mailbox/get': { capability: MAIL, run: mailboxGet },
    'Mailbox/changes': { capability: MAIL, run: mailboxChanges },
    'Mailbox/query': { capability: MAIL, run: mailboxQuery },
    'Mailbox/set': { capability: MAIL, run: mailboxSet },
    'Email/get': { capability: MAIL, run: emailGet },
    'Email/changes': { capability: MAIL, run: emailChanges },
    'Email/query': { capability: MAIL, run: emailQuery },
    'Email/set': { capability: MAIL, run: emailSet },
    'Email/import': { capability: MAIL, run: emailImport },
    'Thread/get': { capability: MAIL, run: threadGet },
    'AddressBook/get': { capability: CONTACTS, run: addressBookGet },
    'ContactCard/get': { capability: CONTACTS, run: contactCardGet },
    'ContactCard/changes': { capability: CONTACTS, run: contactCardChanges },
    'ContactCard/query': { capability: CONTACTS, run: contactCardQuery },
    'ContactCard/set': { capability: CONTACTS, run: contactCardSet },
    'Identity/get': { capability: SUBMISSION, run: identityGet },
  }),
);
