/** Which of the two servers, and so which credentials. */
export type Service = 'jmap' | 'carddav';

const SOURCES = new WeakMap<Error, Service>();

/** The same client of a service; of what its methods throw, `sourceOf` knows where it came from. */
export function traced<Client extends object>(client: Client, service: Service): Client {
  return new Proxy(client, {
    get(target, key): unknown {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        return result instanceof Promise ? result.catch((error: unknown) => rethrow(error, service)) : result;
      };
    },
  });
}

function rethrow(error: unknown, service: Service): never {
  if (error instanceof Error) SOURCES.set(error, service);
  throw error;
}

/** The service whose client threw the error, or what caused it; undefined when none did. */
export function sourceOf(error: unknown): Service | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth += 1) {
    const source = SOURCES.get(cause);
    if (source !== undefined) return source;
    cause = cause.cause;
  }
  return undefined;
}

const MAX_CAUSES = 5;
