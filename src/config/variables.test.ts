import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from './categories/categories.ts';
import { DEFAULT_TEXTS, settingsSchemaFor, VARIABLES } from './variables.ts';

const REQUIRED = { MAILROOM_JMAP_TOKEN: 'token' };

describe('VARIABLES', () => {
  it('names each variable once, and as an environment variable', () => {
    const names = VARIABLES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^MAILROOM_[A-Z]+(?:_[A-Z]+)*$/);
  });

  it('has a file variable for every secret, and secrets only without a default', () => {
    const secrets = VARIABLES.filter(({ secret }) => secret);
    expect(secrets.map(({ name }) => name)).toEqual([
      'MAILROOM_JMAP_TOKEN',
      'MAILROOM_CARDDAV_USERNAME',
      'MAILROOM_CARDDAV_PASSWORD',
    ]);
    for (const { name, default: preset } of secrets) {
      expect(preset).toBeUndefined();
      expect(VARIABLES).toContainEqual(expect.objectContaining({ name: `${name}_FILE`, secret: false }));
    }
  });

  it('has the three overrides of every default category, with what they override', () => {
    const defaults = Object.fromEntries(VARIABLES.map((variable) => [variable.name, variable.default]));
    expect(defaults).toMatchObject({
      MAILROOM_LABEL_TO_PAPER_TRAIL: '@ToPaperTrail',
      MAILROOM_GROUP_PERSON: 'Imbox',
      MAILROOM_MAILBOX_IMBOX: 'Inbox',
    });
    expect(
      VARIABLES.filter(({ name }) => /_(?:LABEL_TO|GROUP|MAILBOX)_(?!SCREENER)/.test(name)),
    ).toHaveLength(15);
  });

  it('requires the API token, and nothing else', () => {
    expect(VARIABLES.flatMap(({ name, required }) => (required ? [name] : []))).toEqual(
      Object.keys(REQUIRED),
    );
  });

  it('describes each', () => {
    for (const { description } of VARIABLES) expect(description).toMatch(/\S/);
  });
});

describe('settingsSchemaFor', () => {
  it('accepts every default', () => {
    const overrides = VARIABLES.flatMap(({ name, default: preset }) =>
      preset === undefined ? [] : [[name, preset]],
    );
    const texts = { ...DEFAULT_TEXTS, ...REQUIRED, ...(Object.fromEntries(overrides) as object) };
    expect(settingsSchemaFor(DEFAULT_CATEGORIES).safeParse(texts).error).toBeUndefined();
  });
});
