import emailProviders from 'email-providers/all.json' with { type: 'json' };
import { getPublicSuffix } from 'tldts';

// Large lists: import this file only where they are needed.

/** Providers that the list lacks, with their further domains, and services that pass on mail under addresses of their own. */
const MORE_PROVIDERS = [
  ...['hey.com', 'mailbox.org', 'privaterelay.appleid.com', 'tutanota.com', 'tutamail.com', 'tuta.com'],
  ...['keemail.me', 'mozmail.com', 'messagingengine.com', 'zoho.eu', '1und1.de', 'startmail.com'],
  ...['disroot.org', 'riseup.net', 'countermail.com', 'hispeed.ch', 'sunrise.ch', 'simplelogin.com'],
  ...['aleeas.com', 'slmail.me', 'anonaddy.com', 'anonaddy.me', 'passmail.net', 'passinbox.com'],
  ...['talktalk.net', 'sympatico.ca', 'telus.net', 'purelymail.com', 'fastmail.com', 'posteo.de'],
  ...['posteo.net', 'posteo.org', 'gmx.ch', 'duck.com', 'mailfence.com', 'migadu.com', 'vodafone.de'],
  ...['fastmail.co.uk', 'fastmail.us', 'fastmail.net', 'fastmail.to', 'eml.cc', '123mail.org', 'fea.st'],
  ...['zohomail.com', 'tutanota.de', 'tuta.io'],
  ...['ziggo.nl', 'xs4all.nl', 'ik.me', 'infomaniak.ch', 'sohu.com', 'icloud.com.cn', 'ovh.fr'],
];

const providers: ReadonlySet<string> = new Set([...emailProviders, ...MORE_PROVIDERS]);

/** Whether anybody can have an address at just this domain, as a customer of a mailbox provider. As A-labels, in lower case. */
export const isMailboxProvider = (domain: string): boolean => providers.has(domain);

/** Whether anybody can have a domain below this one: `co.uk`, `github.io` (publicsuffix.org, both of its sections). */
export const isPublicSuffix = (domain: string): boolean =>
  getPublicSuffix(domain, { allowPrivateDomains: true }) === domain;
