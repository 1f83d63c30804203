import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { environmentSchema } from './environment.ts';

const required = {
  TIKTOK_PIXEL_CODE: 'C4TEST00000000000000',
  TIKTOK_ACCESS_TOKEN: 'the-access-token-of-the-test',
};
const read = (environment: Readonly<Record<string, string>>) => readConfig(environment, () => '');

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const entries = [...text.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(([, commented, name, value]) => ({
    name: name as keyof typeof environmentSchema.shape,
    value: value ?? '',
    isRequired: commented === undefined,
  }));
  const plain = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value ?? ''));

  it('has each variable once, and no other', () => {
    expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });

  it('begins with the required ones', () => {
    expect(entries.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(
      entries.slice(0, 2).map(({ name }) => name),
    );
    expect(entries.slice(0, 2).map(({ name }) => name)).toEqual(Object.keys(required));
  });

  it.each(entries)('shows the default of $name', ({ name, value }) => {
    expect(value).toBe(plain(environmentSchema.shape[name].parse(undefined)));
  });

  it('says one line about each', () => {
    for (const { name } of entries) expect(text).toMatch(new RegExp(`\\n\\n# [A-Z].*\\.?\\n(# )?${name}=`));
  });

  it('starts the collector once the required ones are filled in', () => {
    const filled = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(read({ ...filled, ...required })).toEqual(read(required));
  });
});
