import { describe, expect, it } from 'vitest';
import { CURRENCIES, MAX_EVENT_AGE_MS, MAX_EVENTS_PER_REQUEST } from './limits.ts';

it.each([
  // https://business-api.tiktok.com/portal/docs?id=1771101303285761
  { limit: MAX_EVENTS_PER_REQUEST, value: 1000, reason: 'events in one request' },
  // https://ads.tiktok.com/help/article/event-deduplication
  // https://docs.amperity.com/operator/events_tiktok_ads.html
  { limit: MAX_EVENT_AGE_MS, value: 2_419_200_000, reason: '28 days' },
])('$value: $reason', ({ limit, value }) => {
  expect(limit).toBe(value);
});

describe('CURRENCIES', () => {
  // Counted in the documented list: https://github.com/bububa/tiktok-business (enum/currency.go)
  it('has the 62 of the list', () => {
    expect(CURRENCIES.size).toBe(62);
  });

  it('has three capitals each (ISO 4217)', () => {
    for (const currency of CURRENCIES) expect(currency).toMatch(/^[A-Z]{3}$/);
  });

  it.each(['USD', 'EUR', 'GBP', 'JPY', 'BRL', 'VND', 'ZAR', 'AED', 'KWD'])('has %s', (currency) => {
    expect(CURRENCIES).toContain(currency);
  });

  // In ISO 4217, yet not in TikTok's list.
  it.each(['BTC', 'XAU', 'IRR', 'CUP', 'usd', ''])('does not have "%s"', (currency) => {
    expect(CURRENCIES).not.toContain(currency);
  });
});
