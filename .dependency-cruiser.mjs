/**
 * The walls of src: who may import whom. `npm run lint` checks them. A folder speaks for the folders in it, unless these
 * are named themselves. Files of src itself (errors, version, stop signal) are open to all.
 */
export const MAY_IMPORT = {
  // The commands, and what they are made of.
  commands: [
    'account',
    'check',
    'config',
    'contacts',
    'decide',
    'decide/steps',
    'demo',
    'dry-run',
    'leave',
    'leave/steps',
    'log',
    'mail/jmap',
    'rules',
    'sandbox',
    'sandbox/store',
    'senders',
    'senders/steps',
    'service',
    'setup',
    'terminal',
    'triage',
    'triage/places',
    'triage/steps',
  ],
  demo: ['sandbox', 'sandbox/store', 'terminal'],
  check: [
    'account',
    'config',
    'contacts',
    'jmap',
    'mail',
    'mail/jmap',
    'safety',
    'senders',
    'senders/steps',
    'triage',
    'triage/places',
  ],
  leave: ['config', 'contacts', 'mail', 'triage', 'triage/places'],
  'leave/steps': ['config', 'contacts', 'leave', 'mail', 'triage', 'triage/steps'],
  setup: [
    'config',
    'contacts',
    'log',
    'mail',
    'mail/jmap',
    'senders',
    'senders/steps',
    'triage',
    'triage/places',
  ],
  rules: ['config', 'contacts', 'jmap', 'log', 'mail', 'triage', 'triage/places'],
  senders: ['config', 'contacts', 'log', 'mail', 'terminal', 'triage', 'triage/places'],
  'senders/steps': ['config', 'contacts', 'mail', 'senders', 'triage', 'triage/places'],
  decide: ['contacts', 'log', 'mail', 'senders', 'terminal', 'triage', 'triage/places'],
  'decide/steps': ['decide', 'mail', 'senders', 'triage', 'triage/places', 'triage/steps'],
  service: ['account', 'log', 'triage/steps'],
  terminal: ['account', 'config', 'contacts', 'log', 'mail'],

  // Where adapters meet ports.
  account: [
    'config',
    'contacts',
    'contacts/carddav',
    'contacts/jmap',
    'dav',
    'dry-run',
    'http',
    'http/node',
    'jmap',
    'log',
    'mail',
    'mail/jmap',
    'safety',
    'triage',
    'triage/places',
    'triage/steps',
  ],

  // The core knows two ports and no protocol.
  'triage/steps': ['contacts', 'log', 'mail', 'triage', 'triage/places'],
  triage: ['config', 'contacts', 'mail', 'triage/places'],
  'triage/places': ['config', 'mail'],
  'dry-run': ['contacts', 'log', 'mail', 'triage/places'],

  // The ports, and what implements them.
  'mail/jmap': ['jmap', 'mail', 'safety'],
  'contacts/jmap': ['contacts', 'http', 'jmap', 'mail', 'safety'],
  'contacts/carddav': ['contacts', 'contacts/vcard', 'dav', 'mail'],
  'contacts/vcard': ['contacts', 'mail'],
  safety: ['contacts', 'http', 'jmap', 'mail'],
  contacts: ['http', 'jmap', 'mail'],
  mail: [],

  // Protocols know nothing of triage.
  dav: ['http'],
  jmap: ['http'],
  'http/node': ['http'],
  http: [],

  config: ['http', 'log', 'mail'],
  log: [],

  // A server in memory, which shares no more with the program than how a JMAP path is read.
  sandbox: ['sandbox/carddav', 'sandbox/http', 'sandbox/jmap', 'sandbox/store'],
  'sandbox/carddav': ['sandbox/http', 'sandbox/store'],
  'sandbox/jmap': ['jmap', 'sandbox/http', 'sandbox/store'],
  'sandbox/http': ['sandbox/store'],
  'sandbox/store': [],
};

const ADAPTERS =
  '^src/(?:mail/jmap/jmap-mail-store|contacts/(?:jmap/jmap|carddav/carddav)-contact-book|dav/dav-client|jmap/jmap-client|http/node/node-http-client)[.]ts$';

const ON_THE_SERVICES_PATH =
  '^src/(?:commands/(?:run|once|check|decide|senders|setup|rules)[.]ts$|service/|account/)';

const folders = Object.keys(MAY_IMPORT);

const within = (folder) => `^src/${folder}/`;

/** The files that a folder speaks for. */
const filesOf = (folder) => ({
  path: within(folder),
  pathNot: folders.filter((other) => other.startsWith(`${folder}/`)).map(within),
});

/** A pattern for the same, for the one side of a rule that cannot say what it leaves out. */
const patternOf = (folder) => {
  const inner = folders
    .filter((other) => other.startsWith(`${folder}/`))
    .map((other) => other.slice(folder.length + 1));
  return inner.length === 0 ? within(folder) : `^src/${folder}/(?!(?:${inner.join('|')})/)`;
};

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'a-folder-says-what-it-needs',
      comment: 'Each folder of src is in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: folders.map(within) },
      to: {},
    },
    {
      name: 'main-is-the-top',
      comment: 'Nothing imports the way in.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/(?:main|cli)[.]ts$' },
    },
    ...folders.map((folder) => ({
      name: `${folder}-imports`,
      comment: `${folder} may import ${MAY_IMPORT[folder].join(', ') || 'nothing'} (MAY_IMPORT).`,
      severity: 'error',
      from: filesOf(folder),
      to: {
        path: '^(?:src/[^/]+/|test/|scripts/)',
        pathNot: [folder, ...MAY_IMPORT[folder]].map(patternOf),
      },
    })),
    {
      name: 'only-account-wires',
      comment: 'src/account is the only place where adapters meet ports. A type may be imported anywhere.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/account/' },
      to: { path: ADAPTERS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-sandbox-on-the-services-path',
      comment: 'Whoever runs Mailroom on an account never loads the server in memory.',
      severity: 'error',
      from: { path: ON_THE_SERVICES_PATH },
      to: { path: '^src/sandbox/', reachable: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '[.]test[.]ts$' },
    doNotFollow: { path: 'node_modules' },
  },
};
