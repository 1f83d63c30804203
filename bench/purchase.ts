import type { CollectRequest } from '../collector/contract/collect-request.ts';

/** autocannon writes an id of its own in this place of the body, another one in each request. */
const EACH_ITS_OWN = '[<id>]';

/** The site whose page sends; the collector stands on the same site, so it renews the cookies too. */
export const SHOP_ORIGIN = 'https://www.shop.example';

export const PIXEL = 'C4A1B2C3D4E5F6G7H8I9';

/** As long as real click ids are. */
const CLICK_ID = `E.C.P.${'Cq0BAbCdEfGhIjKlMnOpQrStUvWxYz012345-_6789'.repeat(8)}`.slice(0, 325);
const BROWSER_ID = '2YxkS0PpLAvc1mL3Vk1nYJzsQ8d';

/** The body that the tag posts for a purchase: another buyer and another order in each request. */
export function purchaseBody(now: number): string {
  return JSON.stringify({
    v: 1,
    pixel: PIXEL,
    sent_at: now,
    visitor: EACH_ITS_OWN,
    ttclid: CLICK_ID,
    ttp: BROWSER_ID,
    page: { url: `${SHOP_ORIGIN}/thanks`, referrer: `${SHOP_ORIGIN}/pay` },
    user: { email: 'Jane.Doe@example.com', phone: '+1 213 373 4253' },
    events: [
      {
        event: 'Purchase',
        event_id: `ord_${EACH_ITS_OWN}`,
        event_time: now,
        properties: {
          value: 59.98,
          currency: 'USD',
          content_type: 'product',
          contents: [
            { content_id: 'sku-1', content_name: 'Linen shirt', price: 39.99, quantity: 1 },
            { content_id: 'sku-2', price: 19.99, quantity: 1 },
          ],
        },
      },
    ],
  } satisfies CollectRequest);
}

/** What the browser and the proxy before the collector add. */
export const BROWSER_HEADERS: Readonly<Record<string, string>> = {
  Host: 'collect.shop.example',
  'X-Forwarded-For': '198.18.7.7',
  Origin: SHOP_ORIGIN,
  Referer: `${SHOP_ORIGIN}/`,
  'User-Agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  Accept: '*/*',
  'Accept-Language': 'en-US,en;q=0.9',
  'Accept-Encoding': 'gzip, deflate, br',
  Cookie: `_ct_click=1.1790000000000.url.${CLICK_ID}; _ct_id=0123456789abcdef0123456789abcdef; _ttp=${BROWSER_ID}`,
};
