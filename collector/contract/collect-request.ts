import { z } from 'zod';
import { eventId, eventName, eventTime, pageProperties, pageSchema } from './event.ts';

/**
 * What the tag posts to `/collect`: what the page knows, once, and the events of that page.
 * The tag takes the types of this file and no value, so zod stays out of its bundle.
 */
export const collectRequestSchema = z.strictObject({
  v: z.literal(1, { error: 'expected 1, the version of this contract' }),
  pixel: z.string().max(40).optional(),
  /** Codes of all pixels that the tag found on the page; more than one is worth a warning. */
  pixels: z.array(z.string().max(40)).max(20).optional(),
  /** Browser's clock when it sent, in ms: with the time of receipt it corrects a wrong clock. */
  sent_at: z.number(),
  visitor: z.string().max(200).optional(),
  ttclid: z.string().max(1000).optional(),
  ttp: z.string().max(1000).optional(),
  page: pageSchema.optional(),
  locale: z.string().max(35).optional(),
  consent: z.enum(['granted', 'denied']).optional(),
  gpc: z.boolean().optional(),
  user: z
    .strictObject({
      email: z.string().max(1000).optional(),
      phone: z.string().max(100).optional(),
      external_id: z.union([z.string().max(1000), z.number()]).optional(),
    })
    .optional(),
  events: z.array(z.unknown()).min(1, 'expected at least one event'),
});

export const collectEventSchema = z.strictObject({
  event: eventName,
  event_id: eventId,
  event_time: eventTime.optional(),
  properties: pageProperties.optional(),
  /** False where the pixel was not told; otherwise the name stays to the letter as the pixel has it. */
  pixel_fired: z.boolean().optional(),
});

/** One event as the tag may send it. */
type CollectEvent = z.input<typeof collectEventSchema>;

/** The whole request as the tag may send it. */
export type CollectRequest = Omit<z.input<typeof collectRequestSchema>, 'events'> & {
  events: CollectEvent[];
};

/** The envelope as the collector has it; its events are checked one by one, so that a bad one costs only itself. */
export type CollectEnvelope = z.output<typeof collectRequestSchema>;
