import { describe, expect, it } from 'vitest';
import { createNormalise, type IdentifiedEvent, type NormalisedEvent } from '../normalise/normalise-event.ts';
import { requiredFields } from './required-fields.ts';

const FIELDS = {
  user: new Set<never>(),
  objects: new Set<never>(),
  oneOf: ['email', 'phone', 'ip'],
  required: 'page.url',
  limitedDataUse: false,
} as const;

const NOW = Date.UTC(2026, 10, 18);
const normalise = createNormalise({
  defaultCountry: undefined,
  currencies: new Set(),
  maxEventAgeMs: 1,
  limitedDataUse: false,
  pageParameters: new Set(),
});

const faultOf = (fields: Partial<IdentifiedEvent>) => {
  const event = { event: 'Contact', event_id: 'a', page: { url: 'https://shop.example/' }, ...fields };
  return requiredFields(normalise(event as IdentifiedEvent, NOW) as NormalisedEvent, FIELDS);
};

const NEED = 'nothing to match a person by: web events need at least one of email, phone, ip';
const NO_PHONE =
  'user.phone is no phone number that can be read: send it with "+" and country code, or set DEFAULT_COUNTRY';

describe('an event that nobody can be matched by', () => {
  it.each<[IdentifiedEvent['user'], string, string]>([
    [{}, NEED, 'nothing was given'],
    [{ phone: '0171 234567' }, `${NEED}; ${NO_PHONE}`, 'a national number of no country'],
    [{ phone: ['0171 234567', '0171 234568'] }, `${NEED}; ${NO_PHONE}`, 'two of them, said once'],
    [
      { email: 'jane at shop', phone: 'call me' },
      `${NEED}; user.email is no e-mail address; ${NO_PHONE}`,
      'neither',
    ],
    [{ email: 'guest' }, NEED, 'nobody, and no mistake'],
  ])('%j is refused with what was left out and why, and never its value: %s (%s)', (user, message) => {
    expect(faultOf({ user })).toEqual({ path: 'user', message });
  });

  it('is taken with one that can be used, whatever was left out', () => {
    expect(faultOf({ user: { email: 'jane@shop.example', phone: 'call me' } })).toBeUndefined();
  });
});

it('says why an address that was given is none', () => {
  expect(faultOf({ page: { url: 'shop.example' } })).toEqual({
    path: 'page.url',
    message:
      'required for web events: the address of the page, or the shop, where it happened; page.url is no address that begins with http or https',
  });
});
