/**
 * Node's own modules, taken and not imported: an import reads all that a module exports, and on one of those Node 24 loads a
 * second HTTP client, of 2.7 MiB.
 */
export const http = process.getBuiltinModule('node:http');
export const https = process.getBuiltinModule('node:https');
