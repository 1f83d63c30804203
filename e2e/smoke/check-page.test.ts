import { describe, expect, it } from 'vitest';
import type { PixelEvent, SentEvent } from '../wire.ts';
import { checkPageViews, checkPixels } from './check-page.ts';
import type { PageLoad } from './observation.ts';

const SHOP = 'https://shop.example/';

function load(name: PageLoad['name'], part: Partial<PageLoad>): PageLoad {
  return {
    name,
    url: SHOP,
    tagReadyMs: 50,
    tagScripts: 1,
    countsPageViews: true,
    lostAddress: undefined,
    keptClickId: undefined,
    pixel: [],
    collected: [],
    outcomes: [],
    faults: [],
    ...part,
  };
}

function sent(event: string, event_id: string, page: string, pixels: readonly string[] = ['C4A']): SentEvent {
  const rest = { properties: {}, pixel_fired: true, pixel: 'C4A', visitor: '1', ttclid: undefined };
  return { event, event_id, page, pixels, ...rest };
}

const view = (id: string, page: string) => sent('Pageview', id, page);
const hit = (code: string | undefined): PixelEvent => ({
  event: 'Search',
  event_id: '1',
  properties: {},
  code,
  page: SHOP,
});

describe('page views: one per address', () => {
  it.each<[reason: string, verdict: string, detail: RegExp, loads: PageLoad[]]>([
    ['one a load', 'passed', /once/, [load('landing', { collected: [view('1', SHOP)] })]],
    [
      'two addresses of one load, as a router makes them',
      'passed',
      /once/,
      [load('landing', { collected: [view('1', SHOP), view('2', `${SHOP}cart`)] })],
    ],
    [
      'sent again by the next page, since nobody saw the answer',
      'passed',
      /once/,
      [
        load('landing', { collected: [view('1', SHOP)] }),
        load('reload', { collected: [view('1', SHOP), view('2', SHOP)] }),
      ],
    ],
    [
      'two of one address',
      'failed',
      /several of https:\/\/shop\.example\/ on the landing/,
      [load('landing', { collected: [view('1', SHOP), view('2', SHOP)] })],
    ],
    [
      'what stands behind # makes no other page',
      'failed',
      /several of/,
      [load('landing', { collected: [view('1', SHOP), view('2', `${SHOP}#top`)] })],
    ],
    ['none, though the tag is there', 'failed', /none on the reload/, [load('reload', {})]],
    [
      'none, as the page wants it',
      'passed',
      /pageviews="off"/,
      [load('landing', { countsPageViews: false })],
    ],
    ['none, as there is no tag', 'passed', /once/, [load('landing', { tagReadyMs: undefined })]],
    [
      'other events are no views',
      'passed',
      /once/,
      [
        load('landing', {
          collected: [view('1', SHOP), sent('Search', '2', SHOP), sent('Search', '3', SHOP)],
        }),
      ],
    ],
  ])('%s', (_reason, verdict, detail, loads) => {
    expect(checkPageViews(loads)).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
  });
});

describe('several pixels on the page', () => {
  it.each<[reason: string, verdict: string, part: Partial<PageLoad>]>([
    ['one, by the tag', 'passed', { collected: [view('1', SHOP)] }],
    ['one, by tag and pixel', 'passed', { collected: [view('1', SHOP)], pixel: [hit('C4A')] }],
    ['none', 'passed', {}],
    ['a hit that names none', 'passed', { pixel: [hit(undefined), hit('C4A')] }],
    ['two, by the tag', 'warning', { collected: [sent('Search', '1', SHOP, ['C4A', 'C4B'])] }],
    ['two, by the pixel', 'warning', { pixel: [hit('C4A'), hit('C4B')] }],
    ['one each', 'warning', { collected: [view('1', SHOP)], pixel: [hit('C4B')] }],
  ])('%s', (_reason, verdict, part) => {
    expect(checkPixels([load('landing', part)]).verdict).toBe(verdict);
  });

  it('names them, in a fixed order', () => {
    const { title, detail } = checkPixels([load('landing', { pixel: [hit('C4B'), hit('C4A')] })]);
    expect(title).toBe('2 pixels on the page');
    expect(detail).toMatch(/^C4A, C4B\./);
  });
});
