import { expect, it } from 'vitest';
import { type EngineName, missingEnginesLine } from './installed.ts';

const NOTHING: Readonly<Record<EngineName, string[]>> = { chromium: [], firefox: [], webkit: [] };

it.each([
  ['all are there', {}, undefined],
  ['one is not', { firefox: ['firefox-esr'] }, 'Not tested here: firefox (apt-get install firefox-esr)'],
  ['a part of one is not', { webkit: ['xvfb'] }, 'Not tested here: webkit (apt-get install xvfb)'],
  [
    'two are not',
    { firefox: ['firefox-esr'], webkit: ['webkit2gtk-driver', 'xvfb'] },
    'Not tested here: firefox (apt-get install firefox-esr), webkit (apt-get install webkit2gtk-driver xvfb)',
  ],
])('says in plain words what is not tested: %s', (_reason, missing, line) => {
  expect(missingEnginesLine((engine) => ({ ...NOTHING, ...missing })[engine])).toBe(line);
});
