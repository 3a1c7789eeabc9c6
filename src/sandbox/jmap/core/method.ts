import type * as z from 'zod';
import { type SandboxAccount } from '../../store/account.ts';
import { type Limits, type Quirks } from '../../store/options.ts';

/** RFC 8620 5.3. */
export interface SetError {
  type: string;
  description?: string;
  properties?: string[];
  existingId?: string;
}

export interface MethodContext {
  account: SandboxAccount;
  /** The credentials may only read. */
  isReadOnly: boolean;
  limits: Limits;
  quirks: Quirks;
  /** Ids of records created earlier in the request, by creation id (RFC 8620 3.3). */
  createdIds: Map<string, string>;
  /** Scripted refusals of single messages. */
  setErrors: ReadonlyMap<string, SetError>;
}

export type JmapMethod = (args: unknown, context: MethodContext) => Record<string, unknown>;

/** RFC 8620 3.6.2. */
export class MethodError extends Error {
  readonly response: Record<string, unknown>;

  constructor(type: string, details: Record<string, unknown> = {}) {
    super(type);
    this.response = { type, ...details };
  }
}

export const invalidArguments = (...names: string[]): MethodError =>
  new MethodError('invalidArguments', { arguments: names });

/** Throws `invalidArguments`, naming the arguments by path. */
export function parseArguments<T>(schema: z.ZodType<T>, args: unknown): T {
  const result = schema.safeParse(args);
  if (!result.success) throw invalidArguments(...namesOf(result.error));
  return result.data;
}

/** The paths of everything that is wrong. */
export const namesOf = ({ issues }: z.ZodError): string[] =>
  issues.flatMap(({ path, ...issue }) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key].join('/')) : [path.join('/')],
  );

/** Stands for the id of a record that an earlier call created, when it begins with # (RFC 8620 5.3). */
export const resolveId = (id: string, { createdIds }: MethodContext): string =>
  (id.startsWith('#') ? createdIds.get(id.slice(1)) : undefined) ?? id;

export function checkState(ifInState: string | null | undefined, state: string): void {
  if (ifInState !== undefined && ifInState !== null && ifInState !== state)
    throw new MethodError('stateMismatch');
}

export function checkObjects(count: number, limit: number): void {
  if (count > limit) throw new MethodError('requestTooLarge');
}
