import { hash } from 'node:crypto';
import type { Dice } from '../fuzz/dice.ts';
import type { BehaviourOf } from '../simulator/events-api.ts';

/** One in so many requests loses its answer after TikTok has counted its events. */
const LOSES_ONE_IN = 4;

interface Figures {
  /** Requests, and those whose answer was lost. */
  readonly requests: number;
  readonly lostAnswers: number;
  /** Copies that came after the first one of their event, and those of them that were not the same to the byte. */
  readonly copies: number;
  readonly changed: number;
}

/** Watches what is sent to the simulated TikTok, and loses some of its answers. */
export interface SentItems {
  readonly behaviourOf: BehaviourOf;
  loseAnswers(isOn: boolean): void;
  figures(): Figures;
  /** Forgets the events, not the figures. */
  forget(): void;
}

interface Item {
  readonly event_id?: string;
  readonly properties?: { readonly order_id?: string };
}

/**
 * Events are known by their order, which the collector has no reason to touch: the id that belongs to it is
 * `ord_<order>`. Answers are lost to requests with nothing but first copies, so that no event waits for longer than
 * the first of the relay's waits.
 */
export function createSentItems(dice: Dice): SentItems {
  const digests = new Map<string, string>();
  const figures = { requests: 0, lostAnswers: 0, copies: 0, changed: 0 };
  let isLosing = false;

  /** Whether it is the first copy of its event. */
  function see(item: Item, isLiteral: boolean): boolean {
    const order = `${item.properties?.order_id}`;
    const digest = hash('sha1', JSON.stringify(item), 'base64');
    const first = digests.get(order);
    if (first === undefined) digests.set(order, digest);
    else figures.copies += 1;
    const isSame = isLiteral && item.event_id === `ord_${order}` && (first ?? digest) === digest;
    if (!isSame) figures.changed += 1;
    return first === undefined;
  }

  return {
    behaviourOf({ body }) {
      const parsed = JSON.parse(body) as { readonly data: readonly Item[] };
      // What comes out as it went in can be compared event by event, as JSON.stringify writes it.
      const isLiteral = JSON.stringify(parsed) === body;
      const copies = parsed.data.filter((item) => !see(item, isLiteral)).length;
      figures.requests += 1;
      if (!isLosing || copies > 0 || !dice.oneIn(LOSES_ONE_IN)) return undefined;
      figures.lostAnswers += 1;
      return { drop: 'after' };
    },
    loseAnswers(isOn) {
      isLosing = isOn;
    },
    figures: () => ({ ...figures }),
    forget: () => digests.clear(),
  };
}
