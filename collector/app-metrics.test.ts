import { afterEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './conformance-app.ts';

/** What whoever measures is shown, and who may read it. */

const KEY = 'server-key-0123456789';
const ADMIN = 'admin-token-0123456789';

let app: TestApp;
const requests: string[] = [];
afterEach(() => {
  app.close();
  requests.length = 0;
});

async function start(adminToken: string | undefined): Promise<string> {
  let ms = 0;
  app = await startTestApp({
    config: { SERVER_KEYS: [KEY], ADMIN_TOKEN: adminToken },
    ingest: async (events) => events.map(() => 'stored'),
    watch: {
      // Each look at the clock takes a quarter of a second.
      clock() {
        ms += 250;
        return ms;
      },
      seeReceived: (count) => void requests.push(`received ${count}`),
      seeAnswer: ({ accepted }) => void requests.push(`accepted ${accepted}`),
      seeRequest: (...request) => void requests.push(request.join(' ')),
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      scrape: async () => 'measured 1\n',
    },
  });
  return app.url;
}

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

it('are for who has the admin token', async () => {
  const url = await start(ADMIN);
  const answer = await fetch(`${url}/metrics`, { headers: bearer(ADMIN) });
  expect([answer.status, await answer.text()]).toEqual([200, 'measured 1\n']);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  for (const headers of [{}, bearer(KEY), bearer('admin-token-9876543210')]) {
    const refused = await fetch(`${url}/metrics`, { headers });
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain('measured');
  }
});

it('are closed to everybody where no token is set', async () => {
  const url = await start(undefined);
  for (const headers of [{}, { Authorization: 'Bearer ' }, bearer(ADMIN)]) {
    expect((await fetch(`${url}/metrics`, { headers })).status).toBe(401);
  }
});

it('see each request of a route that takes events: its name, its status and how long it took', async () => {
  const url = await start(ADMIN);
  const post = (path: string, headers: object, body = '{"events":[{"event":"Purchase"},{}]}') =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
  await post('/collect', {});
  await post('/v1/events', bearer(KEY));
  await post('/v1/events/', {});
  await post('/v1/track', bearer(KEY), 'no JSON');
  await fetch(`${url}/health/live`);
  expect(requests).toEqual([
    'collect 403 0.25',
    'received 2',
    'accepted 1',
    'events 202 0.25',
    'events 401 0.25',
    'track 400 0.25',
  ]);
});
