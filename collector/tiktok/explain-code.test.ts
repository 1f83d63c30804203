import { describe, expect, it } from 'vitest';
import { explainCode, explainReason, withExplanation } from './explain-code.ts';
import { judge } from './outcome.ts';

/** All of tiktok_code.py that an answer to events can mean: https://github.com/tiktok/tiktok-business-api-sdk */
const CODES = [
  20001, 40000, 40001, 40002, 40003, 40006, 40007, 40008, 40009, 40010, 40011, 40013, 40014, 40016, 40050,
  40051, 40061, 40062, 40063, 40100, 40101, 40102, 40103, 40104, 40105, 40106, 40107, 40108, 40109, 40110,
  40112, 40113, 40114, 40115, 40116, 40117, 40118, 40119, 40120, 40121, 40122, 40124, 40125, 40126, 40127,
  40128, 40129, 40130, 40131, 40132, 40133, 40200, 40201, 40202, 40300, 40301, 40302, 40309, 40400, 40700,
  41000, 41001, 41002, 50000, 50002, 51000, 51010, 51012, 52001, 53000, 60001, 61000, 70001,
];

const kindOf = (code: number) =>
  judge({ kind: 'answer', status: 200, text: JSON.stringify({ code, message: 'm' }) }).kind;

describe.each(CODES)('%i', (code) => {
  it('has a cause and a fix, each a sentence', () => {
    const { cause, fix } = explainCode(code) ?? { cause: '', fix: '' };
    expect(cause).toMatch(/^[A-Z].*\.$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  });

  it('asks people for nothing where the collector mends it, and for something where it does not', () => {
    const rests = explainCode(code)?.fix.startsWith('Nothing to do') ?? false;
    const kind = kindOf(code);
    if (kind === 'retry' || kind === 'throttled') expect(rests).toBe(true);
    // A request that is cut mends 40061 by itself.
    else expect(rests).toBe(code === 40061);
  });
});

it.each<[number, RegExp, RegExp, string]>([
  [40105, /revoked/, /Bearer/, 'the usual mistake with the header'],
  [40001, /may not send to this pixel/, /admin or operator/, "TikTok's own words name the roles"],
  [40062, /not hashed/, /"user"/, 'where the collector hashes'],
  [40124, /rejected the developer/, /support/, 'nothing that a new token mends'],
  [40309, /asks for a login/, /^Log in/, 'what it says'],
  [40199, /refuses the token/, /^Log in/, 'a number beside the others about tokens'],
  [40399, /refuses the ad account/, /^Log in/, 'a number beside the others about accounts'],
  [51999, /service failed/, /sends the events again/, 'one of TikTok’s services that has no name here'],
])('%i says %s and %s: %s', (code, cause, fix) => {
  expect(explainCode(code)?.cause).toMatch(cause);
  expect(explainCode(code)?.fix).toMatch(fix);
});

it.each([[0], [200], [1020], [40999], [42900], [70000], [70002]])('says nothing of %i', (code) => {
  expect(explainCode(code)).toBeUndefined();
});

it.each<[string, number | undefined, string]>([
  ['40002 Not a valid number', 40002, 'a refusal'],
  ['gave up after 40 hours: 50000 System error', 50000, 'the last of many'],
  ["HTTP 40002 without TikTok's answer in the body", undefined, 'a number of another kind'],
  ['TikTok was not reached: connect ECONNREFUSED', undefined, 'no code'],
])('explains %j by %s: %s', (reason, code) => {
  expect(explainReason(reason)).toEqual(code && explainCode(code));
});

// Words on record, beside 40002 and a field of an event: see request-words.ts
it.each<[string, RegExp, RegExp, string]>([
  [
    '40002 No permission to operate pixel code: X. You must be an admin or operator of this advertiser account.',
    /may not send to this pixel/,
    /admin or operator/,
    'the token',
  ],
  [
    'gave up after 40 hours: 40002 Invalid value for event_source_id: not a valid string.',
    /does not take the pixel code/,
    /Check the pixel code/,
    'the head of the request',
  ],
  ['40002 Batch.0.properties.value: Not a valid number', /A field has a value/, /field/, 'an event'],
])('explains %j by %s and %s: %s', (reason, cause, fix) => {
  expect(explainReason(reason)?.cause).toMatch(cause);
  expect(explainReason(reason)?.fix).toMatch(fix);
});

it('sets the explanation behind TikTok’s words, and leaves other words alone', () => {
  expect(withExplanation('40104 no token')).toMatch(
    /^40104 no token \(The request came without a token\. Generate .*\.\)$/,
  );
  expect(withExplanation('timed out')).toBe('timed out');
});
