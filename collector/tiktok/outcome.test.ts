import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './outcome.ts';

const answer = (status: number, text: string) => judge({ kind: 'answer', status, text });
const envelope = (code: unknown, message = 'message') =>
  JSON.stringify({ code, message, request_id: 'R1', data: {} });

/**
 * The code in the body decides, whatever the HTTP status says. Names of codes:
 * https://github.com/tiktok/tiktok-business-api-sdk (python_sdk, business_api_client/tiktok_business/tiktok_code.py)
 */
describe('codes', () => {
  it.each([
    { code: 0, status: 200, kind: 'accepted', reason: 'OK' },
    { code: 0, status: 500, kind: 'accepted', reason: 'OK, whatever the status says' },
    { code: 20001, status: 200, kind: 'accepted', reason: 'PARTIAL_OK: delivered' },
    { code: 40000, status: 200, kind: 'rejected', reason: 'INVALID_PARAMS' },
    { code: 40001, status: 200, kind: 'unauthorised', reason: 'no permission to operate the pixel' },
    { code: 40002, status: 200, kind: 'rejected', reason: 'PARAM_ERROR as older reports show it' },
    { code: 40002, status: 400, kind: 'rejected', reason: 'PARAM_ERROR as newer reports show it' },
    { code: 40002, status: 503, kind: 'rejected', reason: 'the code is stronger than the status' },
    { code: 40016, status: 200, kind: 'throttled', reason: 'frequency control' },
    // TikTok drops copies for 48 h: https://ads.tiktok.com/help/article/event-deduplication
    {
      code: 40050,
      status: 200,
      kind: 'retry',
      reason: 'DUPLICATED_REQUEST: nobody says what became of the first',
    },
    { code: 40061, status: 200, kind: 'rejected', reason: 'INVALID_BATCH_SIZE: halving mends it' },
    { code: 40062, status: 200, kind: 'rejected', reason: 'PII_NOT_HASHED' },
    { code: 40063, status: 200, kind: 'rejected', reason: 'INVALID_PARTNER_NAME' },
    { code: 40100, status: 200, kind: 'throttled', reason: 'REQUEST_TOO_FREQUENT' },
    {
      code: 40100,
      status: 401,
      kind: 'throttled',
      reason: 'too frequent, although the status says unauthorised',
    },
    { code: 40102, status: 200, kind: 'unauthorised', reason: 'token expired' },
    { code: 40104, status: 200, kind: 'unauthorised', reason: 'EMPTY_ACCESS_TOKEN' },
    { code: 40105, status: 200, kind: 'unauthorised', reason: 'INVALID_ACCESS_TOKEN' },
    { code: 40105, status: 401, kind: 'unauthorised', reason: 'the same with its status' },
    { code: 40113, status: 200, kind: 'unauthorised', reason: 'app forbidden' },
    { code: 40125, status: 200, kind: 'unauthorised', reason: 'developer lacks permission' },
    { code: 40130, status: 200, kind: 'unauthorised', reason: 'scope not authorised' },
    { code: 40132, status: 200, kind: 'throttled', reason: 'the second code for too frequent' },
    { code: 40133, status: 200, kind: 'throttled', reason: 'the third' },
    { code: 40202, status: 200, kind: 'retry', reason: 'write conflict' },
    { code: 40003, status: 200, kind: 'unauthorised', reason: 'forbidden' },
    { code: 40101, status: 200, kind: 'unauthorised', reason: 'app id and secret do not match' },
    { code: 40014, status: 200, kind: 'unauthorised', reason: 'INVALID_CLUSTER: the address' },
    { code: 40106, status: 200, kind: 'unauthorised', reason: 'INVALID_CORE_USER' },
    { code: 40112, status: 200, kind: 'unauthorised', reason: 'PASSWORD_ERROR' },
    { code: 40119, status: 200, kind: 'unauthorised', reason: 'NOT_SAME_IDENTITY' },
    { code: 40120, status: 401, kind: 'unauthorised', reason: 'TIKTOK_USER_NOT_LOGGED_IN' },
    { code: 40121, status: 200, kind: 'unauthorised', reason: 'NOT_A_TCM_CREATOR' },
    { code: 40124, status: 200, kind: 'unauthorised', reason: 'DEVELOPER_REJECTED' },
    { code: 40131, status: 200, kind: 'unauthorised', reason: 'SCOPE_TT_USER_OAUTH_FAILED' },
    { code: 40199, status: 200, kind: 'unauthorised', reason: 'without a name, among those about tokens' },
    { code: 40309, status: 200, kind: 'unauthorised', reason: 'REQUIRE_LOGIN' },
    { code: 40399, status: 200, kind: 'unauthorised', reason: 'without a name, among those about accounts' },
    { code: 70001, status: 200, kind: 'unauthorised', reason: 'INVALID_BIZ_AUTH_TYPE' },
    { code: 70002, status: 200, kind: 'retry', reason: 'nothing that the list names' },
    { code: 40300, status: 200, kind: 'unauthorised', reason: 'no such advertiser' },
    { code: 40400, status: 404, kind: 'unauthorised', reason: 'route not found: no event is at fault' },
    { code: 40700, status: 200, kind: 'rejected', reason: 'RPC validation error' },
    { code: 41001, status: 200, kind: 'unauthorised', reason: 'the interface is offline' },
    { code: 41002, status: 200, kind: 'rejected', reason: 'fields are offline' },
    { code: 49999, status: 200, kind: 'rejected', reason: 'a code that nobody knows' },
    { code: 50000, status: 200, kind: 'retry', reason: 'system error' },
    { code: 50002, status: 504, kind: 'retry', reason: 'timeout' },
    { code: 51010, status: 200, kind: 'retry', reason: 'internal timeout' },
    { code: 51012, status: 200, kind: 'retry', reason: 'pixel service error' },
    { code: 52001, status: 200, kind: 'retry', reason: 'storage' },
    { code: 53000, status: 200, kind: 'retry', reason: 'serialisation' },
    { code: 60001, status: 200, kind: 'retry', reason: 'maintenance' },
    { code: 61000, status: 400, kind: 'retry', reason: 'backlog' },
  ])('$code on HTTP $status is $kind: $reason', ({ code, status, kind }) => {
    expect(answer(status, envelope(code))).toMatchObject({ kind });
  });
});

