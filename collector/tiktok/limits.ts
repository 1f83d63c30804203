/**
 * TikTok's numbers. Documented ones carry their source; the others are our reading and say so.
 */

/** Events in one request; more and TikTok refuses the whole request. https://business-api.tiktok.com/portal/docs?id=1771101303285761 */
export const MAX_EVENTS_PER_REQUEST = 1000;

/** No limit of bytes is documented; Tealium stops at 1 MB, with a thousand ordinary events just below. https://docs.tealium.com/server-side-connectors/tiktok-events-connector */
export const MAX_REQUEST_LENGTH = 1_000_000;

/** An event is a kilobyte; what is so much larger would hold up the others of its request. Ours, not TikTok's. */
export const MAX_EVENT_LENGTH = 64_000;

/** The longest that a click may lie before an event that it counts for. https://ads.tiktok.com/help/article/attribution-manager */
export const CLICK_WINDOW_DAYS = 28;

/** Undocumented: Amperity refuses older events, and 28 days is the longest click window. https://docs.amperity.com/operator/events_tiktok_ads.html */
export const MAX_EVENT_AGE_MS = 28 * 24 * 60 * 60 * 1000;

/** Every peer's measured answer takes 0.1 to 0.3 s, and some 5 % time out. https://docs.getelevar.com/docs/what-are-these-tiktok-timeout-notices */
export const REQUEST_TIMEOUT_MS = 8000;

/** For `/event/track/`, at every tier of developers. https://github.com/rudderlabs/rudder-transformer (README of tiktok_ads) */
export const MAX_REQUESTS_PER_SECOND = 1000;

/** Currencies that TikTok lists for `properties.currency`. https://github.com/bububa/tiktok-business (enum/currency.go) */
export const CURRENCIES: ReadonlySet<string> = new Set(
  (
    'AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL HUF IDR ILS ' +
    'INR ISK JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN PHP PKR PLN PYG QAR RON RUB SAR ' +
    'SEK SGD THB TRY TWD UAH USD VES VND ZAR'
  ).split(' '),
);
