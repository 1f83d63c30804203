import type { Ids } from '../../tag/calls.ts';
import type { EngineTab } from './engine.ts';
import { expect } from './fixtures.ts';
import type { Sites } from './sites.ts';
import { bodyWith, CLICK_ID, idsOf, tag, view } from './tagged-page.ts';
import { until } from './until.ts';

/** Two domains of one seller, which hand ids to each other. */
export const SHOP = 'http://www.shop.com/';
export const PAY_HOST = 'pay.example';
export const PAY = `http://${PAY_HOST}/checkout`;
export const TAG = tag('data-domains="shop.com, pay.example"');
const TTP = '01JTTPOFTHESHOP';

/** A visitor who has come to the shop by an ad, and looks at a page with this body; gives their ids. */
export async function shopWith(tab: EngineTab, sites: Sites, body: string, before = ''): Promise<Ids> {
  sites.page(SHOP, `<script>document.cookie = '_ttp=${TTP}; path=/'</script>${before}${TAG}${body}`);
  await view(tab, sites, `${SHOP}?ttclid=${CLICK_ID}`);
  const ids = await idsOf(tab);
  expect(ids).toEqual({ visitor: expect.stringMatching(/^\d{16,40}$/), ttclid: CLICK_ID, ttp: TTP });
  return ids;
}

/** The tab that was opened from this one. */
export async function openedFrom(
  tab: EngineTab,
  tabs: () => Promise<readonly EngineTab[]>,
): Promise<EngineTab> {
  const others = async () => (await tabs()).filter((each) => each !== tab);
  await until('a second tab', async () => (await others()).length === 1);
  const [opened] = await others();
  if (!opened) throw new Error('the tab has gone');
  return opened;
}

/** Waits for the page view of the other domain and holds that it is the same visitor's, on a tidy address. */
export async function expectArrival(tab: EngineTab, sites: Sites, ids: Ids, address: string): Promise<void> {
  const { visitor, ttclid, ttp, page } = await bodyWith(sites, 'Pageview', new URL(address).host);
  expect({ visitor, ttclid, ttp }).toEqual(ids);
  expect(page?.url).toBe(address);
  // The page has sent before the driver has heard of it.
  await tab.until((href) => location.href === href, address);
  // Of a change by script the browser's own address bar hears a moment later.
  await expect.poll(() => tab.url()).toBe(address);
}

/** The hand-over as the network has it, at each request for a page of this host; undefined where there is none. */
export function handOversTo(sites: Sites, host: string): (string | undefined)[] {
  return sites
    .requests(host)
    .filter(({ url }) => !/\/(collect|tag\.js|marker)$/.test(new URL(url).pathname))
    .map(({ url }) => /[?&]_ct=([^&#]{20,})/.exec(url)?.[1]);
}
