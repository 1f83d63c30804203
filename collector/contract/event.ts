import { z } from 'zod';
import { isLeftover } from './leftover.ts';
import { plain, plainList, plainObject } from './plain.ts';

/**
 * One event as every source hands it to `ingest`, and exactly as a server sends it to `/v1/events`.
 * Strict: an unknown field is refused with its path, so that a misspelt `contents_ids` is heard of at once.
 */

/** Text of at most so many characters. */
function text(max: number) {
  return plain(z.string().max(max), (value) => typeof value === 'string' && value.length <= max);
}
const optionalText = (max: number) => text(max).optional();
const isShortText = (value: unknown) => typeof value === 'string' && value.length <= 1000;

/** One of a few words. */
function oneOf<const Words extends readonly string[]>(...words: Words) {
  return plain(z.enum(words), (value) => words.includes(value as string));
}
const yesOrNo = plain(z.boolean(), (value) => typeof value === 'boolean');

const identifierRule = 'expected a string (at most 1000 characters) or a number';
const shortText = text(1000);
const identifier = plain(z.union([shortText, z.number()], { error: identifierRule }), isShortText);

/** Text that shops often hold as a number (ids, postcodes); a string from here on. What is text already is not touched. */
const textOrNumber = plain(
  z.union([shortText, z.number().transform(String)], { error: identifierRule }),
  isShortText,
);

/** One value or several: TikTok takes several addresses or numbers of one person. Raw or SHA-256. */
export const matchKey = plain(
  z.union([identifier, z.array(identifier).max(20)], {
    error: 'expected a string, a number, or an array of them (at most 20)',
  }),
  isShortText,
);

/** A JSON number, or a string that is one by JSON's own grammar. "1.299,00" and "(null)" are refused, not guessed. */
const amountRule = 'expected a number, or a string such as "99.95": digits and a decimal point, nothing else';
const amountText = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/)
  .transform(Number);
const amount = plain(z.union([z.number(), amountText], { error: amountRule }), Number.isFinite);
const countRule = 'expected a whole number, or a string of digits';
const count = plain(z.union([z.int(), amountText.pipe(z.int())], { error: countRule }), Number.isSafeInteger);

const idRule =
  'expected 1 to 200 characters of well-formed text, none of them a control character, and not "undefined" or "null"';

const ID = /^\P{Cc}{1,200}$/u;

/** Part of the key that an event is counted by; not every database keeps a NUL or half a character. */
export const eventId = plain(
  textOrNumber.refine(isId, idRule),
  (value) => typeof value === 'string' && isId(value),
);

function isId(value: string): boolean {
  return ID.test(value) && value.isWellFormed() && !isLeftover(value.trim());
}

const contentShape = {
  content_id: textOrNumber.optional(),
  // Ids that a shop may choose between, where `content_id` does not say; which one goes to TikTok is a setting.
  sku: textOrNumber.optional(),
  variant_id: textOrNumber.optional(),
  product_id: textOrNumber.optional(),
  group_id: textOrNumber.optional(),
  content_name: optionalText(1000),
  content_category: optionalText(1000),
  brand: optionalText(1000),
  /** Of one piece. */
  price: amount.optional(),
  /** Of all pieces of the line together, where the shop knows no price of one. */
  line_price: amount.optional(),
  quantity: count.optional(),
};

const propertiesShape = {
  value: amount.optional(),
  // What a value can be computed from; none of them goes to TikTok itself.
  /** All that the buyer pays, tax and shipping included. */
  total: amount.optional(),
  tax: amount.optional(),
  shipping: amount.optional(),
  /** Of the order, ISO 3166-1 alpha-2: for phone numbers without a country code. */
  country: optionalText(200),
  currency: optionalText(20),
  content_type: optionalText(100),
  content_ids: plainList(z.array(textOrNumber).max(1000), 1000).optional(),
  // An event id is made from it where none is given, so it keeps to the same rule.
  order_id: eventId.optional(),
  shop_id: textOrNumber.optional(),
  search_string: optionalText(1000),
  query: optionalText(1000),
  description: optionalText(5000),
  num_items: count.optional(),
  status: optionalText(200),
  delivery_category: oneOf('in_store', 'curbside', 'home_delivery').optional(),
  predicted_ltv: amount.optional(),
};

