/**
 * What TikTok says under 40002, which otherwise speaks of an event, where all of the request is at fault. They hold at the
 * beginning of its words only: further on they may be said back from an event.
 */

/** With 40001 in the tests of a peer, with 40002 in its manual. https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/cloud-mode/ */
export const NO_PERMISSION = /^No permission to operate pixel code\b/i;

/** Both stand at the head of a request, and no event has such a field. https://github.com/gingagenie/taska-vercel (TIKTOK_EVENTS_API_TEST_REPORT.md) */
export const INVALID_SOURCE = /^Invalid value for event_source(?:_id)?\b/i;
