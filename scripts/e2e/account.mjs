// Plays the user of a sandbox's account, at its loopback address:
//   node account.mjs PORT TOKEN label    puts two messages of one sender into Screener, and @ToFeed on one
//   node account.mjs PORT TOKEN count    tells how many messages are in Feed, and how many in Screener or @ToFeed
const [port, token, action] = process.argv.slice(2);
const authorization = `Bearer ${token}`;

// The session's URLs are those behind the proxy.
const at = (url) => new URL(new URL(url, 'http://ignored.example').pathname, `http://127.0.0.1:${port}`);

async function fetchJson(url, options = {}) {
  const response = await fetch(at(url), { ...options, headers: { authorization, ...options.headers } });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

const session = await fetchJson('/jmap/session');
const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'];

async function call(name, args) {
  const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
  const body = JSON.stringify({ using, methodCalls: [[name, { accountId, ...args }, '0']] });
  const headers = { 'content-type': 'application/json' };
  const { methodResponses } = await fetchJson(session.apiUrl, { method: 'POST', headers, body });
  const [[answered, result]] = methodResponses;
  if (answered !== name) throw new Error(`${name} answered ${JSON.stringify(result)}`);
  return result;
}

const { list } = await call('Mailbox/get', { ids: null });
const idOf = (name) => list.find((mailbox) => mailbox.name === name).id;

async function deliver(subject, mailboxes) {
  const message = `From: news@shop.example\r\nTo: me@my.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`;
  const uploadUrl = session.uploadUrl.replace('{accountId}', accountId);
  const headers = { 'content-type': 'message/rfc822' };
  const { blobId } = await fetchJson(uploadUrl, { method: 'POST', headers, body: message });
  const mailboxIds = Object.fromEntries(mailboxes.map((name) => [idOf(name), true]));
  const { created, notCreated } = await call('Email/import', { emails: { mail: { blobId, mailboxIds } } });
  if (!created?.mail) throw new Error(JSON.stringify(notCreated));
}

async function countIn(names) {
  const conditions = names.map((name) => ({ inMailbox: idOf(name) }));
  const { ids } = await call('Email/query', { filter: { operator: 'OR', conditions } });
  return ids.length;
}

if (action === 'label') {
  await deliver('first', ['Screener']);
  await deliver('second', ['Screener', '@ToFeed']);
} else {
  console.log(`${await countIn(['Feed'])} ${await countIn(['Screener', '@ToFeed'])}`);
}
