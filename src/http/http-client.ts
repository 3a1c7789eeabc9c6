import { type IncomingHttpHeaders } from 'node:http';

export interface HttpRequest {
  method: string;
  /** Must be within the client's realm: credentials go nowhere else (N9). */
  url: URL;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** What a body of several calls asks for, for the log. */
  calls?: readonly string[];
  /** A longer body of the answer is a `LongAnswerError`; the client has a limit of its own, too. */
  maxBytes?: number | undefined;
  /**
   * What to do about bytes of a successful answer that are no UTF-8: refuse the answer (the default), or replace each by
   * U+FFFD. Never replace in what is to be written back.
   */
  malformed?: 'refuse' | 'replace';
  /**
   * Asked once the head of a successful answer (2xx) is there: what it gives is called with the text piece by piece as it
   * comes, and `body` stays empty; undefined has the text collected as usual. What either throws ends the request.
   */
  receive?: (head: HttpHead) => ((text: string) => void) | undefined;
}

/** What comes before the body of an answer. */
export interface HttpHead {
  status: number;
  headers: IncomingHttpHeaders;
  /** The address that answered, after redirects. */
  url: URL;
}

export interface HttpResponse extends HttpHead {
  /** Decoded as UTF-8. */
  body: string;
}

/** Running totals since the client was made; what a cycle cost is the difference of two readings. */
export interface HttpStats {
  requests: number;
  bytesSent: number;
  bytesReceived: number;
}

/** Sends requests with one set of credentials, to the one realm that these are for. */
export interface HttpClient {
  /**
   * Answers with whatever status the server sent. Throws `TransientError` when no complete answer came (DNS, TLS,
   * connect, time-out, reset, truncated body), `CertificateError` when the server cannot prove who it is,
   * `ProtocolError` for a redirect elsewhere, a loop of redirects, or a body over the size limit, and the signal's reason
   * when aborted.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  readonly stats: Readonly<HttpStats>;
  /** Closes sockets that wait for work. Call it at the end of a cycle: servers drop them at about the poll interval. */
  closeIdle(): void;
  /** Closes every socket; requests in progress fail. */
  close(): void;
}
