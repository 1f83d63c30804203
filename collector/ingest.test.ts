import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import type { IncomingEvent } from './contract/event.ts';
import { isFault } from './contract/fault.ts';
import { createIngest } from './ingest.ts';
import { createPrepare, type PrepareRules } from './prepare.ts';
import { prepareRulesOf } from './rules.ts';
import { readServerRequest } from './sources/server-request.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { ClaimedEvent, EventStore, NewEvent } from './store/store.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);
const WEB = { code: 'C4AAAAAAAAAAAAAAAAAA', source: 'web', testEventCode: undefined } as const;
const OFFLINE = { code: '7300000000000000001', source: 'offline', testEventCode: undefined } as const;
const config = readConfig(
  { TIKTOK_PIXEL_CODE: WEB.code, TIKTOK_ACCESS_TOKEN: 'token-of-the-test', RELAY_PAGE_VIEWS: 'true' },
  () => '',
);
type Place = Pick<PrepareRules['destinations'][0], 'code' | 'source' | 'testEventCode'>;
/** The way of events to these pixels and event sets. */
function prepareFor(places: readonly Place[] = [WEB]) {
  const pixels = places.flatMap((place) => config.pixels.map((pixel) => ({ ...pixel, ...place })));
  return createPrepare(prepareRulesOf({ ...config, pixels }));
}
const purchase: IncomingEvent = {
  event: 'Purchase',
  event_id: 'ord_1',
  page: { url: 'https://shop.example/' },
  user: { user_agent: 'Mozilla/5.0' },
};
const numbered = (...ids: string[]) => ids.map((event_id) => ({ ...purchase, event_id }));

const context = { receivedAt, completeBuyers: true };

let folder: string;
let store: EventStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-ingest-'));
  store = await openSqliteStore({ file: join(folder, 'events.db'), now: () => receivedAt });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const ingest = (events: readonly IncomingEvent[], places?: readonly Place[]) =>
  createIngest(store, prepareFor(places), () => receivedAt)(events, context);
const stored = (): Promise<readonly ClaimedEvent[]> => store.claim(1000, 1000);
const bodies = async () => (await stored()).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

