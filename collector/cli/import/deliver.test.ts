import { describe, expect, it } from 'vitest';
import { createDeliver } from './deliver.ts';
import { retryAfterMs } from './retry-after.ts';

const OK = { accepted: 1, duplicates: 0, rejected: [] };
const DUPLICATE = { accepted: 0, duplicates: 1, rejected: [] };
const answer = (status: number, body: object, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const lost = (code: string) => Object.assign(new TypeError('fetch failed'), { cause: { code } });

/** Delivers one event to a collector that answers so, in order; the clock moves by what is waited for. */
async function deliverTo(answers: readonly (Response | Error)[]) {
  const left = [...answers];
  const waits: number[] = [];
  const requests: RequestInit[] = [];
  let now = 0;
  const deliver = createDeliver({
    url: 'http://collector.example',
    key: 'key-of-a-server',
    fetch: async (_url, init) => {
      requests.push(init ?? {});
      const next = left.length > 1 ? left.shift() : left[0];
      if (next instanceof Error) throw next;
      // One answer may serve several tries.
      return (next as Response).clone();
    },
    now: () => now,
    // The whole of a wait, without chance.
    random: () => 1,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    say: () => {},
  });
  const delivered = await deliver(['{"event":"Purchase"}'], new AbortController().signal);
  return { delivered, waits, requests };
}

describe('a request', () => {
  it.each([
    [
      'busy, for as long as it asks',
      [answer(429, {}, { 'Retry-After': '7' }), answer(202, OK)],
      [7000],
      false,
    ],
    ['503: not acknowledged', [answer(503, {}, { 'Retry-After': '5' }), answer(202, OK)], [5000], false],
    ['not there: nothing was stored', [lost('ECONNREFUSED'), answer(202, OK)], [500], false],
    ['cut off: it may be stored', [lost('ECONNRESET'), answer(202, DUPLICATE)], [500], true],
    [
      'a proxy’s word: it may be stored',
      [answer(504, {}), answer(502, {}), answer(202, DUPLICATE)],
      [500, 1000],
      true,
    ],
    [
      'all refused is an answer',
      [answer(422, { ...OK, accepted: 0, rejected: [{ index: 0, path: 'event', message: 'x' }] })],
      [],
      false,
    ],
  ])('%s', async (_reason, answers, expectedWaits, isRepeated) => {
    const { delivered, waits } = await deliverTo(answers);
    expect(waits).toEqual(expectedWaits);
    expect(delivered.isRepeated).toBe(isRepeated);
  });

  it.each([
    ['an unknown key', answer(401, {}), /does not know this server key/],
    ['another server', answer(404, {}), /is this a collector's address/],
    ['an answer for other events', answer(202, { ...OK, accepted: 2 }), /another number of events/],
    ['a page', new Response('<html>', { status: 202 }), /another number of events/],
    [
      'a collector without its database',
      answer(503, {}),
      /cannot use its database.*\/health\/ready and the last lines of its log say which\. The same command goes on/,
    ],
    ['a collector that stays away', lost('ECONNREFUSED'), /The same command goes on from here/],
  ])('gives up at %s', async (_reason, response, message) => {
    await expect(deliverTo([response])).rejects.toThrow(message);
  });

  it('carries the key in its header, and the events as they are', async () => {
    const { requests } = await deliverTo([answer(202, OK)]);
    expect(requests[0]).toMatchObject({
      body: '{"events":[{"event":"Purchase"}]}',
      headers: { Authorization: 'Bearer key-of-a-server', 'Content-Type': 'application/json' },
      redirect: 'error',
    });
  });
});

// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
it.each<[string | null, number | undefined, string]>([
  [null, undefined, 'absent'],
  ['0', 0, 'at once'],
  ['3', 3000, 'seconds'],
  ['600', 30_000, 'longer than anybody waits'],
  ['Thu, 01 Jan 1970 00:00:12 GMT', 2000, 'a date'],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0, 'a date that is over'],
  ['soon', undefined, 'neither'],
])('Retry-After %j → %j (%s)', (header, expected) => {
  expect(retryAfterMs(header, 10_000, 30_000)).toBe(expected);
});
