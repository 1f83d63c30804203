import type { CountedEvent } from './simulator/ledger.ts';
import type { Stack } from './stack.ts';

/** What the simulated TikTok counts under a name. */
export function counted(stack: Stack, event: string): readonly CountedEvent[] {
  return stack.simulator.ledger.events().filter((each) => each.event === event);
}

/** One item of `data[]` as TikTok's API received it. */
export interface ReceivedItem {
  readonly event: string;
  readonly event_id: string;
  readonly [field: string]: unknown;
}

/** All items that reached TikTok's API, in order, resends included. */
export async function received(stack: Stack): Promise<ReceivedItem[]> {
  const response = await fetch(`${stack.addresses.simulator}/simulator/requests`);
  const requests = (await response.json()) as { body: string }[];
  return requests.flatMap(({ body }) => (JSON.parse(body) as { data: ReceivedItem[] }).data);
}
