/** A request that the collector takes, or answers in some other way that it means to. */
export interface GoodRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: unknown;
}

export const SITE = 'https://shop.example';
export const SERVER_KEY = 'server-key-0123456789';
export const ADMIN_TOKEN = 'admin-token-0123456789';

const product = { content_id: 'ember-vase', content_name: 'Ember vase', price: 64, quantity: 1 };
const properties = {
  value: 64,
  currency: 'USD',
  content_type: 'product',
  contents: [product, product],
  order_id: '10001',
  search_string: 'vase',
};
const user = {
  email: 'jane@shop.example',
  phone: '+12133734253',
  external_id: 42,
  ttclid: 'E.C.P.abc',
  ip: '198.51.100.7',
  user_agent: 'Mozilla/5.0',
  visitor_id: '0123456789abcdef0123456789abcdef',
};
const event = {
  event: 'Purchase',
  event_id: 'ord_10001',
  event_time: '2026-11-18T11:29:31Z',
  event_source: 'web',
  user,
  properties,
  page: { url: `${SITE}/thanks?utm_source=tiktok`, referrer: `${SITE}/cart` },
};
const ga4 = {
  event: 'purchase',
  properties: { transaction_id: 'T1', value: '12.5', currency: 'EUR', items: [{ item_id: 'a', price: 1 }] },
  page: { url: SITE },
};
const page = {
  v: 1,
  sent_at: 1_795_000_000_000,
  visitor: '0123456789abcdef0123456789abcdef',
  ttclid: 'E.C.P.abc',
  ttp: '01KABC.tt.1',
  page: event.page,
  consent: 'granted',
  gpc: false,
  user: { email: user.email },
  pixels: ['C4FUZZ00000000000000'],
  events: [
    {
      event: 'Purchase',
      event_id: 'ord_10001',
      event_time: 1_795_000_000_000,
      properties,
      pixel_fired: true,
    },
  ],
};
const context = {
  page: { url: SITE },
  userAgent: 'Mozilla/5.0',
  ip: '198.51.100.7',
  traits: { email: user.email },
};
const call = (type: string) => ({
  type,
  event: 'Order Completed',
  messageId: 'm-1',
  userId: 'u-1',
  anonymousId: 'a-1',
  timestamp: '2026-11-18T11:29:31Z',
  properties: {
    revenue: 64,
    currency: 'USD',
    order_id: 'o1',
    products: [{ product_id: 'p', price: 1, quantity: 2 }],
  },
  context,
  integrations: { All: true },
});

const fromPage = [
  ['Origin', SITE],
  ['Content-Type', 'text/plain;charset=UTF-8'],
  ['User-Agent', 'Mozilla/5.0'],
  ['Accept-Language', 'en-US,en;q=0.9'],
  [
    'Cookie',
    '_ct_id=0123456789abcdef0123456789abcdef; _ct_click=1.1795000000000.url.E.C.P.abc; _ttp=01KABC.tt.1',
  ],
  ['X-Forwarded-For', '198.51.100.7, 10.0.0.1'],
] as const;
const fromServer = [
  ['Authorization', `Bearer ${SERVER_KEY}`],
  ['Content-Type', 'application/json'],
] as const;
const fromSdk = [
  ['Authorization', `Basic ${btoa(`${SERVER_KEY}:`)}`],
  ['Content-Type', 'application/json'],
] as const;
const fromAdmin = [['Authorization', `Bearer ${ADMIN_TOKEN}`]] as const;

const get = (path: string, headers: GoodRequest['headers'] = []): GoodRequest => ({
  method: 'GET',
  path,
  headers,
  body: undefined,
});
const post = (path: string, headers: GoodRequest['headers'], body: unknown): GoodRequest => ({
  method: 'POST',
  path,
  headers,
  body,
});

const CALLS = ['track', 'page', 'screen', 'identify', 'alias', 'group'];

/** At least one to every route, and more to those that read most. */
export const GOOD_REQUESTS: readonly GoodRequest[] = [
  post('/collect', fromPage, page),
  post('/collect', fromPage, page),
  post('/collect', fromPage, page),
  { ...post('/collect', fromPage, undefined), method: 'OPTIONS' },
  post('/v1/events', fromServer, { events: [event, ga4] }),
  post('/v1/events', fromServer, { events: [event] }),
  post('/v1/events?explain=1', fromServer, { events: [event, event] }),
  post('/v1/batch', fromSdk, { batch: CALLS.map(call), context }),
  ...CALLS.map((type) => post(`/v1/${type}`, fromSdk, call(type))),
  get('/tag.js'),
  get('/tag.debug.js', [['Accept-Encoding', 'br, gzip']]),
  get('/health/live'),
  get('/health/ready'),
  get('/metrics', fromAdmin),
  get('/dashboard/events?limit=5', fromAdmin),
  get('/dashboard/pages', fromAdmin),
  get('/nowhere'),
];
