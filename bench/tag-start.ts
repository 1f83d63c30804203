import { readFileSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';
import { chromiumLaunch } from '../e2e/chromium.ts';
import { PIXEL } from './page-event.ts';
import type { Report } from './report.ts';
import { type StartSite, startStartSite } from './tag-start-site.ts';
import { startTable } from './tag-start-table.ts';
import { type StartResult, startShortfalls } from './tag-start-verdict.ts';
import { countStart, type StartCost, type Subject, timeStart } from './tag-start-visit.ts';

/** Odd, so that there is a middle one. */
const ROUNDS = 21;

const TAG = new URL('../dist/tag.js', import.meta.url);

/** As its package ships it for pages. */
const JS_COOKIE = new URL('js.cookie.min.js', import.meta.resolve('js-cookie'));

/** As long as real click ids are. */
const CLICK_ID = `E.C.P.${'x'.repeat(319)}`;

const DAY_MS = 86_400_000;

/** A visitor who has come before, by an ad. */
const RETURNING = {
  _ct_id: '31415926535897932384626433832795',
  _ct_click: `1.${Date.now() - DAY_MS}.url.${CLICK_ID}`,
  _ct_first: `1.${Date.now() - DAY_MS}.url.${CLICK_ID}`,
  _ttp: '01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1',
};

/**
 * What the tag costs a page when it starts, against an empty script and against js-cookie that reads one cookie.
 *
 * @throws where there is no build, or a script does not do its work
 */
export async function benchTagStart(): Promise<Report> {
  const site = await startStartSite();
  const browser = await chromium.launch(chromiumLaunch());
  try {
    const subjects = subjectsOn(site);
    const results = await measure(browser, site, Object.values(subjects));
    const resultOf = ({ what }: Subject) => results.find((each) => each.what === what) as StartResult;
    const yardstick = resultOf(subjects.jsCookie);
    const compared = {
      yardstick,
      ordinary: resultOf(subjects.ordinary),
      landing: resultOf(subjects.landing),
    };
    return {
      title: 'What the tag costs a page when it starts',
      lines: startTable(results, yardstick, browser.version()),
      shortfalls: startShortfalls(compared),
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

function subjectsOn({ endpoint }: StartSite) {
  const tag = {
    source: readFileSync(TAG, 'utf8'),
    attributes: { 'data-pixel': PIXEL, 'data-endpoint': endpoint },
  };
  const jsCookie = `${readFileSync(JS_COOKIE, 'utf8')}\nCookies.get('x')`;
  const captured = "document.cookie.includes('.E.C.P.x')";
  return {
    empty: {
      what: 'empty script',
      // Of an element without any text the browser makes no script at all.
      script: { source: 'window.emptyScript = 1', attributes: {} },
      query: '',
      cookies: RETURNING,
      proof: 'emptyScript === 1',
    },
    jsCookie: {
      what: 'js-cookie, one get',
      script: { source: jsCookie, attributes: {} },
      query: '',
      cookies: RETURNING,
      proof: "Cookies.get('_ct_id') !== undefined",
    },
    ordinary: {
      what: 'tag, ordinary page view',
      script: tag,
      query: '',
      cookies: RETURNING,
      // The stub is gone once the tag is there.
      proof: `clickthread !== clickthreadStub && ${captured}`,
    },
    landing: {
      what: 'tag, landing of a new visitor',
      script: tag,
      query: `?ttclid=${CLICK_ID}`,
      cookies: {},
      proof: `clickthread !== clickthreadStub && ${captured}`,
    },
  } satisfies Record<string, Subject>;
}

/** Every script once in each round: machines have good and bad minutes, and all shall have their share of both. */
async function measure(
  browser: Browser,
  site: StartSite,
  subjects: readonly Subject[],
): Promise<StartResult[]> {
  const measured: (StartResult & { readonly costs: StartCost[] })[] = [];
  // These visits come first, and so warm up the browser as well.
  for (const subject of subjects) {
    measured.push({ what: subject.what, costs: [], accesses: await countStart(browser, site, subject) });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      // Another one begins each time, so that none always comes after the same.
      const index = (round + turn) % subjects.length;
      measured[index]?.costs.push(await timeStart(browser, site, subjects[index] as Subject));
    }
  }
  return measured;
}
