import { setTimeout as delay } from 'node:timers/promises';
import { createDice, type Dice } from '../fuzz/dice.ts';

/** A request is sent by two at once, or again after its answer was lost, once in so many times. */
const TWICE_ONE_IN = 8;
const AGAIN_ONE_IN = 2;
/** At most between the requests of a sender: a hundred requests a second of each, which leaves room for starts. */
const MAX_PAUSE_MS = 20;

export interface LoadOptions {
  readonly seed: number;
  /** How many send at one time. */
  readonly senders: number;
  /** Stands before every order of this load. */
  readonly prefix: string;
  /** Waits until a collector listens, and says where. */
  readonly target: () => Promise<string>;
  readonly site: string;
  readonly serverKey: string;
}

/** Requests under way without an end, some of them sent twice on purpose. */
export interface Load {
  /** Orders that were answered with 2xx. */
  readonly acknowledged: ReadonlySet<string>;
  readonly figures: {
    /** Requests, and those of which no answer came. */
    requests: number;
    unanswered: number;
    /** Events that were answered with 2xx as known already. */
    duplicates: number;
  };
  /** Answers that nobody may get. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

interface KillRequest {
  readonly path: '/v1/events' | '/collect';
  readonly orders: readonly string[];
  readonly body: string;
}

export function startLoad(options: LoadOptions): Load {
  const acknowledged = new Set<string>();
  const figures = { requests: 0, unanswered: 0, duplicates: 0 };
  const faults: string[] = [];
  let isOver = false;

  const headers = {
    '/v1/events': { Authorization: `Bearer ${options.serverKey}`, 'Content-Type': 'application/json' },
    '/collect': { Origin: options.site, 'Content-Type': 'text/plain' },
  };

  /** Whether it was answered with 2xx. */
  async function post({ path, body, orders }: KillRequest, url: string): Promise<boolean> {
    figures.requests += 1;
    let status: number;
    let text: string;
    try {
      const response = await fetch(url + path, { method: 'POST', headers: headers[path], body });
      status = response.status;
      text = await response.text();
    } catch {
      // The answer is lost with the process: the events may be stored or not, and were promised to nobody.
      figures.unanswered += 1;
      return false;
    }
    if (status === 503) return false;
    const { accepted = 0, duplicates = 0 } = status === 202 ? JSON.parse(text) : {};
    if (accepted + duplicates !== orders.length) {
      faults.push(`${orders.length} event(s) to ${path}: ${status} ${text}`);
      return false;
    }
    figures.duplicates += duplicates;
    for (const order of orders) acknowledged.add(order);
    return true;
  }

  async function sendUntilOver(sender: number): Promise<void> {
    const dice = createDice(options.seed + sender);
    let again: KillRequest | undefined;
    let count = 0;
    const nextOrder = () => `${options.prefix}${sender}_${count++}`;
    while (!isOver) {
      await delay(dice.roll(MAX_PAUSE_MS));
      const request = again ?? createRequest(dice, nextOrder, options.site);
      const posts = [post(request, await options.target())];
      if (dice.oneIn(TWICE_ONE_IN)) posts.push(post(request, await options.target()));
      const isTaken = (await Promise.all(posts)).includes(true);
      again = !isTaken && dice.oneIn(AGAIN_ONE_IN) ? request : undefined;
    }
  }

  const senders = Promise.all(Array.from({ length: options.senders }, (_, sender) => sendUntilOver(sender)));
  return {
    acknowledged,
    figures,
    faults,
    async stop() {
      isOver = true;
      await senders;
    },
  };
}

/** One event or several from a server, or what a page sends. */
function createRequest(dice: Dice, nextOrder: () => string, site: string): KillRequest {
  const isPage = dice.oneIn(3);
  const length = isPage ? 1 + dice.roll(3) : dice.oneIn(2) ? 1 : 2 + dice.roll(9);
  const orders = Array.from({ length }, nextOrder);
  const page = { url: `${site}/thank-you` };
  const user = { email: 'ALICE_abc@gmail.com' };
  const events = orders.map((order) => ({
    event: 'Purchase',
    // Where a server gives none, the id comes from the order, and is the same.
    ...(isPage || dice.oneIn(2) ? { event_id: `ord_${order}` } : {}),
    properties: { value: 12.5, currency: 'USD', order_id: order },
  }));
  if (isPage) {
    return {
      path: '/collect',
      orders,
      body: JSON.stringify({ v: 1, sent_at: Date.now(), page, user, events }),
    };
  }
  return {
    path: '/v1/events',
    orders,
    body: JSON.stringify({ events: events.map((event) => ({ ...event, user, page })) }),
  };
}
