// Puts TLS before a server that listens on this machine's loopback interface only:
//   node tls-proxy.mjs PORT TARGET_PORT FOLDER   (with tls.crt and tls.key, as a Secret of type kubernetes.io/tls has them)
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';

const [port, targetPort, folder] = process.argv.slice(2);
const [cert, key] = ['tls.crt', 'tls.key'].map((name) => readFileSync(`${folder}/${name}`));

const server = createServer({ cert, key }, (client) => {
  const target = connect(Number(targetPort), '127.0.0.1');
  client.on('error', () => target.destroy());
  target.on('error', () => client.destroy());
  client.pipe(target).pipe(client);
});
server.listen(Number(port), () => console.log(`listening on ${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
