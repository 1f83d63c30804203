import { z } from 'zod';

const ANSWER_WITHIN_MS = 2000;
/** As many as the page can show; older ones scroll off it anyway. */
const NEWEST = 50;

const fields = z.record(z.string(), z.unknown());

const pixelHit = z.object({
  at: z.number(),
  event: z.string(),
  event_id: z.string(),
  user: fields,
  body: z.object({ properties: fields }),
});

const tiktokEvent = z.object({
  event: z.string(),
  event_id: z.string().optional(),
  first_at: z.number(),
  user: fields,
  properties: fields,
  copies: z.array(z.object({ at: z.number(), verdict: z.string() })),
});

const collectorRow = z.object({
  event: z.string(),
  event_id: z.string(),
  state: z.enum(['due', 'accepted', 'dead', 'collected']),
  received_at: z.number(),
  attempts: z.number(),
  reason: z.string().nullish(),
  body: z.object({ user: fields.default({}), properties: fields.default({}) }),
});

export type PixelHit = z.output<typeof pixelHit>;
export type TikTokEvent = z.output<typeof tiktokEvent>;
export type CollectorRow = z.output<typeof collectorRow>;

export interface DemoSources {
  readonly simulatorUrl: string;
  readonly collectorUrl: string;
  readonly adminToken: string;
}

export async function readPixelHits({ simulatorUrl }: DemoSources): Promise<PixelHit[]> {
  const hits = z.array(pixelHit).parse(await getJson(`${simulatorUrl}/simulator/pixel-hits`));
  return hits.slice(-NEWEST);
}

/** All of them: the headline counts purchases, and must not forget the early ones. */
export async function readTikTokEvents({ simulatorUrl }: DemoSources): Promise<TikTokEvent[]> {
  return z.array(tiktokEvent).parse(await getJson(`${simulatorUrl}/simulator/events`));
}

/** Undefined while the collector is not there: the demo survives a restart of it, and says so. */
export async function readCollectorRows(sources: DemoSources): Promise<CollectorRow[] | undefined> {
  try {
    const address = `${sources.collectorUrl}/dashboard/events?limit=${NEWEST}`;
    const answer = await getJson(address, { Authorization: `Bearer ${sources.adminToken}` });
    return z.object({ events: z.array(collectorRow) }).parse(answer).events;
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    return undefined;
  }
}

async function getJson(address: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}
