import { z } from 'zod';
import type { Stack } from './stack.ts';

const row = z.object({
  event: z.string(),
  event_id: z.string(),
  pixel: z.string(),
  state: z.enum(['due', 'accepted', 'dead', 'collected']),
  attempts: z.number(),
  reason: z.string().nullish(),
  body: z.looseObject({
    user: z.record(z.string(), z.unknown()).default({}),
    page: z.looseObject({ url: z.string() }).optional(),
  }),
});

/** One event as the collector has it on disk. */
export type StoredEvent = z.output<typeof row>;

/** The newest 200 events of the collector, oldest first, as its dashboard shows them. */
export async function stored({ addresses }: Stack): Promise<StoredEvent[]> {
  const response = await fetch(`${addresses.collector}/dashboard/events?limit=200`, {
    headers: { Authorization: `Bearer ${addresses.adminToken}` },
  });
  const { events } = z.object({ events: z.array(row) }).parse(await response.json());
  return events.toReversed();
}
