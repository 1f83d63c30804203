import { z } from 'zod';
import { eventId, eventName, eventTime, matchKey, pageProperties } from './event.ts';
import { isPlain, plain, plainObject } from './plain.ts';

/**
 * What pages tell the pixel of a person is as they please: what cannot be a match key is nobody's, and costs the
 * event nothing else.
 */
const told = matchKey.optional().catch(undefined);

/** A person in the words of `clickthread('identify')` or of `ttq.identify`, which the tag hands on as they are. */
const personSchema = z.object({
  email: told,
  sha256_email: told,
  phone: told,
  phone_number: told,
  sha256_phone_number: told,
  external_id: told,
  externalId: told,
});

/** An address that no server has seen may be of any length, behind "#": as much of it as we keep. */
const address = z
  .string()
  .transform((url) => url.slice(0, 8192))
  .optional();
const pageOfTag = z.strictObject({ url: address, referrer: address });

/**
 * What the tag posts to `/collect`: what the page knows, once, and the events of that page.
 * The tag takes the types of this file and no value, so zod stays out of its bundle.
 */
export const collectRequestSchema = z.strictObject({
  v: z.literal(1, { error: 'expected 1, the version of this contract' }),
  pixel: z.string().max(40).optional(),
  /** Codes of all pixels that the tag found on the page, of which twenty are looked at; more than one is worth a warning. */
  pixels: z
    .array(z.unknown())
    .transform(
      (found) =>
        found.slice(0, 20).filter((code) => typeof code === 'string' && code.length <= 40) as string[],
    )
    .optional(),
  /** Browser's clock when it sent, in ms: with the time of receipt it corrects a wrong clock. */
  sent_at: z.number(),
  visitor: z.string().max(200).optional(),
  // What a browser has stored may be spoilt: it is left out then, since the event is as true without it.
  ttclid: z.string().max(1000).optional().catch(undefined),
  ttp: z.string().max(1000).optional().catch(undefined),
  page: pageOfTag.optional(),
  locale: z.string().max(35).optional(),
  consent: z.enum(['granted', 'denied']).optional(),
  gpc: z.boolean().optional(),
  user: personSchema.optional().catch(undefined),
  events: z.array(z.unknown()).min(1, 'expected at least one event'),
});

export const collectEventSchema = plainObject(
  z.strictObject({
    event: eventName,
    event_id: eventId,
    event_time: eventTime.optional(),
    // Templates write null for what they do not have.
    properties: plain(
      pageProperties.nullish().transform((given) => given ?? undefined),
      (value) => isPlain(pageProperties, value),
    ),
    /** False where the pixel was not told; otherwise the name stays to the letter as the pixel has it. */
    pixel_fired: plain(z.boolean(), (value) => typeof value === 'boolean').optional(),
  }),
);

/** One event of a page as the collector has it. */
export type CollectedEvent = z.output<typeof collectEventSchema>;

/** One event as the tag may send it. */
type CollectEvent = z.input<typeof collectEventSchema>;

/** The whole request as the tag may send it. */
export type CollectRequest = Omit<z.input<typeof collectRequestSchema>, 'events' | 'user'> & {
  user?: object | undefined;
  events: CollectEvent[];
};

/** The envelope as the collector has it; its events are checked one by one, so that a bad one costs only itself. */
export type CollectEnvelope = z.output<typeof collectRequestSchema>;
