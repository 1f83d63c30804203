import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../contract/event.ts';
import type { Fault } from '../contract/fault.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import type { IngestResult } from '../ingest.ts';
import { answerEvents, guarded, respondJson } from './respond.ts';

const event = (name: string): IncomingEvent => ({ event: name });
const fault = (path: string): Fault => ({ path, message: `${path} is wrong` });

/** Runs one handler behind a real port; returns its answer and the errors that were reported. */
async function answerOf(handle: () => Promise<void>, respondFirst?: object, method = 'GET') {
  const errors: unknown[] = [];
  const server = createServer((_request, response) => {
    if (respondFirst) respondJson(response, 202, respondFirst);
    void guarded(response, handle, (error) => errors.push(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { method });
    return { status: answer.status, headers: answer.headers, text: await answer.text(), errors };
  } finally {
    server.close();
  }
}

describe('the answer to events', () => {
  it.each<[string, (IncomingEvent | Fault)[], IngestResult[], number, object]>([
    ['all are new', [event('a'), event('b')], ['stored', 'stored'], 202, { accepted: 2, duplicates: 0 }],
    ['one was known', [event('a'), event('b')], ['duplicate', 'stored'], 202, { accepted: 1, duplicates: 1 }],
    [
      'all were known: nothing to send again',
      [event('a')],
      ['duplicate'],
      202,
      { accepted: 0, duplicates: 1 },
    ],
    [
      'one could not be read, and its neighbours keep their places',
      [event('a'), fault('event'), event('c')],
      ['stored', 'duplicate'],
      202,
      { accepted: 1, duplicates: 1, rejected: [{ index: 1, path: 'event', message: 'event is wrong' }] },
    ],
    [
      'one could not be read, another was refused later',
      [fault('event'), event('b'), event('c')],
      [fault('page.url'), 'stored'],
      202,
      {
        accepted: 1,
        duplicates: 0,
        rejected: [
          { index: 0, path: 'event', message: 'event is wrong' },
          { index: 1, path: 'page.url', message: 'page.url is wrong' },
        ],
      },
    ],
    [
      'none could be read',
      [fault('event')],
      [],
      422,
      { accepted: 0, duplicates: 0, rejected: [{ index: 0, path: 'event', message: 'event is wrong' }] },
    ],
    [
      'all were refused later',
      [event('a')],
      [fault('consent')],
      422,
      { accepted: 0, duplicates: 0, rejected: [{ index: 0, path: 'consent', message: 'consent is wrong' }] },
    ],
  ])('where %s', async (_reason, read, results, status, answer) => {
    const asked: (readonly IncomingEvent[])[] = [];
    const ingest = async (events: readonly IncomingEvent[]) => {
      asked.push(events);
      return results;
    };
    const seen: unknown[] = [];
    const watch = {
      seeReceived: (count: number) => void seen.push(count),
      seeAnswer: (given: object) => void seen.push(given),
    };
    const answered = await answerEvents(read, ingest, { receivedAt: 1, completeBuyers: true }, watch);
    expect(answered).toEqual({ status, answer: { rejected: [], ...answer } });
    expect(seen, 'whoever looks on sees the same').toEqual([read.length, answered.answer]);
    expect(asked.flat().length, 'only what could be read is handed on').toBe(results.length);
  });
});

describe('the guard of a handler', () => {
  it.each<[InvalidRequest, number, object, string]>([
    [
      new InvalidRequest(400, 'a_code', 'What is wrong.', 'events.0'),
      400,
      { path: 'events.0' },
      'with a path',
    ],
    [new InvalidRequest(401, 'a_code', 'What is wrong.'), 401, {}, 'without one'],
    [new InvalidRequest(413, 'a_code', 'What is wrong.', 'events'), 413, { path: 'events' }, 'too many'],
  ])('tells a refusal: %s (%i, %j, %s)', async (refusal, status, path) => {
    const answer = await answerOf(async () => {
      throw refusal;
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({
      error: { code: 'a_code', message: 'What is wrong.', ...path },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.errors, 'a bad request is not an error of ours').toEqual([]);
  });

  it('makes 503 of anything else, and tells the client nothing of it', async () => {
    const secret = new Error('SQLITE_FULL: jane@example.com');
    const answer = await answerOf(async () => {
      throw secret;
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'unavailable' } });
    expect(answer.text).not.toMatch(/SQLITE|jane|\bat .*:\d+/);
    expect(answer.errors).toEqual([secret]);
  });

  // A database that is lost under a commit may keep what was never acknowledged, so nobody may say that it did not.
  it.each([
    ['POST', /^This request was not acknowledged\. Send it again, unchanged, after .*Retry-After/, 'events'],
    ['GET', /^The collector cannot look this up at the moment\. Ask again after .*Retry-After/, 'a look'],
  ])('of %s its 503 says %s (%s)', async (method, words) => {
    const { text } = await answerOf(() => Promise.reject(new Error('gone')), undefined, method);
    expect(JSON.parse(text).error.message).toMatch(words);
    expect(text).not.toMatch(/stored/);
  });

  it('sends no second answer', async () => {
    const refuse = async () => {
      throw new InvalidRequest(400, 'late', 'Too late.');
    };
    const seen = await answerOf(refuse, { accepted: 1 }).then(
      ({ text }) => text,
      () => 'cut off',
    );
    expect(['{"accepted":1}', 'cut off']).toContain(seen);
  });
});
