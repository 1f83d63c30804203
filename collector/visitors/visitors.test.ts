import { describe, expect, it } from 'vitest';
import type { Visitor } from '../store/store.ts';
import { type Buyer, createVisitors } from './visitors.ts';

const nobody: Buyer = {
  visitorId: undefined,
  ttclid: undefined,
  ttp: undefined,
  ip: undefined,
  userAgent: undefined,
  pageUrl: undefined,
};
const known: Visitor = {
  ttclid: 'E.C.P.known',
  ttp: 'known',
  ip: '8.8.8.8',
  userAgent: 'Known/1.0',
  pageUrl: 'https://shop.example/known',
};
// SHA-256 of "abc": FIPS 180-2, appendix B.1
const KEY_OF_ABC = 'visitor:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

/** Visitors over a memory that knows "abc"; counts what it was asked. */
function memory() {
  const asked: string[][] = [];
  const clock = { now: Date.UTC(2026, 10, 18) };
  const visitors = createVisitors(
    {
      async recall(keys) {
        asked.push([...keys]);
        return new Map(keys.flatMap((key) => (key === KEY_OF_ABC ? [[key, known] as const] : [])));
      },
    },
    () => clock.now,
  );
  return { asked, visitors, clock };
}

const completed = async (buyer: Partial<Buyer>) =>
  (await memory().visitors.complete([{ ...nobody, ...buyer }]))[0];

describe('complete', () => {
  it.each([
    { buyer: { visitorId: 'abc' }, made: { ...known }, reason: 'everything is missing' },
    { buyer: { visitorId: 'other' }, made: {}, reason: 'nobody of that id' },
    { buyer: {}, made: {}, reason: 'no id' },
    { buyer: { visitorId: '' }, made: {}, reason: 'a blank id' },
    {
      buyer: { visitorId: 'abc', ttclid: 'E.C.P.new' },
      made: { ...known, ttclid: 'E.C.P.new' },
      reason: 'what the buyer brings wins',
    },
    {
      buyer: { visitorId: 'abc', ttclid: '', ttp: '', ip: '', userAgent: '', pageUrl: '' },
      made: { ...known },
      reason: 'what is blank is absent',
    },
    {
      buyer: { visitorId: 'abc', ip: '9.9.9.9' },
      made: { ...known, ip: '9.9.9.9', userAgent: undefined },
      reason: 'no agent of another request beside this address',
    },
    {
      buyer: { visitorId: 'abc', userAgent: 'New/2.0' },
      made: { ...known, ip: undefined, userAgent: 'New/2.0' },
      reason: 'no address of another request beside this agent',
    },
  ])('$reason', async ({ buyer, made }) => {
    expect(await completed(buyer)).toEqual({ ...nobody, ...buyer, ...made });
  });

  it('keeps the order, and asks once for all of them', async () => {
    const { asked, visitors } = memory();
    const buyers = ['abc', undefined, 'x', 'abc'].map((visitorId) => ({ ...nobody, visitorId }));
    const result = await visitors.complete(buyers);
    expect(result.map(({ ttp }) => ttp)).toEqual(['known', undefined, undefined, 'known']);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toHaveLength(2);
  });

  it.each([
    { buyer: nobody, reason: 'nobody has an id' },
    { buyer: { ...nobody, ...known, visitorId: 'abc' }, reason: 'nobody lacks anything' },
  ])('asks nothing where $reason', async ({ buyer }) => {
    const { asked, visitors } = memory();
    expect(await visitors.complete([buyer])).toEqual([buyer]);
    expect(asked).toEqual([]);
  });
});

describe('sightings', () => {
  const sightings = (...buyers: Partial<Buyer>[]) =>
    memory().visitors.sightings(buyers.map((buyer) => ({ ...nobody, ...buyer })));

  it('are kept under the hash of the id: a site may use an address as its id', () => {
    const [sighting] = sightings({ visitorId: 'abc', ttclid: 'c' });
    expect(sighting?.key).toBe(KEY_OF_ABC);
    expect(JSON.stringify(sighting)).not.toContain('"abc"');
  });

  it.each([
    { buyers: [{ ttclid: 'c' }], seen: [], reason: 'no id' },
    { buyers: [{ visitorId: 'abc' }], seen: [], reason: 'nothing to remember' },
    { buyers: [{ visitorId: 'abc', pageUrl: 'https://a.example/' }], seen: [], reason: 'a page alone' },
    { buyers: [{ visitorId: 'abc', ip: '8.8.8.8' }], seen: [], reason: 'an address without its agent' },
    { buyers: [{ visitorId: 'abc', userAgent: 'A' }], seen: [], reason: 'an agent without its address' },
    {
      buyers: [{ visitorId: 'abc', ip: '8.8.8.8', userAgent: 'A' }],
      seen: [{ ip: '8.8.8.8', userAgent: 'A' }],
      reason: 'both of one request',
    },
    {
      buyers: [{ visitorId: 'abc', ttclid: 'c', ip: '8.8.8.8' }],
      seen: [{ ttclid: 'c', ip: undefined }],
      reason: 'a click, and half a pair that is left out',
    },
    {
      buyers: [
        { visitorId: 'abc', ttclid: 'c1', ip: '8.8.8.8', userAgent: 'A' },
        { visitorId: 'abc', ttp: 'p' },
        { visitorId: 'abc', ttclid: 'c2', ip: '9.9.9.9' },
      ],
      seen: [{ ttclid: 'c2', ttp: 'p', ip: '8.8.8.8', userAgent: 'A' }],
      reason: 'several of one buyer in one request make one, and the newest wins',
    },
    {
      buyers: [
        { visitorId: 'abc', ttclid: 'c' },
        { visitorId: 'x', ttp: 'p' },
      ],
      seen: [{ ttclid: 'c' }, { ttp: 'p' }],
      reason: 'two buyers',
    },
  ])('$reason', ({ buyers, seen }) => {
    const result = sightings(...buyers);
    expect(result).toHaveLength(seen.length);
    expect(result).toMatchObject(seen);
  });
});

describe('news', () => {
  const buyer = { ...nobody, visitorId: 'abc', ttclid: 'c', ip: '8.8.8.8', userAgent: 'A' };

  it('is a visitor once a visit, though each page is another one', () => {
    const { visitors } = memory();
    expect(visitors.sightings([buyer])).toHaveLength(1);
    expect(visitors.sightings([{ ...buyer, pageUrl: 'https://a.example/2' }])).toEqual([]);
  });

  it.each([
    { change: { ttclid: 'd' }, reason: 'another click' },
    { change: { ttp: 'p' }, reason: 'a browser id' },
    { change: { ip: '9.9.9.9' }, reason: 'another address' },
  ])('is $reason', ({ change }) => {
    const { visitors } = memory();
    visitors.sightings([buyer]);
    expect(visitors.sightings([{ ...buyer, ...change }])).toHaveLength(1);
  });

  it('is everybody again after an hour, and where writing failed', () => {
    const { visitors, clock } = memory();
    visitors.sightings([buyer]);
    clock.now += 3_600_000;
    expect(visitors.sightings([buyer])).toHaveLength(1);
    visitors.forget();
    expect(visitors.sightings([buyer])).toHaveLength(1);
  });
});
