import type { SentEvent } from '../wire.ts';
import type { PageLoad } from './observation.ts';
import type { Check } from './verdict.ts';

/** TikTok's name for a page view, which the tag uses too. The pixel's has no id, so the two are no twins. */
export const PAGE_VIEW = 'Pageview';

/** Each address is to be viewed once a load, by the collector's book. */
export function checkPageViews(loads: readonly PageLoad[]): Check {
  const title = 'page views: one per address';
  const faults: string[] = [];
  const known = new Set<string>();
  for (const { name, collected, countsPageViews, tagReadyMs } of loads) {
    // A page also sends what the one before it could not deliver.
    const views = distinct(collected).filter(({ event_id: id }) => !known.has(id));
    for (const { event_id: id } of views) known.add(id);
    const addresses = views.map(({ page = '' }) => page.replace(/#.*/, ''));
    const repeated = addresses.filter((address, index) => addresses.indexOf(address) !== index);
    for (const address of new Set(repeated)) faults.push(`several of ${address} on the ${name}`);
    if (views.length === 0 && countsPageViews && tagReadyMs !== undefined) faults.push(`none on the ${name}`);
  }
  if (faults.length === 0) {
    const detail = loads.every(({ countsPageViews }) => countsPageViews)
      ? 'the collector was told of each page once'
      : 'data-pageviews="off": the tag leaves them to the page';
    return { verdict: 'passed', title, detail };
  }
  const detail = `${faults.join('; ')}. Does something else call clickthread('page'), or push the same address twice?`;
  return { verdict: 'failed', title, detail };
}

/** Several pixels on a page are allowed; that each event reaches all of them is often not meant. */
export function checkPixels(loads: readonly PageLoad[]): Check {
  const codes = new Set(loads.flatMap(codesOn));
  if (codes.size < 2)
    return { verdict: 'passed', title: 'one pixel', detail: [...codes].join() || 'none seen' };
  return {
    verdict: 'warning',
    title: `${codes.size} pixels on the page`,
    detail:
      `${[...codes].sort().join(', ')}. ttq.track() tells all of them, the collector only the one in data-pixel: ` +
      'name one with ttq.instance(code), or take the others out.',
  };
}

function codesOn({ collected, pixel }: PageLoad): string[] {
  return [...collected.flatMap(({ pixels }) => pixels), ...pixel.flatMap(({ code }) => (code ? [code] : []))];
}

function distinct(collected: readonly SentEvent[]): SentEvent[] {
  const views = collected.filter(({ event }) => event === PAGE_VIEW);
  return [...new Map(views.map((view) => [view.event_id, view])).values()];
}