const serverContents = plainList(z.array(plainObject(z.strictObject(contentShape))).max(1000), 1000);
const serverProperties = plainObject(
  z.strictObject({ ...propertiesShape, contents: serverContents.optional() }),
);

const pageContents = plainList(z.array(plainObject(z.object(contentShape))).max(1000), 1000);
/**
 * Properties as a page gives them to the pixel. TikTok ignores keys that it does not know, and pages are full
 * of them, so here they are left out: refusing them would cost the purchase.
 */
export const pageProperties = plainObject(
  z.object({ ...propertiesShape, contents: pageContents.optional() }),
);

const user = plainObject(
  z.strictObject({
    email: matchKey.optional(),
    phone: matchKey.optional(),
    external_id: matchKey.optional(),
    ttclid: optionalText(1000),
    ttp: optionalText(1000),
    ip: optionalText(45),
    user_agent: optionalText(2000),
    locale: optionalText(35),
    visitor_id: optionalText(200),
    first_name: optionalText(200),
    last_name: optionalText(200),
    zip_code: textOrNumber.optional(),
    city: optionalText(200),
    state: optionalText(200),
    country: optionalText(200),
    // Of apps alone. https://business-api.tiktok.com/portal/docs?id=1771101303285761
    idfa: optionalText(200),
    gaid: optionalText(200),
    idfv: optionalText(200),
    att_status: oneOf('AUTHORIZED', 'DENIED', 'NOT_DETERMINED', 'RESTRICTED', 'NOT_APPLICABLE').optional(),
  }),
);

const appIdRule = "expected the store's number of the app, or the name of its package such as com.shop.app";
const appId = textOrNumber.refine((text) => /^(?:\d+|[A-Za-z]\w*(?:\.[A-Za-z]\w*)+)$/.test(text), appIdRule);

const pageSchema = plainObject(z.strictObject({ url: optionalText(8192), referrer: optionalText(8192) }));

export const eventName = plain(
  z
    .string({ error: 'required: the name of the event, a string' })
    .min(1, 'required: the name of the event')
    .max(100, 'at most 100 characters'),
  (value) => typeof value === 'string' && value !== '' && value.length <= 100,
);

export const eventTime = plain(
  z.union([z.string().max(40), z.number()], {
    error: 'expected ISO 8601, Unix seconds or Unix milliseconds',
  }),
  (value) => Number.isFinite(value) || (typeof value === 'string' && value.length <= 40),
);

export const serverEventSchema = plainObject(
  z.strictObject({
    event: eventName,
    event_id: eventId.optional(),
    /** The sender's own id of this message: the event id where the event has neither one nor an order. */
    message_id: eventId.optional(),
    event_time: eventTime.optional(),
    event_source: oneOf('web', 'app', 'offline', 'crm').optional(),
    pixel: optionalText(40),
    user: user.optional(),
    properties: serverProperties.optional(),
    page: pageSchema.optional(),
    lead: z.strictObject({ lead_id: eventId, lead_event_source: optionalText(200) }).optional(),
    app: z
      .strictObject({ app_id: appId, app_name: optionalText(200), app_version: optionalText(100) })
      .optional(),
    ad: z
      .strictObject({
        callback: optionalText(2000),
        campaign_id: textOrNumber.optional(),
        ad_id: textOrNumber.optional(),
        creative_id: textOrNumber.optional(),
        is_retargeting: z.boolean().optional(),
        attributed: z.boolean().optional(),
        attribution_type: optionalText(100),
        attribution_provider: optionalText(100),
      })
      .optional(),
    limited_data_use: yesOrNo.optional(),
    test_event_code: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'expected a code such as TEST12345')
      .optional(),
    consent: oneOf('granted', 'denied').optional(),
  }),
);

/** What the collector has after checking it: ids are strings, amounts are numbers. */
export type IncomingEvent = z.output<typeof serverEventSchema> & {
  /** The page's pixel has it too, under this very name: TikTok compares names to the letter. */
  readonly pixel_fired?: boolean | undefined;
};
