import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from './serve.ts';

/** Stands once in each event. */
const MARK = '"event_id":';

/** What has come so far, and has been answered; times in ms since the epoch. */
export interface Delivered {
  readonly events: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

let events = 0;
let firstAt = 0;
let lastAt = 0;
const answerMs = Number(process.argv[2]);

/** Stands where TikTok stands: takes whatever comes, counts the events, and says 0 (OK). */
serve(async (request, response) => {
  firstAt ||= Date.now();
  const body = await buffer(request);
  if (answerMs > 0) await delay(answerMs);
  // Counted, not parsed: the sink shares the machine with what is measured.
  for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + MARK.length)) events++;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end('{"code":0,"message":"OK","request_id":"20261120000000000000000000000000000"}');
  lastAt = Date.now();
});
process.on('message', () => process.send?.({ events, firstAt, lastAt } satisfies Delivered));
