import { finiteNumber, integer, listOf, objectOf, oneOf, paramFault, type Rule, text } from './shape.ts';

/** https://business-api.tiktok.com/portal/docs (currencies of the Events API). */
const currencies =
  `AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL HUF
  IDR ILS INR ISK JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN PHP PKR PLN PYG QAR RON RUB SAR
  SEK SGD THB TRY TWD UAH USD VES VND ZAR`.split(/\s+/);

const supported = new Set(currencies);
const currency: Rule = (value, path) =>
  typeof value === 'string' && supported.has(value)
    ? undefined
    : paramFault(path, 'Not a supported ISO 4217 currency code in upper case.');

const brokenTemplates = new Set(['undefined', 'null', 'nan', '[object object]']);

/** A string that names one thing. Numbers and the leftovers of broken templates name nothing in a catalogue. */
export const identifier: Rule = (value, path) =>
  typeof value === 'string' && value.trim() !== '' && !brokenTemplates.has(value.trim().toLowerCase())
    ? undefined
    : paramFault(path, 'Not a valid string.');

const contentItem = objectOf({
  content_id: identifier,
  content_name: text,
  content_category: text,
  brand: text,
  price: finiteNumber,
  quantity: integer,
});

export const propertiesRule = objectOf({
  contents: listOf(contentItem),
  content_ids: listOf(identifier),
  content_type: oneOf('product', 'product_group'),
  currency,
  value: finiteNumber,
  num_items: integer,
  search_string: text,
  query: text,
  description: text,
  order_id: identifier,
  shop_id: identifier,
  status: text,
  delivery_category: oneOf('in_store', 'curbside', 'home_delivery'),
  predicted_ltv: finiteNumber,
});
