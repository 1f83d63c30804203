import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { readServerRequest } from './server-request.ts';

const purchase = { event: 'Purchase', event_id: 'ord_1' };
const many = (count: number) => JSON.stringify({ events: Array(count).fill(purchase) });

function refusalOf(text: string): InvalidRequest {
  try {
    readServerRequest(text);
  } catch (error) {
    if (error instanceof InvalidRequest) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('a request that is refused as a whole', () => {
  it.each([
    { text: '[]', status: 400, path: '', reason: 'a bare list' },
    { text: 'null', status: 400, path: '', reason: 'null' },
    { text: '{}', status: 400, path: 'events', reason: 'no events' },
    { text: '{"events":null}', status: 400, path: 'events', reason: 'null means absent' },
    { text: '{"events":{}}', status: 400, path: 'events', reason: 'events that are no list' },
    { text: '{"events":[]}', status: 400, path: 'events', reason: 'an empty list' },
    { text: '{"events":[{}],"data":[]}', status: 400, path: 'data', reason: 'an unknown field' },
    // The limit of TikTok's own request: https://business-api.tiktok.com/portal/docs?id=1771101303285761
    { text: many(1001), status: 413, path: 'events', reason: 'one event too many' },
  ])('$status $path: $reason', ({ text, status, path }) => {
    expect(refusalOf(text)).toMatchObject({ status, path });
  });
});

describe('event by event', () => {
  it('reads a thousand', () => {
    expect(readServerRequest(many(1000)).events).toEqual(Array(1000).fill(purchase));
  });

  it('puts the fault of a bad one in its place and reads its neighbours', () => {
    const events = [purchase, { event: 'Purchase', properties: { value: 'x' } }, 7, null, purchase];
    expect(readServerRequest(JSON.stringify({ events })).events).toMatchObject([
      purchase,
      { path: 'properties.value' },
      { path: '' },
      { path: '' },
      purchase,
    ]);
  });
});
