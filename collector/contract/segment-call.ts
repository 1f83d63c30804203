import { z } from 'zod';

/** The calls of Segment's HTTP API, which RudderStack's has too. https://segment.com/docs/connections/spec/ */
export const SEGMENT_CALLS = ['track', 'page', 'screen', 'identify', 'alias', 'group'] as const;

/** What becomes of a call that is fine, and of which TikTok hears nothing. */
export const NOTHING_TO_SEND = 'nothing to send';

export type SegmentCallType = (typeof SEGMENT_CALLS)[number];

/** Whatever a sender likes to put there; what we look at is checked where it becomes an event. */
const bag = z.record(z.string(), z.unknown(), { error: 'expected an object' }).optional();
const anything = z.unknown().optional();

const contextSchema = z.object(
  {
    ip: anything,
    userAgent: anything,
    locale: anything,
    eventSource: anything,
    pixel: anything,
    page: bag,
    traits: bag,
    // What is said in TikTok's own words, and wins. https://www.rudderstack.com/docs/destinations/streaming-destinations/tiktok-ads/cloud-mode/
    user: bag,
    ad: bag,
    // Segment's name and RudderStack's.
    externalIds: anything,
    externalId: anything,
  },
  { error: 'expected an object' },
);

/**
 * One call as Segment's and RudderStack's SDKs send it. Loose where their specs are loose: what is unknown is ignored,
 * and values are judged by the rules of `/v1/events` after they became an event.
 * https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
 */
export const segmentCallSchema = z.object(
  {
    type: z.enum(SEGMENT_CALLS, { error: `expected one of ${SEGMENT_CALLS.join(', ')}` }),
    event: anything,
    messageId: anything,
    userId: anything,
    anonymousId: anything,
    timestamp: anything,
    originalTimestamp: anything,
    properties: bag,
    context: contextSchema.optional(),
    traits: bag,
    integrations: bag,
  },
  { error: 'expected an object' },
);

/** Several calls in one request, and what holds for all of them; what a call says itself wins. */
export const segmentBatchSchema = z.object(
  {
    batch: z
      .array(z.unknown(), { error: 'required: an array of calls' })
      .min(1, 'expected at least one call'),
    context: bag,
    integrations: bag,
  },
  { error: 'expected an object with "batch", an array of calls' },
);

export type SegmentCall = z.output<typeof segmentCallSchema>;
