import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import { createByteBudget } from './http/byte-budget.ts';
import { createServerEvents } from './http/server-events.ts';
import { createIngest } from './ingest.ts';
import { createPrepare } from './prepare.ts';
import { prepareRulesOf } from './rules.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EventStore } from './store/store.ts';

const NOW = Date.UTC(2026, 10, 18, 11, 29, 31);
const folder = mkdtempSync(join(tmpdir(), 'clickthread-explain-'));
let store: EventStore;
let server: Server;

beforeAll(async () => {
  store = await openSqliteStore({ file: join(folder, 'test.db'), now: () => NOW });
  const config = readConfig(
    { TIKTOK_PIXEL_CODE: 'C4TEST00000000000000', TIKTOK_ACCESS_TOKEN: 'token-of-the-test' },
    () => '',
  );
  const serverEvents = createServerEvents({
    ingest: createIngest(store, createPrepare(prepareRulesOf(config)), () => NOW),
    requireKey: () => 'the key',
    limit: async () => undefined,
    budget: createByteBudget(1_000_000),
    watch: { seeReceived() {}, seeAnswer() {} },
    now: () => NOW,
    onError: (error) => expect.unreachable(String(error)),
  });
  server = createServer((request, response) => void serverEvents(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function post(query: string, events: readonly unknown[]) {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/v1/events${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  return (await response.json()) as Record<string, unknown>;
}

const page = { url: 'https://shop.example/' };
const good = {
  event: 'ViewContent',
  event_id: 'view-1',
  page,
  user: { ttclid: 'E.C.P.abc', ip: '10.0.0.1', user_agent: 'Mozilla/5.0' },
};

it('shows what was sent, what TikTok gets and what is to be said, side by side, and stores all the same', async () => {
  const misspelt = { event: 'Purchase', contents_ids: ['1'] };
  const homeless = { event: 'Purchase', user: { ttclid: 'E.C.P.abc' } };
  const answer = await post('?explain=1', [good, misspelt, homeless]);
  expect(answer).toMatchObject({ accepted: 1, rejected: [{ index: 1 }, { index: 2 }] });
  expect(answer.explained).toMatchObject([
    {
      input: good,
      output: [
        {
          event: 'ViewContent',
          event_id: 'view-1',
          event_time: NOW / 1000,
          user: { ttclid: 'E.C.P.abc', user_agent: 'Mozilla/5.0' },
          page,
          limited_data_use: false,
        },
      ],
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'private_ip', path: 'user.ip' })]),
    },
    { input: misspelt, refused: { path: 'contents_ids' } },
    { input: homeless, refused: { path: 'page.url' } },
  ]);
  expect(JSON.parse((await store.recent(1))[0]?.findings ?? '')).toEqual(
    expect.arrayContaining([expect.objectContaining({ rule: 'private_ip' })]),
  );
});

it.each(['', '?explain=0', '?unexplain=1'])('says nothing of it with the query %j', async (query) => {
  expect(await post(query, [{ ...good, event_id: `view${query}` }])).toEqual({
    accepted: 1,
    duplicates: 0,
    rejected: [],
  });
});
