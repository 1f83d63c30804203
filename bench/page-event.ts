import type { CollectRequest } from '../collector/contract/collect-request.ts';
import { EVENT, postRequest, VISIT } from './numbered-request.ts';

/** The site whose page sends; the collector stands on the same site, so it renews the cookies too. */
export const SHOP_ORIGIN = 'https://www.shop.example';

export const PIXEL = 'C4A1B2C3D4E5F6G7H8I9';

/** As long as real click ids are. */
const CLICK_ID = `E.C.P.${'Cq0BAbCdEfGhIjKlMnOpQrStUvWxYz012345-_6789'.repeat(8)}`.slice(0, 325);
const BROWSER_ID = '01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1';
const VISITOR = `0123456789abcdef0123${VISIT}`;

/** What the tag posts when somebody looks at a product, which is what most pages post. */
function body(now: number): string {
  return JSON.stringify({
    v: 1,
    pixel: PIXEL,
    sent_at: now,
    visitor: VISITOR,
    ttclid: CLICK_ID,
    ttp: BROWSER_ID,
    page: { url: `${SHOP_ORIGIN}/product/ember-vase`, referrer: `${SHOP_ORIGIN}/` },
    events: [
      {
        event: 'ViewContent',
        event_id: `0123456789abcdef0123${EVENT}`,
        event_time: now,
        properties: {
          value: 64,
          currency: 'USD',
          content_type: 'product',
          contents: [{ content_id: 'ember-vase', content_name: 'Ember vase', price: 64, quantity: 1 }],
        },
      },
    ],
  } satisfies CollectRequest);
}

/** When the collector renewed the cookies, as it writes that: a moment ago, on the first page of the visit. */
const RENEWED = Math.floor(Date.now() / 1000).toString(36);

/** What the browser and the proxy before the collector add. */
const HEADERS: Readonly<Record<string, string>> = {
  Host: 'collect.shop.example',
  'X-Forwarded-For': '198.51.100.7',
  Origin: SHOP_ORIGIN,
  Referer: `${SHOP_ORIGIN}/`,
  'User-Agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  Accept: '*/*',
  'Accept-Language': 'en-US,en;q=0.9',
  'Accept-Encoding': 'gzip, deflate, br',
  Cookie: `_ct_click=1.${Date.now() - 60_000}.url.${CLICK_ID}; _ct_id=${VISITOR}.${RENEWED}; _ttp=${BROWSER_ID}`,
};

/** The HTTP request that posts the event, with marks where its numbers belong. */
export function pageRequest(path: string, contentType: string): string {
  return postRequest(path, { ...HEADERS, 'Content-Type': contentType }, body(Date.now()));
}
