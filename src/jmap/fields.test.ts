import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import {
  arrayField,
  booleanField,
  objectField,
  optionalArrayField,
  optionalObjectField,
  optionalStringField,
  parseJsonObject,
  positiveIntField,
  stringField,
} from './fields.ts';

const object = {
  text: '',
  yes: true,
  no: false,
  count: 7,
  zero: 0,
  half: 0.5,
  list: [1],
  map: { a: 1 },
  nil: null,
};

describe('a required field', () => {
  it.each([
    ['text', stringField, 'text', ''],
    ['true', booleanField, 'yes', true],
    ['false', booleanField, 'no', false],
    ['a number', positiveIntField, 'count', 7],
    ['a list', arrayField, 'list', [1]],
    ['an object', objectField, 'map', { a: 1 }],
  ])('can be %s', (_, read, name, value) => {
    expect(read(object, name, 'Email/get')).toEqual(value);
  });

  it.each([
    ['missing', stringField, 'other'],
    ['null', stringField, 'nil'],
    ['a number, not text', stringField, 'count'],
    ['a number, not a boolean', booleanField, 'zero'],
    ['zero', positiveIntField, 'zero'],
    ['a fraction', positiveIntField, 'half'],
    ['an object, not a list', arrayField, 'map'],
    ['a list, not an object', objectField, 'list'],
    ['null, not an object', objectField, 'nil'],
  ])('is refused by name when it is %s', (_, read, name) => {
    const attempt = () => read(object, name, 'Email/get');
    expect(attempt).toThrow(ProtocolError);
    expect(attempt).toThrow(`Email/get answered without a usable '${name}'`);
  });
});

describe('an optional field', () => {
  it.each([
    ['text', optionalStringField, 'text', ''],
    ['a list', optionalArrayField, 'list', [1]],
    ['an object', optionalObjectField, 'map', { a: 1 }],
    ['missing', optionalStringField, 'other', undefined],
    ['null', optionalObjectField, 'nil', undefined],
  ])('can be %s', (_, read, name, value) => {
    expect(read(object, name, 'Email/get')).toEqual(value);
  });

  it('is refused when it is of another type', () => {
    expect(() => optionalStringField(object, 'count', 'Email/get')).toThrow(ProtocolError);
  });
});

describe('parseJsonObject', () => {
  it('reads an object', () => {
    expect(parseJsonObject('{"a":1}', 'GET x')).toEqual({ a: 1 });
  });

  it.each([
    ['truncated', '{"a":"private', 'GET x answered with broken JSON'],
    [
      'nested without end',
      '['.repeat(300_000),
      'GET x answered with JSON that is nested too deep or has too many parts',
    ],
    ['empty', '', 'GET x answered with broken JSON'],
    ['a web page', '\n<!doctype html>', 'GET x answered with a web page, not JSON; is the URL right?'],
    ['a list', '["private"]', 'GET x answered with JSON that is not an object'],
    ['null', 'null', 'GET x answered with JSON that is not an object'],
  ])('refuses a body that is %s', (_, body, message) => {
    const attempt = () => parseJsonObject(body, 'GET x');
    expect(attempt).toThrow(new ProtocolError(message));
  });
});
