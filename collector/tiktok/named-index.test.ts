import { expect, it } from 'vitest';
import { namedIndex } from './named-index.ts';

it.each<[string, number | undefined, string]>([
  ['Batch.0.properties.contents.0.content_id: Not a valid string', 0, 'on record'],
  ['Batch.7.properties.value: Not a valid number', 7, 'another one'],
  ['data.7.user.email: not hashed', 7, 'a path'],
  ['data[7].event_time is required', 7, 'brackets'],
  ['Invalid event at index 7.', 7, 'words'],
  ['index: 93', 93, 'a colon'],
  ['data[999]', 999, 'the last of a thousand'],
  ['properties.contents.3.price: not a valid number', undefined, 'the place of a product is no event'],
  ['Invalid value for event_source: must be web, app or offline.', undefined, 'the whole request'],
  ['metadata.5 is wrong', undefined, 'another word'],
  ['data.20261118112931 is wrong', undefined, 'a number too long for a place'],
  ['', undefined, 'nothing'],
])('%j names %s (%s)', (message, index) => {
  expect(namedIndex(message)).toBe(index);
});
