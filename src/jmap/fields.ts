import { ProtocolError } from '../errors.ts';
import { ExcessiveJsonError, parseJson } from '../http/parse-json.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isPositiveInt = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isArray = (value: unknown): value is unknown[] => Array.isArray(value);

type Reader<T> = (object: JsonObject, name: string, where: string) => T;

/**
 * Readers of one field of a server's answer. `where` names the request or the method. They throw `ProtocolError`
 * ("Email/get answered without a usable 'state'") when the field is missing or of another type.
 */
export const stringField = required(isString);
export const booleanField = required(isBoolean);
export const positiveIntField = required(isPositiveInt);
export const arrayField = required(isArray);
export const objectField = required(isObject);

/** The same for fields that may be missing or null: both are undefined here. */
export const optionalStringField = optional(stringField);
export const optionalArrayField = optional(arrayField);
export const optionalObjectField = optional(objectField);

function required<T>(isUsable: (value: unknown) => value is T): Reader<T> {
  return (object, name, where) => {
    const value = object[name];
    if (!isUsable(value)) throw new ProtocolError(`${where} answered without a usable '${name}'`);
    return value;
  };
}

function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (object, name, where) => {
    const value = object[name];
    return value === undefined || value === null ? undefined : read(object, name, where);
  };
}

/** Reads a body that must be one JSON object. Throws `ProtocolError`, which does not quote the body: it may be mail. */
export function parseJsonObject(body: string, where: string): JsonObject {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (error) {
    throw new ProtocolError(`${where} answered with ${faultOf(body, error)}`);
  }
  if (!isObject(value)) throw new ProtocolError(`${where} answered with JSON that is not an object`);
  return value;
}

function faultOf(body: string, error: unknown): string {
  if (error instanceof ExcessiveJsonError) return 'JSON that is nested too deep or has too many parts';
  return body.trimStart().startsWith('<') ? 'a web page, not JSON; is the URL right?' : 'broken JSON';
}
