/** An answer before it is sent. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

/** A request as the hooks see it. */
export interface SandboxRequest {
  method: string;
  /** Path and query, as sent. */
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** Names of the methods called, in order; empty unless it is a request to the JMAP API. */
  jmapMethods: readonly string[];
}

export const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Servers answer with a web page where no program is expected to read on. */
export const page = (status: number, text: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!DOCTYPE html><html><head><title>${status}</title></head><body><p>${text}</p></body></html>`,
});

export const redirect = (location: string): Reply => ({ status: 301, headers: { location } });
