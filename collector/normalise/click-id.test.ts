import { expect, it } from 'vitest';
import { normaliseClickId } from './click-id.ts';

it.each([
  { raw: 'E.C.P.CrUB-_x', id: 'E.C.P.CrUB-_x', reason: 'unchanged: dots, dashes and case belong to it' },
  { raw: ' E.C.P.abc\n', id: 'E.C.P.abc', reason: 'trimmed' },
  { raw: 'a'.repeat(1000), id: 'a'.repeat(1000), reason: 'as long as one may be' },
  { raw: 'a'.repeat(1001), id: undefined, reason: 'longer' },
  // Macros that the ad did not fill in: https://ads.tiktok.com/help/article/track-offsite-web-events-with-utm-parameters
  { raw: '__CLICKID__', id: undefined, reason: 'a macro' },
  { raw: '_CLICKID_', id: undefined, reason: 'a macro with one underscore' },
  { raw: '__CLICK_ID__', id: undefined, reason: 'a macro with one inside' },
  { raw: '', id: undefined, reason: 'blank' },
  { raw: '  ', id: undefined, reason: 'blanks' },
  { raw: 'a b', id: undefined, reason: 'a blank inside' },
  { raw: 'a\u0000b', id: undefined, reason: 'a control character' },
  { raw: 'ä', id: undefined, reason: 'not ASCII' },
  { raw: undefined, id: undefined, reason: 'absent' },
])('$id: $reason', ({ raw, id }) => {
  expect(normaliseClickId(raw)).toBe(id);
});
