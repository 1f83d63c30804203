import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { type Browser, readCollectRequest } from './collect-request.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);
const nobody: Browser = {
  ip: undefined,
  userAgent: undefined,
  locale: undefined,
  globalPrivacyControl: false,
  ttclid: undefined,
  ttp: undefined,
  visitorId: undefined,
};
const browser: Browser = {
  ip: '198.51.100.7',
  userAgent: 'Mozilla/5.0',
  locale: 'de',
  globalPrivacyControl: false,
  ttclid: 'from-cookie',
  ttp: 'ttp-from-cookie',
  visitorId: 'visitor-from-cookie',
};
const purchase = { event: 'Purchase', event_id: 'ord_1', event_time: receivedAt - 500 };

function readOne(envelope: object, from: Browser = nobody, event: object = purchase) {
  const text = JSON.stringify({ v: 1, sent_at: receivedAt, events: [event], ...envelope });
  return readCollectRequest(text, from, receivedAt).events[0];
}

describe('who the buyer is', () => {
  it('takes address and agent from the request, never from the page', () => {
    expect(readOne({}, browser)).toMatchObject({ user: { ip: '198.51.100.7', user_agent: 'Mozilla/5.0' } });
  });

  it('takes cookies and language from the request where the page says nothing', () => {
    expect(readOne({}, browser)).toMatchObject({
      user: {
        ttclid: 'from-cookie',
        ttp: 'ttp-from-cookie',
        visitor_id: 'visitor-from-cookie',
        locale: 'de',
      },
    });
  });

  it('lets the page win where it says something', () => {
    const page = { ttclid: 'from-page', ttp: 'ttp-from-page', visitor: 'v', locale: 'pt-BR' };
    expect(readOne(page, browser)).toMatchObject({
      user: { ttclid: 'from-page', ttp: 'ttp-from-page', visitor_id: 'v', locale: 'pt-BR' },
    });
  });

  it('gives what the page knows once to each of its events', () => {
    const text = JSON.stringify({
      v: 1,
      pixel: 'C4AAAAAAAAAAAAAAAAAA',
      sent_at: receivedAt,
      page: { url: 'https://shop.example/thanks' },
      consent: 'granted',
      user: { email: 'a@b.example' },
      events: [purchase, { ...purchase, event_id: 'ord_2' }],
    });
    const shared = {
      pixel: 'C4AAAAAAAAAAAAAAAAAA',
      page: { url: 'https://shop.example/thanks' },
      consent: 'granted',
      user: { email: 'a@b.example' },
    };
    expect(readCollectRequest(text, nobody, receivedAt).events).toMatchObject([
      { event_id: 'ord_1', ...shared },
      { event_id: 'ord_2', ...shared },
    ]);
  });
});

// https://globalprivacycontrol.org
it.each([
  { gpc: true, header: false, limited: true, reason: 'the page has read the signal' },
  { gpc: undefined, header: true, limited: true, reason: 'the request carries it' },
  { gpc: false, header: true, limited: true, reason: 'a page cannot take back what the browser says' },
  { gpc: false, header: false, limited: undefined, reason: 'no signal' },
  { gpc: undefined, header: false, limited: undefined, reason: 'a browser that knows none' },
])('limited use is $limited: $reason', ({ gpc, header, limited }) => {
  expect(readOne({ gpc }, { ...nobody, globalPrivacyControl: header })).toMatchObject({
    limited_data_use: limited,
  });
});

describe('the clock', () => {
  const hour = 3_600_000;
  it.each([
    { clock: 0, reason: 'a right one' },
    { clock: -hour, reason: 'an hour behind' },
    { clock: 24 * hour, reason: 'a day ahead' },
    { clock: -receivedAt + 600, reason: 'one that starts in 1970' },
  ])('$reason: half a second before it was sent is half a second before it came', ({ clock }) => {
    const event = { ...purchase, event_time: receivedAt + clock - 500 };
    expect(readOne({ sent_at: receivedAt + clock }, nobody, event)).toMatchObject({
      event_time: receivedAt - 500,
    });
  });

  it('leaves an absent time to the time of receipt', () => {
    expect(readOne({}, nobody, { event: 'Purchase', event_id: '1' })).toHaveProperty('event_time', undefined);
  });
});

describe('event by event', () => {
  it('puts the fault of a bad one in its place and reads its neighbours', () => {
    const events = [purchase, { event: 'Purchase' }, null, purchase];
    const text = JSON.stringify({ v: 1, sent_at: receivedAt, events });
    expect(readCollectRequest(text, nobody, receivedAt).events).toMatchObject([
      { event_id: 'ord_1' },
      { path: 'event_id' },
      { path: '' },
      { event_id: 'ord_1' },
    ]);
  });

  it.each([
    { text: '[]', status: 400, reason: 'a bare list' },
    { text: '{"v":1,"sent_at":1,"events":[]}', status: 400, reason: 'no event' },
    { text: '{"v":3,"sent_at":1,"events":[{}]}', status: 400, reason: 'an unknown version' },
    {
      text: JSON.stringify({ v: 1, sent_at: 1, events: Array(1001).fill(purchase) }),
      status: 413,
      reason: 'one event too many',
    },
  ])('refuses the whole for $reason', ({ text, status }) => {
    expect(() => readCollectRequest(text, nobody, receivedAt)).toThrow(InvalidRequest);
    expect(() => readCollectRequest(text, nobody, receivedAt)).toThrow(expect.objectContaining({ status }));
  });
});

it('corrects a time in seconds by the same clock', () => {
  const sentAt = receivedAt + 100_000;
  const event = { ...purchase, event_time: Math.floor((sentAt - 5000) / 1000) };
  const { events } = readCollectRequest(
    JSON.stringify({ v: 1, sent_at: sentAt, events: [event] }),
    browser,
    receivedAt,
  );
  const [read] = events;
  expect(Number(read && 'event_time' in read && read.event_time)).toBeCloseTo(receivedAt - 5000, -4);
});

it('takes what a page says in Google’s words, and leaves alone what only looks alike', () => {
  const said = (properties: object) => readOne({}, nobody, { ...purchase, properties });
  expect(said({ transaction_id: 'T1', items: [{ item_id: 'a', price: '5' }], coupon: 'X' })).toMatchObject({
    properties: { order_id: 'T1', contents: [{ content_id: 'a', price: 5 }] },
  });
  expect(said({ value: 5, items: 3, ecommerce: true })).toMatchObject({ properties: { value: 5 } });
});
