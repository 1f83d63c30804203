import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

const NAMES = ['Purchase', 'AddToCart', 'Search', 'Lead', 'ViewContent'];

it.each<[string, string | undefined, string]>([
  ['Purchse', 'Purchase', 'a letter is missing'],
  ['Purchasse', 'Purchase', 'a letter is too many'],
  ['Purhcase', 'Purchase', 'two are changed about'],
  ['purchases', 'Purchase', 'case does not count'],
  ['add_to_card', 'AddToCart', 'nor do "_" and case'],
  ['Add To Cart', 'AddToCart', 'the same but for blanks'],
  ['ViewContents2', 'ViewContent', 'two too many of thirteen'],
  ['Research', 'Search', 'two too many of eight'],
  ['Refund', undefined, 'another word'],
  ['Leads', 'Lead', 'one of five'],
  ['Lid', undefined, 'two of three letters'],
  ['x', undefined, 'too short to say'],
  ['', undefined, 'blank'],
])('%j is nearest to %j: %s', (name, nearest) => {
  expect(nearestName(name, NAMES)).toBe(nearest);
});

it('takes the nearer of two, and the first of equals', () => {
  expect(nearestName('abcdefgh', ['abcdefxy', 'abcdefgx'])).toBe('abcdefgx');
  expect(nearestName('abcdefgh', ['abcdefgx', 'abcdefgy'])).toBe('abcdefgx');
});
