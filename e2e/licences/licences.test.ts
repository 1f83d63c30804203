import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type PackageLock, productionLicences } from './licences.ts';

const refused = (lock: PackageLock) =>
  productionLicences(lock)
    .filter(({ isPermissive }) => !isPermissive)
    .map(({ name }) => name);

it.each([
  { license: 'MIT', names: [], reason: 'permissive' },
  { license: 'GPL-3.0-or-later', names: ['a'], reason: 'copyleft' },
  { license: 'LGPL-2.1', names: ['a'], reason: 'copyleft of libraries' },
  { license: 'AGPL-3.0', names: ['a'], reason: 'copyleft of services' },
  { license: 'MIT AND GPL-2.0', names: ['a'], reason: 'both hold' },
  { license: 'SEE LICENSE IN LICENSE.md', names: ['a'], reason: 'somebody has to read it' },
  { license: 'UNLICENSED', names: ['a'], reason: 'no right to use it' },
  { license: undefined, names: ['a'], reason: 'nothing is said' },
])('$license: $reason', ({ license, names }) => {
  const entry = { version: '1.0.0', ...(license && { license }) };
  expect(refused({ packages: { '': { license: 'GPL-3.0' }, 'node_modules/a': entry } })).toEqual(names);
});

it('looks at packages within packages, and not at what only we use', () => {
  const copyleft = { version: '1.0.0', license: 'GPL-3.0' };
  const packages = {
    'node_modules/a/node_modules/@scope/b': copyleft,
    'node_modules/tool': { ...copyleft, dev: true },
  };
  expect(refused({ packages })).toEqual(['@scope/b']);
});

it('all that is installed with clickthread is permissive', () => {
  const lock = JSON.parse(
    readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
  ) as PackageLock;
  expect(productionLicences(lock).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['express', 'pg', 'zod']),
  );
  expect(refused(lock)).toEqual([]);
});
