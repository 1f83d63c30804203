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
  /**
   * What is news of these buyers (clean values), to be written in the events' own transaction. On the second page of
   * a visit nothing is.
   */
  sightings(buyers: readonly Buyer[]): Sighting[];
  /** To be called where sightings could not be written: from now on everything is news again. */
  forget(): void;
}

/** A visitor is written again after this time even without news, so that the memory knows who is still about. */
const REFRESH_MS = 3_600_000;

/** Visitors of one busy hour; where there are more, some are written more often than they need be. */
const MAX_RECENT = 10_000;

export function createVisitors(store: Pick<EventStore, 'recall'>, now: () => number): Visitors {
  const recent = new Map<string, { readonly buyer: Buyer; readonly at: number }>();

  function isNews(visitorId: string, buyer: Buyer): boolean {
    const last = recent.get(visitorId);
    if (last && isSameVisit(last.buyer, buyer) && now() - last.at < REFRESH_MS) return false;
    if (recent.size >= MAX_RECENT) recent.clear();
    recent.set(visitorId, { buyer, at: now() });
    return true;
  }

  return {
    async complete(buyers) {
      const ids = new Set(buyers.filter(lacksSomething).flatMap(({ visitorId }) => visitorId || []));
      if (ids.size === 0) return [...buyers];
      const known = await store.recall([...ids].map(keyOf));
      return buyers.map((buyer) => {
        const visitor = buyer.visitorId ? known.get(keyOf(buyer.visitorId)) : undefined;
        return visitor ? merge(buyer, visitor) : buyer;
      });
    },
    sightings(buyers) {
      const latest = new Map<string, Buyer>();
      for (const each of buyers) {
        if (!each.visitorId) continue;
        const buyer = merge(withoutHalfPair(each), latest.get(each.visitorId) ?? {});
        if (buyer.ttclid || buyer.ttp || buyer.ip) latest.set(each.visitorId, buyer);
      }
      return [...latest].flatMap(([visitorId, buyer]) =>
        isNews(visitorId, buyer) ? [sightingOf(visitorId, buyer)] : [],
      );
    },
    forget: () => recent.clear(),
  };
}

/** The page is left out, which is another one each time. */
function isSameVisit(left: Buyer, right: Buyer): boolean {
  return (
    left.ttclid === right.ttclid &&
    left.ttp === right.ttp &&
    left.ip === right.ip &&
    left.userAgent === right.userAgent
  );
}

function sightingOf(visitorId: string, { ttclid, ttp, ip, userAgent, pageUrl }: Buyer): Sighting {
  return { key: keyOf(visitorId), ttclid, ttp, ip, userAgent, pageUrl };
}

/** Hashed: a site may use an e-mail address as its visitor id. */
function keyOf(visitorId: string): string {
  return `visitor:${hash('sha256', visitorId, 'hex')}`;
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
