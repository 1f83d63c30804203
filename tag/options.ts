import type { Options } from './calls.ts';

/**
 * Filled before anything else happens: from the script element, or by `init`. A click counts, and our cookies live, for
 * 30 days: a little over TikTok's longest click window. https://ads.tiktok.com/help/article/attribution-manager
 */
export const options: Options & { cookieDays: number } = { cookieDays: 30 };
