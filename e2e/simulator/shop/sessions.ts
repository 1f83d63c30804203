import { randomBytes } from 'node:crypto';
import { type Product, productBySku } from './catalogue.ts';
import type { Buyer } from './shop-options.ts';

const MOST_SESSIONS = 1000;
const MOST_ORDERS = 1000;
const MOST_OF_ONE = 20;
const FIRST_ORDER_NUMBER = 10_001;

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

export interface Session {
  readonly id: string;
  readonly quantities: Map<string, number>;
}

export interface Order {
  readonly number: string;
  /** Whoever opens the thank-you page must know it, so that counting up shows nobody's order. */
  readonly key: string;
  readonly buyer: Buyer;
  readonly lines: readonly CartLine[];
}

export class Sessions {
  readonly #sessions = new Map<string, Session>();

  open(): Session {
    const session: Session = { id: randomBytes(12).toString('base64url'), quantities: new Map() };
    keep(this.#sessions, session.id, session, MOST_SESSIONS);
    return session;
  }

  find(id: string | undefined | null): Session | undefined {
    return this.#sessions.get(id ?? '');
  }
}

export class Orders {
  readonly #orders = new Map<string, Order>();
  #nextNumber = FIRST_ORDER_NUMBER;

  /** Turns the cart into an order and leaves the cart empty. */
  place(session: Session, buyer: Buyer): Order {
    const number = String(this.#nextNumber++);
    const order: Order = {
      number,
      key: randomBytes(9).toString('base64url'),
      buyer,
      lines: cartLines(session),
    };
    keep(this.#orders, number, order, MOST_ORDERS);
    session.quantities.clear();
    return order;
  }

  find(number: string | null, key: string | null): Order | undefined {
    const order = this.#orders.get(number ?? '');
    return order?.key === key ? order : undefined;
  }
}

export function addToCart(session: Session, product: Product): void {
  const quantity = (session.quantities.get(product.sku) ?? 0) + 1;
  session.quantities.set(product.sku, Math.min(quantity, MOST_OF_ONE));
}

export function cartLines(session: Session): CartLine[] {
  return [...session.quantities].flatMap(([sku, quantity]) => {
    const product = productBySku(sku);
    return product ? [{ product, quantity }] : [];
  });
}

export function totalCents(lines: readonly CartLine[]): number {
  return lines.reduce((total, line) => total + line.product.priceCents * line.quantity, 0);
}

export function pieceCount(lines: readonly CartLine[]): number {
  return lines.reduce((count, line) => count + line.quantity, 0);
}

/** In memory and bounded: the oldest makes room, so a long-running demo cannot grow. */
function keep<Value>(entries: Map<string, Value>, id: string, value: Value, most: number): void {
  const oldest = entries.keys().next();
  if (entries.size >= most && !oldest.done) entries.delete(oldest.value);
  entries.set(id, value);
}
