import { selfSigned } from '../support/self-signed.ts';
import { startRawServer, startServer } from '../support/local-server.ts';

/** Starts a server that fails in its own way, until the test ends. Answers with its origin. */
export type BrokenServer = () => Promise<URL>;

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const CHUNK = Buffer.alloc(1024 * 1024, ' ');

const afterRequest = (answer: Parameters<typeof startServer>[0]) => async (): Promise<URL> =>
  (await startServer(answer)).origin;

export const truncating: BrokenServer = () =>
  startRawServer((socket) => {
    socket.once('data', () => socket.end(`${HEAD}Content-Length: 1000\r\n\r\n{"methodResp`));
  });

/** Never silent for long, and never done. */
export const dripping: BrokenServer = afterRequest((_, response) => {
  response.writeHead(200, { 'content-length': 1000 });
  const drip = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(drip));
});

export const stalling: BrokenServer = afterRequest((_, response) => {
  response.writeHead(200, { 'content-length': 1000 });
  response.write('{"methodResp');
});

export const endless: BrokenServer = afterRequest((_, response) => {
  const pour = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.writeHead(200).on('drain', pour);
  pour();
});

export const answering50Megabytes: BrokenServer = afterRequest((_, response) => {
  let left = 50;
  const pour = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(CHUNK)) return;
    }
    response.end();
  };
  response.writeHead(200).on('drain', pour);
  pour();
});

export const hanging: BrokenServer = afterRequest(() => undefined);

export const resetting: BrokenServer = () =>
  startRawServer((socket) => {
    socket.once('data', () => socket.resetAndDestroy());
  });

export const withUntrustedCertificate: BrokenServer = async () =>
  (await startServer((_, response) => void response.end('{}'), selfSigned())).origin;

// A label longer than any can be (RFC 1035 2.3.4): no name server has to be asked.
export const withoutAddress: BrokenServer = () =>
  Promise.resolve(new URL(`https://${'n'.repeat(64)}.invalid`));
