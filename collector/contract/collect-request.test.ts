import { describe, expect, it } from 'vitest';
import { collectEventSchema, collectRequestSchema } from './collect-request.ts';
import { firstFault } from './fault.ts';

const request = {
  v: 1,
  pixel: 'C4AAAAAAAAAAAAAAAAAA',
  pixels: ['C4AAAAAAAAAAAAAAAAAA', 'C5AAAAAAAAAAAAAAAAAA'],
  sent_at: 1795001371000,
  visitor: 'v1',
  ttclid: 'E.C.P.abc',
  ttp: '01JXQ5CT7E9W9PJ0T3N8Z4K2AB',
  page: { url: 'https://shop.example/', referrer: '' },
  locale: 'pt-BR',
  consent: 'granted',
  gpc: false,
  user: { email: 'a@b.example', phone: '+12133734253', external_id: 7 },
  events: [{ event: 'Purchase', event_id: 'ord_1' }],
};

it.each<[string[] | undefined, string]>([
  [[], 'a page without a pixel'],
  [Array(20).fill('C'.repeat(40)), 'twenty codes of forty characters'],
  [undefined, 'an older tag'],
])('takes %j as the pixels of a page (%s)', (pixels) => {
  expect(collectRequestSchema.safeParse({ ...request, pixels }).success).toBe(true);
});

it.each([
  { pixels: Array(21).fill('C4'), kept: Array(20).fill('C4'), reason: 'more than twenty' },
  { pixels: ['C'.repeat(41), 'C4'], kept: ['C4'], reason: 'a code of more than 40 characters' },
  { pixels: [7, null, {}, 'C4'], kept: ['C4'], reason: 'what is no code' },
])('a page cannot spoil its events by its pixels: $reason', ({ pixels, kept }) => {
  expect(collectRequestSchema.parse({ ...request, pixels }).pixels).toEqual(kept);
});

it.each([
  {
    user: { email: ['a@b.example', 7] },
    kept: { email: ['a@b.example', 7] },
    reason: 'several of one person',
  },
  {
    user: { email: null, phone_number: '+1' },
    kept: { phone_number: '+1' },
    reason: 'null, as templates write it',
  },
  { user: { email: { a: 1 }, external_id: 7 }, kept: { external_id: 7 }, reason: 'an object' },
  { user: { email: 'a'.repeat(1001) }, kept: {}, reason: 'a text of more than 1,000 characters' },
  { user: { ip: '192.0.2.1', ttclid: 'x' }, kept: {}, reason: 'what a page may not claim' },
  { user: 'somebody', kept: undefined, reason: 'no object at all' },
])('a page cannot spoil its events by whom it identifies: $reason', ({ user, kept }) => {
  const { user: read } = collectRequestSchema.parse({ ...request, user });
  expect(read && JSON.parse(JSON.stringify(read))).toEqual(kept);
});

it('a browser cannot spoil its events by what it has stored, nor a page by a long address', () => {
  const long = 'a'.repeat(9000);
  const page = { url: `https://shop.example/#${long}`, referrer: long };
  const read = collectRequestSchema.parse({ ...request, ttclid: long, ttp: long, page });
  expect([read.ttclid, read.ttp]).toEqual([undefined, undefined]);
  expect(read.page).toEqual({ url: page.url.slice(0, 8192), referrer: long.slice(0, 8192) });
});

it('takes everything that a tag may send', () => {
  expect(collectRequestSchema.safeParse(request).success).toBe(true);
  expect(collectEventSchema.safeParse(request.events[0]).success).toBe(true);
});

describe('refuses', () => {
  it.each([
    { change: { v: 2 }, path: 'v', reason: 'a version that nobody has written yet' },
    { change: { v: '1' }, path: 'v', reason: 'a version as text' },
    { change: { sent_at: undefined }, path: 'sent_at', reason: 'no clock' },
    { change: { sent_at: Number.NaN }, path: 'sent_at', reason: 'a clock that is none' },
    { change: { events: [] }, path: 'events', reason: 'no event' },
    { change: { events: {} }, path: 'events', reason: 'something that is no list' },
    { change: { consent: 'maybe' }, path: 'consent', reason: 'a consent that is neither' },
    { change: { page: { title: 'x' } }, path: 'page.title', reason: 'an unknown field' },
    { change: { pixels: 'C4' }, path: 'pixels', reason: 'a code that stands alone' },
  ])('$path: $reason', ({ change, path }) => {
    const { error } = collectRequestSchema.safeParse({ ...request, ...change });
    expect(error && firstFault(error).path).toBe(path);
  });

  it('leaves the events to be checked one by one', () => {
    expect(
      collectRequestSchema.safeParse({ ...request, events: [null, 7, { nonsense: true }] }).success,
    ).toBe(true);
  });
});
