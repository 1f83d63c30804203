const HOUR_MS = 60 * 60 * 1000;

/** How long rows are kept; what is not named here is kept until it is delivered or dead. */
export const RETENTION_MS = {
  /** TikTok's own window: after it TikTok would count a copy again. https://ads.tiktok.com/help/article/event-deduplication */
  eventKeys: 48 * HOUR_MS,
  /** Long enough to look at yesterday's deliveries. */
  accepted: 24 * HOUR_MS,
  /** As long as delivered ones: page views are most of what comes. */
  collected: 24 * HOUR_MS,
  dead: 30 * 24 * HOUR_MS,
  /** The life of the click cookie. */
  visitors: 30 * 24 * HOUR_MS,
} as const;
