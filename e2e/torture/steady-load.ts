import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 100;
const EVENTS = 2;
/** To each collector: enough for some to wait for a connection, and for the commit of others. */
const SENDERS = 12;
const READY_EVERY_MS = 250;
/** Longer than anybody waits: what takes so long is hung. */
const HUNG_MS = 60_000;
/** So long after the end what is not acknowledged is sent again. */
const GIVE_UP_MS = 60_000;

/** One request and what came of it; times in ms since the epoch. */
export interface Exchange {
  readonly collector: number;
  readonly kind: 'events' | 'ready';
  readonly from: number;
  readonly to: number;
  /** 0 where no answer came. */
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly ids: readonly string[];
}

export interface SteadyLoad {
  readonly exchanges: readonly Exchange[];
  /** Ends it when each event that was ever sent has been acknowledged, or after a minute. */
  stop(): Promise<void>;
}

/** Sends events to each collector all the time, the same ones again until they are acknowledged, and asks whether it is ready. */
export function startSteadyLoad(urls: readonly string[], serverKey: string, pixel: string): SteadyLoad {
  const exchanges: Exchange[] = [];
  let isOver = false;
  let giveUpAt = Number.POSITIVE_INFINITY;
  let lastId = 0;

  async function ask(
    collector: number,
    kind: Exchange['kind'],
    path: string,
    ids: readonly string[],
    init: RequestInit,
  ) {
    const from = Date.now();
    const answer = await fetch(`${urls[collector]}${path}`, { ...init, signal: AbortSignal.timeout(HUNG_MS) })
      .then(async (response) => {
        await response.arrayBuffer();
        return response;
      })
      .catch(() => undefined);
    const hasRetryAfter = Number(answer?.headers.get('retry-after')) > 0;
    const status = answer?.status ?? 0;
    exchanges.push({ collector, kind, from, to: Date.now(), status, hasRetryAfter, ids });
    return status;
  }

  async function send(collector: number): Promise<void> {
    while (!isOver) {
      const ids = Array.from({ length: EVENTS }, () => `out_${++lastId}`);
      const init = {
        method: 'POST',
        headers: { Authorization: `Bearer ${serverKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ events: ids.map((id) => purchase(id, pixel)) }),
      };
      while ((await ask(collector, 'events', '/v1/events', ids, init)) !== 202 && Date.now() < giveUpAt) {
        await delay(PAUSE_MS);
      }
      await delay(PAUSE_MS);
    }
  }

  async function look(collector: number): Promise<void> {
    while (!isOver) {
      await ask(collector, 'ready', '/health/ready', [], {});
      await delay(READY_EVERY_MS);
    }
  }

  const running = Promise.all(
    urls.flatMap((_, collector) => [
      ...Array.from({ length: SENDERS }, () => send(collector)),
      look(collector),
    ]),
  );
  return {
    exchanges,
    async stop() {
      isOver = true;
      giveUpAt = Date.now() + GIVE_UP_MS;
      await running;
    },
  };
}

function purchase(id: string, pixel: string): object {
  return {
    event: 'Purchase',
    event_id: id,
    pixel,
    // Somebody new each time, so that the database is asked who that is.
    user: { email: 'ALICE_abc@gmail.com', visitor_id: `visitor_of_${id}` },
    properties: { order_id: id, value: 12.5, currency: 'USD' },
    page: { url: 'https://shop.example/thank-you' },
  };
}
