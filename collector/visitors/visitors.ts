import { hash } from 'node:crypto';
import type { EventStore, Sighting, Visitor } from '../store/store.ts';

/** Who the buyer is, as far as one event and its request say. */
export interface Buyer extends Visitor {
  readonly visitorId: string | undefined;
}

/** Fills in who the buyer is from what earlier requests told. */
export interface Visitors {
  /**
   * Completes buyers that name a visitor id and lack something; one look-up for all of them.
   *
   * @returns buyers in the same order; what a buyer brings itself always wins
   */
  complete(buyers: readonly Buyer[]): Promise<Buyer[]>;
  /** What is worth remembering of these buyers (clean values), to be written in the events' own transaction. */
  sightings(buyers: readonly Buyer[]): Sighting[];
}

export function createVisitors(store: Pick<EventStore, 'recall'>): Visitors {
  return {
    async complete(buyers) {
      const keys = new Set(buyers.filter(lacksSomething).flatMap((buyer) => keyOf(buyer) ?? []));
      if (keys.size === 0) return [...buyers];
      const known = await store.recall([...keys]);
      return buyers.map((buyer) => {
        const visitor = known.get(keyOf(buyer) ?? '');
        return visitor ? merge(buyer, visitor) : buyer;
      });
    },
    sightings(buyers) {
      const latest = new Map<string, Sighting>();
      for (const buyer of buyers) {
        const key = keyOf(buyer);
        if (key === undefined) continue;
        const { visitorId: _hashedInKey, ...seen } = merge(withoutHalfPair(buyer), latest.get(key) ?? {});
        if (seen.ttclid || seen.ttp || seen.ip) latest.set(key, { ...seen, key });
      }
      return [...latest.values()];
    },
  };
}

/** Hashed: a site may use an e-mail address as its visitor id. */
function keyOf({ visitorId }: { readonly visitorId: string | undefined }): string | undefined {
  return visitorId ? `visitor:${hash('sha256', visitorId, 'hex')}` : undefined;
}

function lacksSomething(buyer: Buyer): boolean {
  return !buyer.ttclid || !buyer.ttp || !buyer.ip || !buyer.userAgent || !buyer.pageUrl;
}

/** The buyer without an address or an agent that stands alone: beside an older one it would make a false pair. */
function withoutHalfPair(buyer: Buyer): Buyer {
  return buyer.ip && buyer.userAgent ? buyer : { ...buyer, ip: undefined, userAgent: undefined };
}

/** What is empty counts as absent: servers write "" for what they do not know. */
function merge(buyer: Buyer, known: Visitor): Buyer {
  return {
    visitorId: buyer.visitorId,
    ttclid: buyer.ttclid || known.ttclid,
    ttp: buyer.ttp || known.ttp,
    // TikTok wants the address and the agent of one and the same request.
    ip: buyer.ip || buyer.userAgent ? buyer.ip : known.ip,
    userAgent: buyer.ip || buyer.userAgent ? buyer.userAgent : known.userAgent,
    pageUrl: buyer.pageUrl || known.pageUrl,
  };
}
