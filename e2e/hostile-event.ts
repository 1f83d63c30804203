import fc from 'fast-check';

/** What broken templates, guests and other people's exports leave behind. */
const junk = fc.constantFrom<unknown>(
  '',
  ' ',
  null,
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  'guest',
  'n/a',
  '0',
  0,
  -1,
  true,
  [],
  {},
  '(null)',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
);
const rarely = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: junk });
const maybe = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });

const email = fc.oneof(fc.emailAddress(), fc.stringMatching(/^ [A-Z][a-z.+_-]{1,12}@[a-z]{3,9}\.example $/));
const phone = fc.oneof(
  fc.stringMatching(/^\+1[2-9]\d{2}[2-9]\d{6}$/),
  fc.stringMatching(/^\+?[\d ().-]{6,18}$/),
  fc.integer({ min: 0, max: 99_999_999_999 }),
);
const word = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.tuple(fc.lorem({ maxCount: 3 }), fc.oneof(email, phone)).map(([text, key]) => `${text} ${key}`),
  fc.lorem({ maxCount: 4 }),
);
const amount = fc.oneof(
  fc.double({ noNaN: true, min: -1e6, max: 1e9 }),
  fc.integer({ min: 0, max: 5000 }),
  fc.stringMatching(/^\d{1,6}(\.\d{1,3})?$/),
);
const count = fc.oneof(fc.nat(50), fc.stringMatching(/^\d{1,2}$/));
const id = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,24}$/), fc.nat());
const hash = fc.stringMatching(/^[0-9a-fA-F]{64}$/);
const several = (value: fc.Arbitrary<unknown>) => fc.oneof(value, fc.array(value, { maxLength: 3 }));
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  word.map((text) => `https://shop.example/thanks?utm_source=${encodeURIComponent(text)}&q=${text}`),
  word.map((text) => `https://shop.example/${text}`),
);

const user = maybe({
  email: rarely(several(fc.oneof(email, hash))),
  phone: rarely(several(fc.oneof(phone, hash))),
  external_id: rarely(several(fc.oneof(id, word, hash))),
  ttclid: fc.oneof(fc.stringMatching(/^E\.C\.P\.[A-Za-z0-9_-]{20,60}$/), word, fc.constant('__CLICKID__')),
  ttp: fc.oneof(fc.stringMatching(/^[0-9A-Za-z_-]{27}\.tt\.1$/), word),
  ip: fc.oneof(fc.ipV4(), fc.ipV6(), word),
  user_agent: fc.oneof(fc.constant('Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)'), word),
  locale: fc.oneof(fc.constantFrom('en-US', 'de', 'pt_BR', 'zh-Hant-TW', 'C.UTF-8'), word),
  visitor_id: id.map(String),
  first_name: word,
  last_name: word,
  zip_code: fc.oneof(id, word),
  city: word,
  state: word,
  country: fc.oneof(fc.constantFrom('US', 'de', 'Germany'), word),
  idfa: fc.oneof(fc.uuid(), word),
  gaid: fc.oneof(fc.uuid(), word),
  idfv: fc.oneof(fc.uuid(), word),
  att_status: fc.constantFrom('AUTHORIZED', 'DENIED'),
});

const contents = fc.array(
  maybe({
    content_id: rarely(id),
    sku: rarely(id),
    product_id: rarely(id),
    variant_id: rarely(id),
    group_id: rarely(id),
    content_name: word,
    content_category: word,
    brand: word,
    price: amount,
    line_price: amount,
    quantity: count,
  }),
  { maxLength: 4 },
);

const properties = maybe({
  value: amount,
  total: amount,
  tax: amount,
  shipping: amount,
  currency: fc.constantFrom('USD', 'eur', ' JPY ', 'KWD', 'USD', 'GBP', 'XXX'),
  contents,
  content_type: fc.constantFrom('product', 'product_group', 'Product', 'properties.category', ''),
  content_ids: fc.array(rarely(id), { maxLength: 3 }),
  order_id: fc.oneof(id, word),
  shop_id: fc.oneof(id, word),
  search_string: word,
  query: word,
  description: word,
  num_items: count,
  status: word,
  delivery_category: fc.constantFrom('in_store', 'curbside', 'home_delivery'),
  predicted_ltv: amount,
});

const eventName = fc.oneof(
  fc.constantFrom('Purchase', 'purchase', 'Order Completed', 'CompletePayment', 'PlaceAnOrder', 'AddBilling'),
  fc.constantFrom(
    'AddToCart',
    'addtocart',
    'view_item',
    'Lead',
    'SubmitForm',
    'Pageview',
    'InstallApp',
    'Checkout',
  ),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,60}$/),
  word,
);

/** An event as nobody should send it, in all its sources: good ones, broken ones and everything between. */
export const hostileEvent: fc.Arbitrary<object> = fc
  .record(
    {
      event: eventName,
      event_source: fc.constantFrom('web', 'offline', 'crm', 'app', undefined),
      event_id: fc.oneof(id, word, fc.double(), junk),
      event_time: fc.oneof(
        fc
          .integer({ min: -30 * 86_400, max: 86_400 })
          .map((seconds) => Math.floor(Date.now() / 1000) + seconds),
        fc.constant(undefined),
      ),
      user,
      properties,
      page: maybe({ url: address, referrer: fc.oneof(address, word) }),
      lead: maybe({ lead_id: rarely(id), lead_event_source: word }),
      app: maybe({
        app_id: fc.constantFrom('1234567890', 'com.shop.app'),
        app_name: word,
        app_version: word,
      }),
      ad: maybe({ callback: word, campaign_id: id, ad_id: id, creative_id: id, attribution_type: word }),
      limited_data_use: fc.boolean(),
      test_event_code: fc.constantFrom('TEST12345', 'TEST1', undefined),
    },
    { requiredKeys: ['event', 'user', 'page'] },
  )
  .map((event) => JSON.parse(JSON.stringify(event)) as object);
