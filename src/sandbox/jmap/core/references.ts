import * as z from 'zod';
import { invalidArguments, MethodError } from './method.ts';

export type Invocation = [name: string, args: Record<string, unknown>, callId: string];

const referenceSchema = z.strictObject({ resultOf: z.string(), name: z.string(), path: z.string() });

/** Replaces arguments like `#ids` by what they point to (RFC 8620 3.7). Throws `errorType` when they point nowhere. */
export function resolveReferences(
  args: Readonly<Record<string, unknown>>,
  responses: readonly Invocation[],
  errorType: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]): [string, unknown] => {
      if (!key.startsWith('#')) return [key, value];
      const name = key.slice(1);
      const reference = referenceSchema.safeParse(value);
      if (name in args || !reference.success) throw invalidArguments(key);
      const { resultOf, path } = reference.data;
      const source = responses.find(([, , callId]) => callId === resultOf);
      if (source?.[0] !== reference.data.name) throw new MethodError(errorType);
      const found = evaluate(source[1], path.split('/').slice(1).map(unescapePointer));
      if (found === undefined) throw new MethodError(errorType);
      return [name, found];
    }),
  );
}

/** A JSON pointer (RFC 6901) in which `*` stands for all items of a list; undefined when it leads nowhere. */
function evaluate(value: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (step === '*' && Array.isArray(value)) {
    const items = value.map((item) => evaluate(item, rest));
    return items.includes(undefined) ? undefined : items.flat();
  }
  if (Array.isArray(value)) return /^\d+$/.test(step) ? evaluate(value[Number(step)], rest) : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return evaluate((value as Record<string, unknown>)[step], rest);
}

const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
