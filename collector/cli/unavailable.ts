import { ROUTES } from '../routes.ts';

/**
 * What 503 from a collector means, and where to look.
 *
 * @param url base address of the collector
 */
export function unavailable(url: string): string {
  return `${url} answered 503: the collector there cannot use its database at the moment, or its queue is full; ${new URL(ROUTES.ready, url)} and the last lines of its log say which`;
}
