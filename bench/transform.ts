import { readConfig } from '../collector/config/config.ts';
import { createPrepare, type Preparation, withId } from '../collector/prepare.ts';
import { prepareRulesOf } from '../collector/rules.ts';
import { readServerRequest } from '../collector/sources/server-request.ts';
import { PIXEL } from './page-event.ts';
import type { Row } from './table.ts';

/** Odd, so that there is a middle one. */
const ROUNDS = 5;
const TIMES = 30_000;

/** An order as a shop's server sends it: three products, three match keys to hash. */
const ORDER = {
  event: 'Purchase',
  event_id: 'ord_10001',
  event_time: new Date().toISOString(),
  event_source: 'web',
  user: {
    email: 'Jane.Doe@example.com',
    phone: '+1 (213) 373-4253',
    external_id: 'customer_4711',
    ttclid: `E.C.P.${'Cq0BAbCdEfGhIjKlMnOpQrStUvWxYz012345-_6789'.repeat(8)}`.slice(0, 325),
    ttp: '01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1',
    ip: '198.51.100.7',
    user_agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    locale: 'en-US',
  },
  properties: {
    value: 129.97,
    currency: 'USD',
    content_type: 'product',
    order_id: '10001',
    contents: [
      {
        content_id: 'ember-vase',
        content_name: 'Ember vase',
        content_category: 'Home',
        brand: 'Ember',
        price: 49.99,
        quantity: 1,
      },
      {
        content_id: 'ash-bowl',
        content_name: 'Ash bowl',
        content_category: 'Home',
        brand: 'Ember',
        price: 29.99,
        quantity: 2,
      },
      {
        content_id: 'dune-cup',
        content_name: 'Dune cup',
        content_category: 'Home',
        brand: 'Ember',
        price: 20,
        quantity: 1,
      },
    ],
  },
  page: { url: 'https://shop.example/thank-you?utm_source=tiktok', referrer: 'https://pay.example/checkout' },
};

/**
 * The whole way of one order without network and disk: parse, validate, normalise with three hashes, map, write; as
 * a ratio to a bare JSON.parse and JSON.stringify of the same event.
 */
export function measureTransform(): Row[] {
  const config = readConfig(
    { TIKTOK_PIXEL_CODE: PIXEL, TIKTOK_ACCESS_TOKEN: 'token-of-the-bench', DEFAULT_COUNTRY: 'US' },
    () => '',
  );
  const prepare = createPrepare(prepareRulesOf(config));
  const event = JSON.stringify(ORDER);
  const request = `{"events":[${event}]}`;

  function transform(): Preparation {
    const [read] = readServerRequest(request).events;
    return prepare(withId(read as Parameters<typeof withId>[0]), Date.now());
  }
  const bare = () => JSON.stringify(JSON.parse(event));
  const made = transform();
  if (!('rows' in made) || made.rows.length !== 1) throw new Error('the order was not prepared');

  const bares: number[] = [];
  const transforms: number[] = [];
  // The first round is for the compiler.
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = [perSecond(bare), perSecond(transform)] as const;
    if (round === 0) continue;
    bares.push(rates[0]);
    transforms.push(rates[1]);
  }
  const ratios = transforms.map((rate, round) => rate / (bares[round] as number));
  return [
    {
      what: 'JSON.parse + JSON.stringify',
      perSecond: Math.max(...bares),
      note: `${event.length} bytes`,
    },
    {
      what: 'order to TikTok item',
      perSecond: Math.max(...transforms),
      ratio: { rounds: ratios, least: 0.3 },
      note: 'three hashes, three products',
    },
  ];
}

function perSecond(work: () => unknown): number {
  const began = process.hrtime.bigint();
  for (let time = 0; time < TIMES; time++) work();
  return (TIMES * 1e9) / Number(process.hrtime.bigint() - began);
}
