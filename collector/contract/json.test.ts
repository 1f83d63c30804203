import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequest } from './invalid-request.ts';
import { parseJson } from './json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** The refusal that a text meets, or undefined where it is read. */
function refusalOf(text: string): InvalidRequest | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidRequest) return error;
    throw error;
  }
}

describe('what is read', () => {
  it.each<{ text: string; value: unknown; reason: string }>([
    { text: '{"a":1}', value: { a: 1 }, reason: 'an object' },
    { text: '{"a":null,"b":2}', value: { b: 2 }, reason: 'null on a key means absent' },
    { text: '{"a":{"b":null}}', value: { a: {} }, reason: 'at any depth' },
    {
      text: '[null,1]',
      value: [null, 1],
      reason: 'a place in a list cannot be absent: the event is refused later',
    },
    { text: '[{"a":null}]', value: [{}], reason: 'objects in lists too' },
    { text: 'null', value: null, reason: 'the envelope refuses it with its own words' },
    { text: '{"constructor":1}', value: { constructor: 1 }, reason: 'an ordinary key once it is an own one' },
  ])('$text: $reason', ({ text, value }) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  it('takes what lies 16 levels below the top', () => {
    expect(refusalOf(nested(17))).toBeUndefined();
  });
});

describe('what is refused', () => {
  it.each([
    { text: '', code: 'invalid_json', path: undefined, reason: 'nothing at all' },
    { text: '{"a":1', code: 'invalid_json', path: undefined, reason: 'cut off' },
    { text: "{'a':1}", code: 'invalid_json', path: undefined, reason: 'single quotes' },
    {
      text: '{"a":NaN}',
      code: 'invalid_json',
      path: undefined,
      reason: 'NaN is not JSON (RFC 8259, section 6)',
    },
    { text: 'event=Purchase', code: 'invalid_json', path: undefined, reason: 'a form' },
    { text: '{"__proto__":{}}', code: 'forbidden_key', path: '__proto__', reason: 'names a prototype' },
    {
      text: '[{"a":{"__proto__":1}}]',
      code: 'forbidden_key',
      path: '0.a.__proto__',
      reason: 'the same inside',
    },
    { text: '{"\\u005f_proto__":1}', code: 'forbidden_key', path: '__proto__', reason: 'the same, escaped' },
    {
      text: '{"__proto__":null}',
      code: 'forbidden_key',
      path: '__proto__',
      reason: 'before null is left out',
    },
    { text: nested(18), code: 'too_deep', path: Array(17).fill('0').join('.'), reason: 'one level too deep' },
  ])('$code: $reason', ({ text, code, path }) => {
    expect(refusalOf(text)).toMatchObject({ status: 400, code, path });
  });

  it('refuses a million brackets without a stack overflow', () => {
    expect(refusalOf('['.repeat(1_000_000))?.code).toBe('invalid_json');
    expect(refusalOf(nested(1_000_000))?.code).toBe('too_deep');
  });

  it('never repeats what was sent', () => {
    expect(refusalOf('{"email":"alice@example.com"')?.message).not.toContain('alice');
  });
});

describe('any input', () => {
  it('is read or refused, and nothing else is ever thrown', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json({ maxDepth: 20 }));
    fc.assert(
      fc.property(texts, (text) => void refusalOf(text)),
      { numRuns: 500 },
    );
  });

  it('leaves no null on a key and no own "__proto__" behind', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 12 }), (text) => {
        if (refusalOf(text)) return;
        const read = parseJson(text);
        expect(JSON.stringify(read)).not.toMatch(/"(?:[^"\\]|\\.)*":null|"__proto__":/);
      }),
    );
  });

  it('never touches Object.prototype', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype', 'a');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), (path) => {
        const text = path.reduceRight((inner, name) => `{"${name}":${inner}}`, '{"polluted":true}');
        const refused = refusalOf(text) !== undefined;
        expect(refused).toBe(path.includes('__proto__'));
        expect('polluted' in {}).toBe(false);
      }),
    );
  });
});
