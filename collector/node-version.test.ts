import { expect, it } from 'vitest';
import { nodeVersionFault } from './node-version.ts';

it.each([
  ['24.0.0', undefined],
  ['26.1.0', undefined],
  ['20.20.2', /Node 24 or newer is needed, and this is 20\.20\.2/],
  ['9.0.0', /Node 24/],
])('Node %s: %s', (version, expected) => {
  if (expected) expect(nodeVersionFault(version)).toMatch(expected);
  else expect(nodeVersionFault(version)).toBeUndefined();
});
