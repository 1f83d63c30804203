import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from './serve.ts';

/** Integrators measure 0.12 to 0.23 s. https://github.com/gingagenie/taska-vercel (TIKTOK_EVENTS_API_TEST_REPORT.md) */
const ANSWER_MS = 175;

/** Stands once in each event. */
const MARK = '"event_id":';

/** Stands where TikTok stands: takes whatever comes, counts the events, and says 0 (OK). */
export interface Delivered {
  readonly events: number;
}

let events = 0;

serve(async (request, response) => {
  const body = await buffer(request);
  await delay(ANSWER_MS);
  // Counted, not parsed: the sink shares the machine with what is measured.
  for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + MARK.length)) events++;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end('{"code":0,"message":"OK","request_id":"20261120000000000000000000000000000"}');
});
process.on('message', () => process.send?.({ events } satisfies Delivered));
