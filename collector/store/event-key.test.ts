import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventKey } from './event-key.ts';

const hex = (...[pixel, event, eventId]: [string, string, string]) =>
  Buffer.from(eventKey({ pixel, event, eventId })).toString('hex');

it('has 128 bits', () => {
  expect(hex('p', 'e', 'i')).toMatch(/^[0-9a-f]{32}$/);
});

// Of the three only the id can hold any character: codes and names are letters, digits, "_", "-" and ".".
it('differs where pixel, event or id differ, wherever they are cut', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,4}$/);
  const key = fc.tuple(name, name, fc.string({ minLength: 1, maxLength: 4 }));
  fc.assert(
    fc.property(key, key, (left, right) => {
      expect(hex(...left) === hex(...right)).toBe(left.every((part, index) => part === right[index]));
    }),
  );
});
