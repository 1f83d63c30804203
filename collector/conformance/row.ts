/** One rule: what is sent, and what TikTok must get of it. Expected values come from the link, or from arithmetic. */
export interface Row {
  readonly rule: string;
  /** Fields of an event as a server sends it, over `BASE_INPUT`. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The site's own mapping, as in the configuration. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  /** Fields of the item that TikTok gets, over `BASE_ITEM`; undefined stands for a field that must not be there. */
  readonly item?: Readonly<Record<string, unknown>>;
  /** Several items, where one event has several names. */
  readonly names?: readonly string[];
  /** Path at which it is refused. */
  readonly refused?: string;
  readonly dropped?: 'unmapped' | 'disabled';
  /** What must be said of it, as "rule path". */
  readonly findings?: readonly string[];
  readonly reason: string;
  readonly link: string;
}

/** When all of these events are received. */
export const RECEIVED_AT = Date.UTC(2026, 10, 18, 11, 29, 31);

/** An event that is right, and as short as one can be. */
export const BASE_INPUT = {
  event: 'ViewContent',
  event_id: 'e-1',
  event_time: '2026-11-18T11:29:31Z',
  user: { ttclid: 'E.C.P.abc' },
  page: { url: 'https://shop.example/p' },
};

/** 2026-11-18T11:29:31Z is 1,795,001,371 seconds after 1970: `date -u -d 2026-11-18T11:29:31Z +%s`. */
export const BASE_ITEM = {
  event: 'ViewContent',
  event_id: 'e-1',
  event_time: 1_795_001_371,
  user: { ttclid: 'E.C.P.abc' },
  page: { url: 'https://shop.example/p' },
  limited_data_use: false,
};

/** What is cited more than once. */
export const LINKS = {
  fields: 'https://business-api.tiktok.com/portal/docs?id=1771101303285761',
  hashing: 'https://business-api.tiktok.com/portal/docs?id=1771101186666498',
  names: 'https://ads.tiktok.com/help/article/supported-standard-events',
  reserved: 'https://ads.tiktok.com/help/article/reserved-events',
  custom: 'https://ads.tiktok.com/help/article/custom-events',
  clickId: 'https://ads.tiktok.com/help/article/tiktok-click-id',
  duplicates: 'https://ads.tiktok.com/help/article/event-deduplication',
  attribution: 'https://ads.tiktok.com/help/article/attribution-manager',
  limited: 'https://ads.tiktok.com/help/article/limited-data-use',
  prohibited:
    'https://ads.tiktok.com/help/article/about-notifications-of-potentially-prohibited-data-sharing',
  e164: 'https://www.itu.int/rec/T-REC-E.164',
  drama: 'https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama',
  iso4217: 'https://www.iso.org/iso-4217-currency-codes.html',
  iso8601: 'https://www.iso.org/iso-8601-date-and-time-format.html',
  rfc3339: 'https://www.rfc-editor.org/rfc/rfc3339',
  json: 'https://www.rfc-editor.org/rfc/rfc8259#section-6',
  ipv4: 'https://www.iana.org/assignments/iana-ipv4-special-registry',
  ipv6: 'https://www.iana.org/assignments/iana-ipv6-special-registry',
  bcp47: 'https://www.rfc-editor.org/info/bcp47',
  amperity: 'https://docs.amperity.com/operator/events_tiktok_ads.html',
  segment:
    'https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/tiktok-conversions',
  rudder: 'https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/',
  appsprint: 'https://appsprint.app/docs/tiktok-ads',
  ga4: 'https://developers.google.com/analytics/devguides/collection/ga4/reference/events',
  sha256: 'https://www.di-mgt.com.au/sha_testvectors.html',
} as const;

/** SHA-256 by `printf '%s' <text> | sha256sum`; the first three are TikTok's own vectors (LINKS.hashing). */
export const SHA256 = {
  'alice_abc@gmail.com': '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f',
  '+12133734253': '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd',
  user_123: '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b',
  User_123: 'e40649be2376c2d87395d79091b082b7313f8326a4d9c27da52dec8253eaca92',
  'jane@example.com': '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d',
  'jane.doe+tt@example.com': '24aafe97f091357467f87b79e0353f3e1df5cee454b77770248ab3ed0017fc01',
  '+442079460958': 'f0bf0228144d9fe2bdf1da2d8ca698f17bf1410ee688b075c27062e47b6f0b6d',
  '+493023125000': '961190e03ecc839f6065d61a38487a842cdc8dc1663c5f1247c79887c17198a0',
  '+33199001234': '28496b4a5adb864805ece27a9c3ff87b5a0be3732fd166a9ae76820d76d2b301',
  '+61491570156': '9ca78dfe8cfa686da2ae3fa93f070c3d1606a04e96c1165876162d42c063fc18',
  '+390612345678': '37b702607839d6dc5fc81d95b52e550e336413bf7ae2e04cafeca79f066ea44b',
  '4711': 'de650d61f5bd166a91f8ccec3158297db18b9d50eaedca238cd29dc3a214a916',
  jane: '81f8f6dde88365f3928796ec7aa53f72820b06db8664f5fe76a7eb13e24546a2',
  vanderberg: 'aad607ca3121d5d843c2cd64e8c73c2a24fa3a4cb890ed8d40a1efa8af7a14d5',
  '10115': 'ac7bb74de6884ffce919c15fef4193749d4588026c643973946713ac46da540d',
  sw1a1aa: '830e1d4b9838bab1f5c2acdb23e0b502ff13a9832c4632e8d67a1d43d3b7f614',
  '941031234': '04d521e2349ac877991f8f8c9aafc7ce8f949f5de3575c517ab60ea0471fe361',
} as const;

/** SHA-256 of nothing (LINKS.sha256): what careless senders make of a blank. */
export const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
