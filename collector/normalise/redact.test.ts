import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redact, writeClean } from './redact.ts';

it.each([
  { text: undefined, kept: undefined, reason: 'absent' },
  { text: 'red shoes 42', kept: 'red shoes 42', reason: 'nothing to hide' },
  { text: 'ask alice@example.com now', kept: 'ask [email] now', reason: 'an address in a sentence' },
  { text: 'a@b.example,c@d.example', kept: '[email],[email]', reason: 'two of them' },
  {
    text: 'https://x.example/?e=alice@example.com&o=1',
    kept: 'https://x.example/?e=[email]&o=1',
    reason: 'in a URL',
  },
  {
    text: 'https://x.example/?e=alice%40example.com',
    kept: 'https://x.example/?e=[email]',
    reason: 'encoded',
  },
  { text: '?e=alice%2Btag%40example.com', kept: '?e=[email]', reason: 'its plus encoded too' },
  { text: '?e=jörg@müller.example', kept: '?e=[email]', reason: 'letters of any script (RFC 6531)' },
  { text: 'call +1 (213) 373-4253 now', kept: 'call [phone] now', reason: 'an international number' },
  { text: '?p=%2B12133734253&o=1', kept: '?p=[phone]&o=1', reason: 'encoded' },
  { text: '?p=%2B1%20213%20373%204253', kept: '?p=[phone]', reason: 'as encodeURIComponent writes it' },
  { text: '?p=+1+213+373+4253', kept: '?p=[phone]', reason: 'as a form writes it' },
  { text: 'tel:+1%28213%293734253', kept: 'tel:[phone]', reason: 'brackets encoded' },
  {
    text: '?return=%3Fe%3Dalice%2540example.com',
    kept: '?return=[email]',
    reason: 'encoded twice, with all that is glued to it',
  },
  { text: '＋12133734253 alice＠example.com', kept: '[phone] [email]', reason: 'full width' },
  { text: '?order=491511234567', kept: '?order=491511234567', reason: 'an order number stays' },
  { text: 'twitter @alice', kept: 'twitter @alice', reason: 'no address' },
  {
    text: '?ttclid=E.C.P.Ab3-_x&utm_id=7',
    kept: '?ttclid=E.C.P.Ab3-_x&utm_id=7',
    reason: 'click ids stay',
  },
])('$text: $reason', ({ text, kept }) => {
  expect(redact(text)).toBe(kept);
});

it('reaches every text, however deep, and leaves all else as it is', () => {
  const event = { a: ['x@b.example', { b: '+12133734253' }], n: 2133734253, yes: true, none: undefined };
  expect(writeClean(event)).toBe('{"a":["[email]",{"b":"[phone]"}],"n":2133734253,"yes":true}');
  expect(writeClean({ a: 'x%40b.example' })).toBe('{"a":"[email]"}');
  expect(writeClean({ a: 'ｘ＠b.example', b: '＋１' })).toBe('{"a":"[email]","b":"＋１"}');
  expect(writeClean({ n: 1, user: { email: ['hash'], user_agent: 'a@b' } })).toBe(
    '{"n":1,"user":{"email":["hash"],"user_agent":"a@b"}}',
  );
});

it('leaves no address in any text, and may run twice', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9._+-]{1,60}@[a-z]{1,9}\.example$/), fc.string(), (email, text) => {
      const once = redact(`${text} ${email} ${text}`);
      expect(once).not.toContain(email);
      expect(redact(once)).toBe(once);
    }),
  );
});

it('reads a long word once, not once from each of its letters', () => {
  // 100 URLs of the longest length that the contract takes: from each letter anew it would be seconds.
  const started = performance.now();
  for (let index = 0; index < 100; index++) redact(`@${'a'.repeat(8191)}`);
  expect(performance.now() - started).toBeLessThan(2000);
});
