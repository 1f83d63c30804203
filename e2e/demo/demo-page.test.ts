import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { demoPage, demoRedirect } from './demo-page.ts';

let simulator: Simulator;
let collector: Server;
let collectorAnswer = '{"events":[]}';
let authorization: string | undefined;

beforeAll(async () => {
  collector = createServer((request, response) => {
    authorization = request.headers.authorization;
    response.end(collectorAnswer);
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const collectorUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const sources = { simulatorUrl: '', collectorUrl, adminToken: 'the admin token' };
  simulator = await startSimulator({
    pixels: [],
    mount: [demoPage(sources), demoRedirect(4100)],
  });
  sources.simulatorUrl = simulator.url;
});
afterAll(async () => {
  await simulator.close();
  collector.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly header: (name: string) => string | string[] | undefined;
  readonly text: string;
}

function ask(host: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ port: simulator.port, path, headers: { host } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      const header = (name: string) => response.headers[name];
      response.on('end', () => resolve({ status: response.statusCode, header, text }));
    }).on('error', reject);
  });
}

it.each(['/', '/demo.css', '/threads.css', '/demo.js', '/thread-row.js'])(
  'serves %s under a strict policy',
  async (path) => {
    const answer = await ask('demo.localhost', path);
    expect(answer.status).toBe(200);
    expect(answer.header('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(answer.text).not.toMatch(/ style=|<script>|innerHTML/);
  },
);

it('shows what the simulator and the collector know, asking the collector as its owner', async () => {
  collectorAnswer = JSON.stringify({
    events: [
      {
        id: 1,
        event: 'Purchase',
        event_id: 'ord_10001',
        state: 'due',
        received_at: 1_760_000_000_000,
        attempts: 0,
        reason: null,
        body: { user: { ttclid: 'E.C.P.x' }, properties: { value: 36, currency: 'USD' } },
      },
    ],
  });
  const answer = await ask('demo.localhost', '/demo/state');
  expect(authorization).toBe('Bearer the admin token');
  expect(JSON.parse(answer.text)).toMatchObject({
    collectorAnswers: true,
    purchases: { counted: 0, copies: 0, value: 0 },
    threads: [
      { event: 'Purchase', eventId: 'ord_10001', collector: { state: 'due', matchKeys: ['ttclid'] } },
    ],
  });
});

it.each(['due', 'accepted', 'dead', 'collected'])('takes an event that is %s', async (state) => {
  const row = {
    event: 'Pageview',
    event_id: '1',
    state,
    received_at: 1_760_000_000_000,
    attempts: 0,
    body: {},
  };
  collectorAnswer = JSON.stringify({ events: [row] });
  const answer = await ask('demo.localhost', '/demo/state');
  expect(JSON.parse(answer.text)).toMatchObject({ threads: [{ event: 'Pageview', collector: { state } }] });
});

it('says so when the collector answers something else than agreed', async () => {
  collectorAnswer = '{"events":[{"id":1}]}';
  expect((await ask('demo.localhost', '/demo/state')).status).toBe(502);
});

it('answers 404 for anything else, and leads the bare localhost to the page', async () => {
  expect((await ask('demo.localhost', '/simulator/events')).status).toBe(404);
  expect((await ask('localhost', '/')).header('location')).toBe('http://demo.localhost:4100/');
});
