import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { firstFault, isFault } from './fault.ts';

const schema = z.strictObject({
  a: z.number('expected a number').optional(),
  list: z.array(z.strictObject({ b: z.string('expected a text') })).optional(),
});

function faultOf(value: unknown) {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('expected a fault');
  return firstFault(parsed.error);
}

describe('firstFault', () => {
  it.each([
    { value: { a: 'x' }, path: 'a', message: 'expected a number', reason: 'a field' },
    {
      value: { list: [{ b: '' }, { b: 1 }] },
      path: 'list.1.b',
      message: 'expected a text',
      reason: 'in a list',
    },
    {
      value: { c: 1 },
      path: 'c',
      message: 'unknown field; remove it or check its spelling',
      reason: 'unknown',
    },
    {
      value: { list: [{ b: '', bb: 1 }] },
      path: 'list.0.bb',
      message: 'unknown field; remove it or check its spelling',
      reason: 'unknown, inside',
    },
  ])('names $path: $reason', ({ value, path, message }) => {
    expect(faultOf(value)).toEqual({ path, message });
  });

  it('never repeats the refused value', () => {
    expect(JSON.stringify(faultOf({ a: 'alice@example.com' }))).not.toContain('alice');
  });
});

describe('isFault', () => {
  it.each([
    { value: { path: '', message: 'x' }, is: true, reason: 'both fields' },
    { value: { path: '' }, is: false, reason: 'no message' },
    { value: { message: 'x' }, is: false, reason: 'no path' },
    { value: 'stored', is: false, reason: 'a result' },
  ])('$reason: $is', ({ value, is }) => {
    expect(isFault(value)).toBe(is);
  });
});