/** On record: https://github.com/gingagenie/taska-vercel (TIKTOK_EVENTS_API_TEST_REPORT.md) and RudderStack's FAQ. */
describe('40002 is about an event, unless its words are about the whole request', () => {
  it.each([
    {
      message:
        'No permission to operate pixel code: BU35TSQHT2A1QT375OMG. You must be an admin or operator of this advertiser account.',
      kind: 'unauthorised',
      reason: 'the token',
    },
    {
      message: 'Invalid value for event_source: must be web, app or offline.',
      kind: 'unauthorised',
      reason: 'the head of the request',
    },
    {
      message: 'Invalid value for event_source_id: not a valid string.',
      kind: 'unauthorised',
      reason: 'the pixel code',
    },
    {
      message: 'Invalid value for event_source_url: not a valid string.',
      kind: 'rejected',
      reason: 'another field',
    },
    {
      message: 'Invalid value for event: not a valid string.',
      kind: 'rejected',
      reason: 'the name of an event',
    },
    {
      message: 'data.0.event: "No permission to operate pixel code" is not valid',
      kind: 'rejected',
      reason: 'the words are those of an event',
    },
  ])('$kind by $reason: $message', ({ message, kind }) => {
    expect(answer(400, envelope(40002, message))).toMatchObject({ kind });
    expect(answer(200, envelope(40002, message))).toMatchObject({ kind });
  });
});

describe('answers without a code say nothing about the events, so they are sent again', () => {
  it.each([
    { status: 502, text: '<html><h1>502 Bad Gateway</h1></html>', reason: "a proxy's page" },
    { status: 200, text: '', reason: 'nothing' },
    { status: 200, text: '{', reason: 'one byte' },
    { status: 200, text: '0', reason: 'a number' },
    { status: 200, text: 'null', reason: 'null' },
    { status: 200, text: '[]', reason: 'a list' },
    { status: 200, text: '[{"code":0}]', reason: 'a list around it' },
    { status: 200, text: '{}', reason: 'no code' },
    { status: 200, text: '{"code":"0"}', reason: 'a code that is no number' },
    { status: 200, text: '{"code":null}', reason: 'a code that is null' },
    { status: 200, text: '{"code":0', reason: 'cut off' },
    { status: 200, text: '<html>OK</html>', reason: 'a captive portal' },
    { status: 400, text: 'Bad Request', reason: 'not in TikTok’s words' },
    { status: 401, text: '', reason: '401 alone may be a rate limit' },
    { status: 403, text: 'Forbidden', reason: "a firewall's" },
    { status: 404, text: '', reason: 'a wrong address is mended by configuration' },
    { status: 500, text: 'oops', reason: 'TikTok is down' },
  ])('HTTP $status "$text": $reason', ({ status, text }) => {
    expect(answer(status, text)).toEqual({
      kind: 'retry',
      reason: `HTTP ${status} without TikTok's answer in the body`,
      answered: false,
    });
  });

  it('asks again where TikTok was not reached', () => {
    expect(judge({ kind: 'unreachable', reason: 'timed out' })).toEqual({
      kind: 'retry',
      reason: 'timed out',
      answered: false,
    });
  });

  it('tells what TikTok said of its own trouble from what a gateway said', () => {
    expect(answer(200, envelope(50000))).toEqual({
      kind: 'retry',
      reason: '50000 message',
      answered: true,
    });
  });
});

