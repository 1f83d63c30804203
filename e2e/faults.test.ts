import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ADMIN, EACH, type FaultTrial, KEY, SITE, startFaultTrial } from './fault-trial.ts';

/** Bounds of the real process, a TikTok that fails it, and what it tells of itself; its disk fails in another file. */

let trial: FaultTrial;
beforeAll(async () => {
  trial = await startFaultTrial();
});
afterEach(() => trial.reset());
afterAll(() => trial.close());

it('a queue that has reached its limit: 503, not ready, until TikTok has taken some', async () => {
  trial.simulator.setBehaviour({ html502: true });
  const acknowledged: string[] = [];
  const running = await trial.start(trial.newFile(), { MAX_QUEUE_EVENTS: '5' });
  for (let count = 0; count < 5; count++) expect((await trial.post(running, acknowledged)).status).toBe(202);
  await trial.expectRefused(running, acknowledged);
  // At least five: what was appended since the last look is counted on top, maybe once more than there is.
  await trial.expectTold(running, /[5-9] events wait for delivery, which MAX_QUEUE_EVENTS allows no more of/);
  trial.simulator.setBehaviour({});
  await trial.expectRecovered(running, acknowledged);
});

let lastId = 0;
it('more requests than the limits allow: 429, and other clients and keys go on', async () => {
  const running = await trial.start(trial.newFile(), {
    RATE_LIMIT_CLIENT: '2',
    RATE_LIMIT_KEY: '3',
    SERVER_KEYS: `${KEY},another-key-0123456789`,
    TRUST_PROXY: 'loopback',
  });
  const statusOf = async (path: string, headers: Readonly<Record<string, string>>, body: object) => {
    const answer = await fetch(running.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    return answer.status;
  };
  const fromPage = (client: string) =>
    statusOf(
      '/collect',
      { Origin: SITE, 'Content-Type': 'text/plain', 'X-Forwarded-For': client },
      { v: 1, sent_at: 0, page: { url: SITE }, events: [{ event: 'Search', event_id: `limit-${++lastId}` }] },
    );
  const withKey = (key: string) =>
    statusOf(
      '/v1/track',
      { Authorization: `Bearer ${key}` },
      { event: 'Search', context: { page: { url: SITE } } },
    );

  const inTurn = async (ask: (who: string) => Promise<number>, ...who: string[]) => {
    const statuses: number[] = [];
    for (const each of who) statuses.push(await ask(each));
    return statuses;
  };
  const [one, other] = ['198.51.100.7', '198.51.100.8'];
  expect(await inTurn(fromPage, one, one, one, other)).toEqual([202, 202, 429, 202]);
  const network = (host: string) => `2001:db8:1:2::${host}`;
  expect(await inTurn(fromPage, network('1'), network('2'), network('3'))).toEqual([202, 202, 429]);
  const statuses = await inTurn(withKey, KEY, KEY, KEY, KEY, 'another-key-0123456789');
  expect(statuses.map((status) => status === 429)).toEqual([false, false, false, true, false]);
});

it('what is measured can be read by who has the token, and tells what has happened', async () => {
  const acknowledged: string[] = [];
  const running = await trial.start(trial.newFile());
  await trial.post(running, acknowledged);
  await trial.expectDelivered(acknowledged);
  const scrape = async () =>
    (await fetch(`${running.url}/metrics`, { headers: { Authorization: `Bearer ${ADMIN}` } })).text();
  await vi.waitFor(
    async () => expect(await scrape()).toContain('clickthread_events_delivered_total 1\n'),
    EACH,
  );
  const text = await scrape();
  for (const line of [
    'clickthread_events_received_total 1',
    'clickthread_events_stored_total 1',
    'clickthread_web_events_stored_total{click_id="absent"} 1',
    'clickthread_requests_total{route="events",status="202"} 1',
    'clickthread_ingest_duration_seconds_count{route="events"} 1',
    'clickthread_tiktok_request_duration_seconds_count 1',
    'clickthread_queue_events 0',
    'clickthread_store_errors_total{operation="append"} 0',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(text).toContain('nodejs_eventloop_lag_max_seconds');
  expect(text).not.toMatch(/token-of-the-test|server-key|admin-token/);
});
