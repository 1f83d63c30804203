import type { PixelEvent, SentEvent } from '../wire.ts';
import { checkPageViews, checkPixels, PAGE_VIEW } from './check-page.ts';
import type { Observation, PageLoad } from './observation.ts';
import type { Check } from './verdict.ts';

const DROPPED = 'Something on the page drops the third argument of ttq.track.';

/** Judges a visit; one check a line, in the order in which things go wrong. */
export function checkAll(observation: Observation): Check[] {
  return [
    checkArrival(observation),
    ...observation.loads.map((load) => checkKept(load, observation.ttclid)),
    ...checkTwins(observation.loads),
    checkTaken(observation.loads),
    checkNothingTwice(observation.loads),
    checkPageViews(observation.loads),
    checkPixels(observation.loads),
  ];
}

function checkArrival({ lostInRedirect, loads: [landing] }: Observation): Check {
  const title = 'tag loaded before the first router move';
  const failed = (detail: string): Check => ({ verdict: 'failed', title, detail });
  if (lostInRedirect) {
    return failed(`a redirect lost the click id: ${lostInRedirect}. Let it keep the query.`);
  }
  if (!landing || landing.tagReadyMs === undefined) {
    return failed(
      'the tag is not on the page. Put <script async src="https://…/tag.js" data-pixel="…"> into <head>.',
    );
  }
  const { tagReadyMs, lostAddress } = landing;
  const ready = `the tag was ready after ${tagReadyMs} ms`;
  if (!lostAddress) return { verdict: 'passed', title, detail: `${ready}; no router took the click id away` };
  const lost = `${lostAddress.method} took the click id out of the address after ${lostAddress.ms} ms`;
  if (lostAddress.stubHadIt)
    return { verdict: 'passed', title, detail: `${lost}, but the stub had recorded it; ${ready}` };
  if (tagReadyMs <= lostAddress.ms) return { verdict: 'passed', title, detail: `${ready}, then ${lost}` };
  return failed(`${lost}, before the tag: ${ready}. Put the stub that records the address first in <head>.`);
}

function checkKept({ name, keptClickId }: PageLoad, ttclid: string): Check {
  const title =
    name === 'landing'
      ? 'click id captured'
      : `click id kept after ${name === 'reload' ? 'a reload' : 'a second page'}`;
  if (keptClickId === ttclid)
    return { verdict: 'passed', title, detail: '_ct_click holds the click id of this visit' };
  const seen =
    keptClickId === undefined ? 'there is no cookie _ct_click' : '_ct_click holds another click id';
  return { verdict: 'failed', title, detail: `${seen}. Is the tag on this page, and may it write cookies?` };
}

function checkTwins(loads: readonly PageLoad[]): Check[] {
  const pixelIds = new Set(loads.flatMap(({ pixel }) => pixel.map(({ event_id }) => event_id)));
  const checks = loads.flatMap((load) =>
    load.pixel.filter(({ event }) => event !== PAGE_VIEW).map((event) => checkTwin(event, load, pixelIds)),
  );
  if (checks.length > 0) return checks;
  return [
    {
      verdict: 'failed',
      title: 'each pixel event has its twin',
      detail:
        'no pixel event but page views was seen. Give the address of a page that sends one, such as a product page.',
    },
  ];
}

function checkTwin(
  { event, event_id: id }: PixelEvent,
  { name, collected }: PageLoad,
  pixelIds: ReadonlySet<string>,
): Check {
  const title = `${event} on the ${name} has its twin`;
  const failed = (detail: string): Check => ({ verdict: 'failed', title, detail });
  const twins = collected.filter((each) => each.event === event);
  if (id && twins.some((twin) => twin.event_id === id)) {
    const orphans = twins.filter((twin) => twin.pixel_fired && !pixelIds.has(twin.event_id));
    if (orphans.length === 0) return { verdict: 'passed', title, detail: `both sides have the id ${id}` };
    return failed(
      `the collector also has the id ${orphans.map((twin) => twin.event_id).join(', ')}, which the pixel never ` +
        `sent: TikTok counts both. ${DROPPED}`,
    );
  }
  const others = twins.map((twin) => twin.event_id).join(', ');
  if (!id) {
    return failed(
      `the pixel got no event_id${others ? `, the collector got ${others}` : ''}: TikTok counts both. ${DROPPED}`,
    );
  }
  if (others) return failed(`the pixel has the id ${id}, the collector ${others}: TikTok counts both.`);
  const sameId = collected.find((each) => each.event_id === id);
  if (sameId) return failed(`the collector calls it ${sameId.event}: TikTok compares names to the letter.`);
  return failed(
    "the collector got no copy. Report it with clickthread('track', …), or look for a blocked request.",
  );
}

function checkTaken(loads: readonly PageLoad[]): Check {
  const title = 'the collector took what it was sent';
  const faults = loads.flatMap(({ name, outcomes, faults: broken }) => [
    ...outcomes.flatMap((outcome) => (outcome === 202 ? [] : [`${outcome} on the ${name}`])),
    ...broken.map((fault) => `${fault} on the ${name}`),
  ]);
  if (faults.length === 0) return { verdict: 'passed', title, detail: 'each request was answered with 202' };
  const hint = faults.some((fault) => fault.startsWith('403'))
    ? " Is the page's origin in SITE_ORIGINS?"
    : '';
  return { verdict: 'failed', title, detail: `${[...new Set(faults)].join('; ')}.${hint}` };
}

function checkNothingTwice(loads: readonly PageLoad[]): Check {
  const title = 'nothing sent twice';
  const faults = loads.flatMap(({ name, pixel, collected, tagScripts }) => [
    ...(tagScripts > 1 ? [`the tag is on the ${name} ${tagScripts} times`] : []),
    ...repeated(pixel).map((event) => `the pixel sent ${event} again on the ${name}`),
    ...repeated(collected).map((event) => `the collector was sent ${event} again on the ${name}`),
  ]);
  return faults.length === 0
    ? { verdict: 'passed', title, detail: 'each name and id went to each side once a page' }
    : { verdict: 'failed', title, detail: `${faults.join('; ')}.` };
}

function repeated(events: readonly (PixelEvent | SentEvent)[]): string[] {
  const names = events.flatMap(({ event, event_id: id }) => (id ? [`${event} ${id}`] : []));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