describe('what people read', () => {
  it('keeps the code, the words and the request id', () => {
    // Words on record from an older endpoint: https://github.com/rudderlabs/rudder-transformer (tests of tiktok_ads)
    const words = 'Batch.properties.value: Not a valid number';
    expect(answer(400, envelope(40002, words))).toEqual({
      kind: 'rejected',
      reason: `40002 ${words}`,
      requestId: 'R1',
    });
    expect(answer(200, envelope(0))).toEqual({ kind: 'accepted', requestId: 'R1' });
  });

  it.each([
    { text: '{"code":40002}', reason: '40002', requestId: undefined },
    { text: '{"code":40002,"message":7,"request_id":7}', reason: '40002', requestId: undefined },
    { text: '{"code":40002,"message":null,"request_id":null}', reason: '40002', requestId: undefined },
  ])('does without: $text', ({ text, reason, requestId }) => {
    expect(answer(200, text)).toEqual({ kind: 'rejected', reason, requestId });
  });

  it('keeps what TikTok says beside a yes in part', () => {
    const text = '{"code":20001,"message":"PARTIAL_OK","request_id":"R1","data":{"failed":[{"index":3}]}}';
    expect(answer(200, text)).toEqual({
      kind: 'accepted',
      requestId: 'R1',
      note: '20001 PARTIAL_OK {"failed":[{"index":3}]}',
    });
    expect(answer(200, '{"code":20001}')).toEqual({ kind: 'accepted', requestId: undefined, note: '20001' });
  });

  it('cuts a note without end', () => {
    const outcome = answer(200, JSON.stringify({ code: 20001, message: 'm', data: 'x'.repeat(10_000) }));
    expect(outcome.kind === 'accepted' && outcome.note?.length).toBe(2000);
  });

  it('cuts a request id without end: it is kept with each event of the request', () => {
    const outcome = answer(200, JSON.stringify({ code: 0, request_id: '2'.repeat(10_000) }));
    expect(outcome).toEqual({ kind: 'accepted', requestId: '2'.repeat(100) });
  });

  it('knows the event that TikTok names', () => {
    expect(answer(200, envelope(40002, 'data.7.event: no'))).toMatchObject({ kind: 'rejected', at: 7 });
  });

  it('cuts words without end', () => {
    const outcome = answer(200, envelope(40002, 'x'.repeat(10_000)));
    // The code, a blank, and 500 characters.
    expect(outcome.kind === 'rejected' && outcome.reason.length).toBe(5 + 1 + 500);
  });
});

it('always decides, whatever comes', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.integer().map((code) => envelope(code)),
  );
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), text, (status, body) => {
      expect(['accepted', 'retry', 'throttled', 'unauthorised', 'rejected']).toContain(
        answer(status, body).kind,
      );
    }),
  );
});

// A gateway between the collector and TikTok may answer in JSON of its own; only 4xxxx is TikTok's word on an event.
it.each([
  { status: 502, text: '{"code":502,"message":"Bad Gateway"}', kind: 'retry' },
  { status: 429, text: '{"code":429}', kind: 'throttled' },
  { status: 429, text: '', kind: 'throttled' },
  { status: 403, text: '{"code":1020}', kind: 'retry' },
  { status: 503, text: '{"code":-1}', kind: 'retry' },
  { status: 413, text: '<html>Request Entity Too Large</html>', kind: 'rejected' },
])("a gateway's $status $text: $kind", ({ status, text, kind }) => {
  expect(judge({ kind: 'answer', status, text })).toMatchObject({ kind });
});
