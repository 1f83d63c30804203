import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { createKeyGuard } from './keys.ts';

const first = 'key-of-the-shop-0001';
const second = 'key-of-the-till-0002';
const requestWith = (authorization: string | undefined) =>
  ({ headers: { authorization } }) as unknown as IncomingMessage;

function refusalOf(keys: readonly string[], authorization: string | undefined): unknown {
  try {
    createKeyGuard(keys, 'SERVER_KEYS')(requestWith(authorization));
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('the key guard', () => {
  it.each([
    [`Bearer ${first}`, 'the first key'],
    [`Bearer ${second}`, 'the last key: keys are changed by having two for a while'],
    [`bearer ${first}`, 'the scheme has no case: https://www.rfc-editor.org/rfc/rfc9110#section-11.1'],
  ])('lets %j in (%s)', (authorization) => {
    expect(refusalOf([first, second], authorization)).toBeUndefined();
  });

  it.each<[string | undefined, string]>([
    [undefined, 'no header'],
    ['', 'an empty header'],
    ['Bearer', 'no key'],
    ['Bearer ', 'an empty key'],
    [first, 'no scheme'],
    [`Basic ${first}`, 'another scheme'],
    [`Bearer ${first.slice(0, -1)}`, 'a shorter key'],
    [`Bearer ${first}1`, 'a longer key'],
    [`Bearer ${first.toUpperCase()}`, 'another case'],
    [`Bearer ${first} ${second}`, 'two keys'],
    [`Bearer ${first},${second}`, 'the list itself'],
    ['Bearer undefined', 'a slip of the sender'],
  ])('refuses %j (%s)', (authorization) => {
    const refusal = refusalOf([first, second], authorization);
    expect(refusal).toBeInstanceOf(InvalidRequest);
    expect(refusal).toMatchObject({ status: 401, code: 'unauthorised' });
  });

  it('does not take the key as a user name where that is not said', () => {
    expect(refusalOf([first], `Basic ${btoa(`${first}:`)}`)).toMatchObject({ status: 401 });
  });

  it('names the setting and no key', () => {
    const { message } = refusalOf([first, second], 'Bearer wrong-key-of-the-shop') as InvalidRequest;
    expect(message).toContain('SERVER_KEYS');
    for (const key of [first, second, 'wrong-key-of-the-shop']) expect(message).not.toContain(key);
  });

  it.each<[string | undefined, string]>([
    [undefined, 'no header'],
    ['Bearer ', 'an empty key'],
    ['Bearer undefined', 'a slip of the sender'],
    [`Bearer ${first}`, 'any key'],
  ])('refuses everybody where no key is set: %j (%s)', (authorization) => {
    expect(refusalOf([], authorization)).toMatchObject({
      status: 401,
      message: 'Closed, as SERVER_KEYS is not set at the collector: set it, and start the collector again.',
    });
  });
});

// https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#authentication
describe('the key guard of analytics SDKs', () => {
  const withColon = 'key:of:the:shop:0003';
  const guard = createKeyGuard([first, withColon], 'SERVER_KEYS', ['Basic', 'Bearer']);

  it.each([
    [`Basic ${btoa(`${first}:`)}`, 'the key, without a password'],
    [`basic ${btoa(`${first}:`)}`, 'the scheme has no case'],
    [`Basic ${btoa(`${withColon}:`)}`, 'a key with colons'],
    [`Bearer ${first}`, 'the key by itself'],
  ])('lets %j in (%s)', (authorization) => {
    expect(() => guard(requestWith(authorization))).not.toThrow();
  });

  it.each([
    [`Basic ${btoa(first)}`, 'no colon'],
    [`Basic ${btoa(`${first}:password`)}`, 'a password'],
    [`Basic ${btoa(`:${first}`)}`, 'the key as a password'],
    [`Basic ${btoa(`${first}1:`)}`, 'a longer key'],
    [`Basic ${btoa(':')}`, 'no key'],
    [`Basic ${first}:`, 'not in base64'],
    ['Basic', 'nothing'],
    ['Basic ====', 'nothing in base64'],
    [`Digest ${btoa(`${first}:`)}`, 'another scheme'],
  ])('refuses %j (%s)', (authorization) => {
    let refusal: unknown;
    try {
      guard(requestWith(authorization));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ status: 401, code: 'unauthorised' });
    expect((refusal as InvalidRequest).message).toContain('"Authorization: Basic base64(<key>:)"');
  });
});
