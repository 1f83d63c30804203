import { randomBytes } from 'node:crypto';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { parseClick } from '../../collector/contract/cookies.ts';
import { chromiumLaunch } from '../chromium.ts';
import { listenTo, type Wire } from '../wire.ts';
import { instrument, type PageReport, REPORT } from './instrument.ts';
import type { Observation, PageLoad } from './observation.ts';

/** A page is settled when it has asked for nothing for so long. Sites of others give no better sign. */
const QUIET_MS = 1000;
const SETTLE_WITHIN_MS = 15_000;

/** The site did not let itself be visited; nothing was checked. */
export class CannotVisit extends Error {
  override readonly name = 'CannotVisit';
}

/**
 * Visits a site as somebody who has clicked an ad: landing page with a made-up click id, the same page again without
 * it, and a second page of the site.
 *
 * @param url of the landing page
 * @param secondUrl of the second page; the first fitting link of the landing page where it is not given
 * @throws CannotVisit where a page does not load
 */
export async function visit(url: string, secondUrl: string | undefined): Promise<Observation> {
  const ttclid = `E.C.P.${randomBytes(239).toString('base64url')}`;
  const browser = await chromium.launch(chromiumLaunch());
  try {
    const context = await browser.newContext();
    const reports: PageReport[] = [];
    await context.exposeBinding(REPORT, (_source, report: PageReport) => reports.push(report));
    await context.addInitScript(instrument, [REPORT, ttclid] as const);
    const look = createLook(context, await context.newPage(), listenTo(context), reports);

    const landingUrl = new URL(url);
    landingUrl.searchParams.set('ttclid', ttclid);
    const landing = await look.at('landing', landingUrl.href);
    const lostInRedirect = await look.lostInRedirect(ttclid);
    const second = secondUrl ?? (await look.secondPage());
    const reload = await look.at('reload', url);
    const loads = [landing, reload, ...(second ? [await look.at('second page', second)] : [])];
    return { ttclid, lostInRedirect, loads };
  } finally {
    await browser.close();
  }
}

function createLook(context: BrowserContext, page: Page, wire: Wire, reports: PageReport[]) {
  let hops: string[] = [];
  page.on('request', (request) => {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    if (request.redirectedFrom() === null) hops = [];
    hops.push(request.url());
  });

  return {
    /** Loads a page, waits until it is quiet, and tells what it has shown since. */
    async at(name: PageLoad['name'], url: string): Promise<PageLoad> {
      const before = {
        pixel: wire.pixel.length,
        collected: wire.collected.length,
        outcomes: wire.outcomes.length,
        faults: wire.faults.length,
      };
      reports.length = 0;
      await page.goto(url, { waitUntil: 'load' }).catch((error: Error) => {
        throw new CannotVisit(`${url} did not load: ${error.message.split('\n')[0]}`);
      });
      await settle(wire);
      const [lost] = reports.filter((report) => report.kind === 'lost-address');
      const [ready] = reports.filter((report) => report.kind === 'tag-ready');
      const kept = (await context.cookies(page.url())).find((cookie) => cookie.name === '_ct_click');
      return {
        name,
        url: page.url(),
        tagReadyMs: ready?.ms,
        tagScripts: await page.locator('script[data-pixel]').count(),
        countsPageViews: (await page.locator('script[data-pageviews="off"]').count()) === 0,
        lostAddress: lost,
        keptClickId: parseClick(kept && decodeURIComponent(kept.value))?.ttclid,
        pixel: wire.pixel.slice(before.pixel),
        collected: wire.collected.slice(before.collected),
        outcomes: wire.outcomes.slice(before.outcomes),
        faults: wire.faults.slice(before.faults),
      };
    },
    /** The hop of the last navigation that dropped the click id. */
    async lostInRedirect(ttclid: string): Promise<string | undefined> {
      const index = hops.findIndex((hop) => !hop.includes(ttclid));
      return index > 0 ? `${hops[index - 1]?.split('?')[0]} → ${hops[index]?.split('?')[0]}` : undefined;
    },
    /** A link to another page of the same site, one that looks like a product where there is one. */
    async secondPage(): Promise<string | undefined> {
      const links = await page.$$eval('a[href]', (anchors) =>
        anchors.map((anchor) => (anchor as HTMLAnchorElement).href),
      );
      const here = new URL(page.url());
      const others = links.filter((link) => {
        const target = URL.parse(link);
        return target?.origin === here.origin && target.pathname !== here.pathname;
      });
      return others.find((link) => /product|item|\/p\//i.test(new URL(link).pathname)) ?? others[0];
    },
  };
}

async function settle(wire: Wire): Promise<void> {
  const giveUpAt = Date.now() + SETTLE_WITHIN_MS;
  let seen = -1;
  while (seen !== wire.requests.length && Date.now() < giveUpAt) {
    seen = wire.requests.length;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}
