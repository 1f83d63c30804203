import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRateLimit, networkOf } from './rate-limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How many of so many requests are let through. */
async function passed(limit: (who: string) => Promise<void>, who: string, count: number): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, () => limit(who)));
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('a limit', () => {
  it('lets through as many a minute as it says, of each client', async () => {
    const limit = createRateLimit(5, 'RATE_LIMIT_CLIENT');
    expect(await passed(limit, '198.51.100.7', 8)).toBe(5);
    expect(await passed(limit, '198.51.100.8', 8)).toBe(5);
    vi.advanceTimersByTime(59_999);
    expect(await passed(limit, '198.51.100.7', 1)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await passed(limit, '198.51.100.7', 8)).toBe(5);
  });

  it('says when to come again, and which setting it is', async () => {
    const limit = createRateLimit(1, 'RATE_LIMIT_KEY');
    await limit('key');
    vi.advanceTimersByTime(20_500);
    await expect(limit('key')).rejects.toMatchObject({
      status: 429,
      code: 'rate_limited',
      // 39.5 s are left of the minute.
      retryAfterSeconds: 40,
      message: expect.stringContaining('RATE_LIMIT_KEY'),
    });
  });

  it('of 0 is none', async () => {
    expect(await passed(createRateLimit(0, 'RATE_LIMIT_KEY'), 'key', 1000)).toBe(1000);
  });

  it('remembers no more than it has places for, however many come', async () => {
    const limit = createRateLimit(1000, 'RATE_LIMIT_CLIENT');
    const before = vi.getTimerCount();
    for (let client = 0; client < 150_000; client++) await limit(`client-${client}`);
    // Each place that is taken has one timer, which clears it.
    expect(vi.getTimerCount() - before).toBeGreaterThan(50_000);
    expect(vi.getTimerCount() - before).toBeLessThanOrEqual(65_536);
  });
});

// https://www.rfc-editor.org/rfc/rfc4291#section-2.2
it.each([
  ['198.51.100.7', '198.51.100.7', 'IPv4'],
  ['::ffff:198.51.100.7', '198.51.100.7', 'IPv4, as a socket for both says it'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', 'one of a network'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64', 'another one of it'],
  ['2001:DB8:0001:2::', '2001:db8:1:2::/64', 'in other words'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64', 'of its neighbour'],
  ['2001:db8::1', '2001:db8:0:0::/64', 'short'],
  ['::1', '0:0:0:0::/64', 'this machine'],
  ['', '', 'a client that has hung up'],
])('%s belongs to %s (%s)', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});