describe('results', () => {
  it('stand in the order of the events; a bad one costs only itself', async () => {
    const bad = { ...purchase, properties: { currency: 'XXX' } };
    const [first, second, third] = numbered('a', 'b', 'c') as [IncomingEvent, IncomingEvent, IncomingEvent];
    expect(await ingest([bad, first, second, bad, first, third])).toMatchObject([
      { path: 'properties.currency' },
      'stored',
      'stored',
      { path: 'properties.currency' },
      'duplicate',
      'stored',
    ]);
    expect((await stored()).map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
  });

  it('are faults only where none is good', async () => {
    expect(await ingest([{ ...purchase, page: {} }])).toMatchObject([{ path: 'page.url' }]);
    expect(await ingest([])).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('are duplicates in a second request', async () => {
    await ingest([purchase]);
    expect(await ingest([purchase])).toEqual(['duplicate']);
  });

  it('count two names of one event as one', async () => {
    expect(await ingest([purchase, { ...purchase, event: 'Order Completed' }])).toEqual([
      'stored',
      'duplicate',
    ]);
  });

  it('do not come where the store cannot write', async () => {
    const full = { ...store, append: () => Promise.reject(new Error('disk full')) };
    await expect(createIngest(full, prepareFor(), () => receivedAt)([purchase], context)).rejects.toThrow(
      'disk full',
    );
  });
});

describe('where an event goes', () => {
  const SECOND = { ...WEB, code: 'C5AAAAAAAAAAAAAAAAAA' };
  it.each([
    { has: [WEB], event: {}, to: WEB.code, reason: 'the only one' },
    { has: [WEB, OFFLINE], event: {}, to: WEB.code, reason: 'the only one for the web' },
    {
      has: [WEB, OFFLINE],
      event: { event_source: 'offline', user: { email: 'alice_abc@gmail.com' } },
      to: OFFLINE.code,
      reason: 'the only one for shops',
    },
    { has: [WEB, SECOND], event: { pixel: SECOND.code }, to: SECOND.code, reason: 'the one that is named' },
    { has: [WEB, SECOND], event: {}, path: 'pixel', reason: 'two, and none is named' },
    { has: [WEB], event: { pixel: SECOND.code }, path: 'pixel', reason: 'one that nobody configured' },
    { has: [WEB], event: { event_source: 'offline' }, path: 'event_source', reason: 'none for shops' },
    {
      has: [WEB, OFFLINE],
      event: { event_source: 'offline', pixel: WEB.code },
      path: 'pixel',
      reason: 'one of another source',
    },
  ] as const)('$reason', async ({ has, event, ...expected }) => {
    const results = await ingest([{ ...purchase, ...event }], has);
    if ('path' in expected) expect(results).toMatchObject([{ path: expected.path }]);
    else expect(await stored()).toMatchObject([{ pixel: expected.to }]);
  });

  it.each([
    { own: undefined, configured: undefined, code: null, reason: 'none' },
    { own: undefined, configured: 'TEST1', code: 'TEST1', reason: 'the configured one' },
    { own: 'TEST2', configured: 'TEST1', code: 'TEST2', reason: "the event's own wins" },
    { own: ' ', configured: undefined, code: null, reason: 'blank is none' },
  ])('test code: $reason', async ({ own, configured, code }) => {
    const destinations = [{ ...WEB, testEventCode: configured }];
    await ingest([{ ...purchase, test_event_code: own }], destinations);
    expect(await stored()).toMatchObject([{ testEventCode: code }]);
  });
});

it('neither stores nor sends what a visitor denied, nor remembers the visitor', async () => {
  const denied = { ...purchase, consent: 'denied', user: { visitor_id: 'v1', ttclid: 'E.C.P.abc' } } as const;
  const user = { visitor_id: 'v1', user_agent: 'Mozilla/5.0' };
  expect(await ingest([denied, { ...purchase, consent: 'granted' }])).toMatchObject([
    { path: 'consent' },
    'stored',
  ]);
  await ingest([{ ...purchase, event_id: 'later', user }]);
  expect(JSON.stringify(await bodies())).not.toContain('E.C.P.abc');
});

describe('what earlier requests told of a visitor', () => {
  const seen = {
    ...purchase,
    event: 'ViewContent',
    user: { visitor_id: 'v1', ttclid: 'E.C.P.abc', ttp: 'p1', ip: '8.8.8.8', user_agent: 'Mozilla/5.0' },
    page: { url: 'https://shop.example/for/alice@example.com' },
  };
  async function completedPurchase(event: Partial<IncomingEvent>) {
    await ingest([seen]);
    await ingest([{ event: 'Purchase', event_id: 'ord_2', ...event }]);
    return (await bodies()).find((body) => body.event === 'Purchase');
  }

  it('completes a server event with the same visitor id', async () => {
    expect(await completedPurchase({ user: { visitor_id: 'v1', email: 'alice_abc@gmail.com' } })).toEqual({
      event: 'Purchase',
      event_time: receivedAt / 1000,
      event_id: 'ord_2',
      user: {
        // https://business-api.tiktok.com/portal/docs?id=1771101186666498
        email: ['848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f'],
        ttclid: 'E.C.P.abc',
        ttp: 'p1',
        ip: '8.8.8.8',
        user_agent: 'Mozilla/5.0',
      },
      page: { url: 'https://shop.example/for/[email]' },
      limited_data_use: false,
    });
  });

  it('never puts the address of one request beside the agent of another', async () => {
    const own = { visitor_id: 'v1', ip: '9.9.9.9' };
    expect(await completedPurchase({ user: own })).toMatchObject({
      user: { ttclid: 'E.C.P.abc', ip: '9.9.9.9' },
    });
    await ingest([{ event: 'Search', event_id: 's', user: { visitor_id: 'v1' } }]);
    const [search] = (await store.recent(1)).map(({ body }) => JSON.parse(body));
    expect(search).toMatchObject({ user: { ip: '8.8.8.8', user_agent: 'Mozilla/5.0' } });
  });

  it('says nothing of another visitor', async () => {
    const own = { visitor_id: 'v2', user_agent: 'Opera/9.80' };
    const bought = await completedPurchase({ user: own, page: { url: 'https://b.example/' } });
    expect(bought?.user).toEqual({ user_agent: 'Opera/9.80' });
  });

  it('does not change the id that is made from what was sent', async () => {
    const user = { visitor_id: 'v1', user_agent: 'Mozilla/5.0' };
    const sent = { event: 'Purchase', user, page: { url: 'https://shop.example/' } };
    expect(await ingest([sent])).toEqual(['stored']);
    await ingest([seen]);
    expect(await ingest([sent])).toEqual(['duplicate']);
  });

  it('leaves no raw visitor id, address or number in the files', async () => {
    const secrets = ['visitor-4711@example.com', 'alice_abc@gmail.com', '+12133734253', 'customer-0815'];
    const [visitor_id, email, phone, external_id] = secrets;
    await ingest([
      { ...seen, event_id: undefined, user: { ...seen.user, visitor_id, email, phone, external_id } },
    ]);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const disk = files.join('');
    expect(disk).toContain('E.C.P.abc');
    for (const secret of secrets) expect(disk).not.toContain(secret);
  });
});

describe('whatever comes in', () => {
  // SHA-256 of nothing: https://www.di-mgt.com.au/sha_testvectors.html
  const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const email = fc.stringMatching(/^[a-zA-Z0-9._+-]{1,20}@[a-z]{3,9}\.example$/);
  const phone = fc.stringMatching(/^\+1[2-9]\d{2}[2-9]\d{6}$/);
  const id = fc.stringMatching(/^id-[A-Za-z0-9]{10,20}$/);
  const blank = fc.constantFrom('', ' ', '-', 'null', '0', 0, EMPTY_HASH);
  const padded = (text: string) => ` ${text}\t`;
  const key = (value: fc.Arbitrary<string>) =>
    fc.oneof(value, value.map(padded), fc.array(value, { maxLength: 3 }), blank, fc.tuple(value, blank));
  const text = fc.oneof(fc.string(), email, phone, fc.constantFrom('', null));
  const event = fc.record(
    {
      event: fc.constantFrom('Purchase', 'Order Completed', 'Custom-1', 'Search', 'no name!'),
      event_id: fc.oneof(fc.string(), fc.double(), fc.constantFrom(null, 0)),
      user: fc.record({
        email: key(email),
        phone: key(phone),
        external_id: key(id),
        zip_code: blank,
        first_name: text,
        city: blank,
      }),
      properties: fc.record(
        {
          value: fc.oneof(fc.double(), fc.constant('9.90')),
          description: text,
          search_string: text,
          content_ids: fc.array(fc.constantFrom('', 0, 'sku')),
        },
        { requiredKeys: [] },
      ),
      page: fc.record({ url: text.map((each) => `https://shop.example/?q=${each}`), referrer: text }),
    },
    { requiredKeys: ['event', 'page'] },
  );

  /** Every string, number and list of a body. */
  const leaves = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(leaves)] : [value];

  it('no raw match key, hash of nothing, null or blank is ever stored, and each id is a string', async () => {
    const rows: NewEvent[] = [];
    let count = 0;
    const memory = {
      async append({ events }: { events: readonly NewEvent[] }) {
        rows.push(...events);
        return events.map(() => 'stored' as const);
      },
      recall: async () => new Map(),
    };
    const ingestToMemory = createIngest(memory, prepareFor(), () => receivedAt);
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 5 }), async (events) => {
        rows.length = 0;
        const read = readServerRequest(JSON.stringify({ events })).events.filter(
          (each): each is IncomingEvent => !isFault(each),
        );
        await ingestToMemory(read, context);
        for (const row of rows) {
          const body = JSON.parse(row.body) as Record<string, unknown>;
          const told = leaves({ ...body, event_id: '' })
            .join('\n')
            .toLowerCase();
          expect(typeof body.event_id === 'string' && body.event_id !== '').toBe(true);
          expect(leaves(body.user)).not.toContain(EMPTY_HASH);
          for (const leaf of leaves(body)) {
            expect([null, '']).not.toContain(leaf);
            expect(leaf).not.toEqual([]);
            expect(leaf).not.toEqual({});
          }
          // Also not in the texts that go out in the clear.
          expect(told).not.toMatch(/@[a-z]+\.example|\+1\d{10}/);
          const given = events.flatMap(({ user }) => leaves([user?.email, user?.phone, user?.external_id]));
          for (const raw of given.filter((each) => typeof each === 'string')) {
            const needle = raw.trim().toLowerCase();
            if (needle.length > 8 && needle !== EMPTY_HASH) expect(told).not.toContain(needle);
          }
        }
        count += rows.length;
      }),
      { numRuns: 300 },
    );
    // The property is about something: many of the events are good ones.
    expect(count).toBeGreaterThan(100);
  });
});
