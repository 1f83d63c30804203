import type { BrowserContext, Request } from '@playwright/test';
import { z } from 'zod';
import {
  type CollectEnvelope,
  collectEventSchema,
  collectRequestSchema,
} from '../collector/contract/collect-request.ts';

/** One event as it left the browser for the collector. */
export interface SentEvent {
  readonly event: string;
  readonly event_id: string;
  readonly properties: unknown;
  /** Whether the tag says that the pixel has it too. */
  readonly pixel_fired: boolean;
  readonly page: string | undefined;
  /** Code of the pixel that it is meant for, and of all that the tag saw on the page. */
  readonly pixel: string | undefined;
  readonly pixels: readonly string[];
  readonly visitor: string | undefined;
  readonly ttclid: string | undefined;
}

/** One event as it left the browser for TikTok's pixel. */
export interface PixelEvent {
  readonly event: string;
  /** Empty where the page gave none. */
  readonly event_id: string;
  readonly properties: unknown;
  /** Code of the pixel that sent it. */
  readonly code: string | undefined;
  readonly page: string | undefined;
}

/**
 * Everything that a browser sends while one looks on. It knows the collector's requests by their shape and the
 * pixel's by their path, so it can be pointed at a site that we did not write.
 */
export interface Wire {
  /** Addresses of all requests, in order, with their method. */
  readonly requests: readonly string[];
  /** Events in requests to the collector; each request is checked against the contract. */
  readonly collected: readonly SentEvent[];
  readonly pixel: readonly PixelEvent[];
  /** What became of requests to the collector: an HTTP status, or what the browser says of a failure. */
  readonly outcomes: readonly (number | string)[];
  /** Requests to the collector that break the contract. */
  readonly faults: readonly string[];
}

/** TikTok's own path for pixel events; its telemetry has other ones. */
const PIXEL_PATH = /\/api\/v2\/pixel\/?$/;

/** As much of a hit as is asked for; TikTok may change the rest of it. */
const pixelHit = z.looseObject({
  event: z.string(),
  event_id: z.coerce.string().default(''),
  properties: z.unknown(),
  context: z
    .looseObject({
      pixel: z.looseObject({ code: z.string() }).optional(),
      page: z.looseObject({ url: z.string() }).optional(),
    })
    .optional(),
});

/** Starts to listen; ask the arrays later. */
export function listenTo(context: BrowserContext): Wire {
  const wire = {
    requests: [] as string[],
    collected: [] as SentEvent[],
    pixel: [] as PixelEvent[],
    outcomes: [] as (number | string)[],
    faults: [] as string[],
  };
  context.on('request', (request) => {
    wire.requests.push(`${request.method()} ${request.url()}`);
    if (request.method() !== 'POST') return;
    const body = jsonOf(request);
    if (PIXEL_PATH.test(new URL(request.url()).pathname)) {
      const hit = pixelHit.safeParse(body);
      if (hit.success) wire.pixel.push(sentByPixel(hit.data));
    } else if (isCollectRequest(body)) {
      const envelope = collectRequestSchema.safeParse(body);
      if (!envelope.success) wire.faults.push(envelope.error.message);
      for (const raw of body.events) {
        const event = collectEventSchema.safeParse(raw);
        if (event.success) wire.collected.push(sentToCollector(event.data, envelope.data));
        else wire.faults.push(event.error.message);
      }
    }
  });
  const answered = new WeakSet<Request>();
  context.on('response', (response) => {
    answered.add(response.request());
    if (isCollectRequest(jsonOf(response.request()))) wire.outcomes.push(response.status());
  });
  context.on('requestfailed', (request) => {
    // An answer whose body nobody reads is given up with its page; it has arrived all the same.
    if (!answered.has(request) && isCollectRequest(jsonOf(request)))
      wire.outcomes.push(request.failure()?.errorText ?? 'failed');
  });
  return wire;
}

function sentToCollector(
  { event, event_id, properties, pixel_fired = true }: z.output<typeof collectEventSchema>,
  envelope: CollectEnvelope | undefined,
): SentEvent {
  const { page, pixel, pixels = [], visitor, ttclid } = envelope ?? {};
  return { event, event_id, properties, pixel_fired, page: page?.url, pixel, pixels, visitor, ttclid };
}

function sentByPixel({ event, event_id, properties, context }: z.output<typeof pixelHit>): PixelEvent {
  return { event, event_id, properties, code: context?.pixel?.code, page: context?.page?.url };
}

function jsonOf(request: Request): unknown {
  try {
    return JSON.parse(request.postData() ?? '');
  } catch {
    return undefined;
  }
}

/** The collector's path is a setting, so the body tells: a version, a time and events. */
function isCollectRequest(body: unknown): body is { events: unknown[] } {
  return isRecord(body) && 'v' in body && 'sent_at' in body && Array.isArray(body.events);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
