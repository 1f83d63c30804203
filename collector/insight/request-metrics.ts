import { Counter, Histogram, type Registry } from 'prom-client';

/** From a commit that waits for nobody to a store that has come to a halt. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface RequestMetrics {
  /**
   * Counts an answered request of a route that takes events.
   *
   * @param seconds from the head of the request to its answer: a client's slow upload is part of it
   */
  readonly seeRequest: (route: string, status: number, seconds: number) => void;
}

/** Makes the measures of the routes that take events; routes and statuses are few by themselves. */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'clickthread_requests_total',
    help: 'Requests to the routes that take events, by route and status.',
    labelNames: ['route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'clickthread_ingest_duration_seconds',
    help: 'From the head of a request with events to its answer, so with the commit to disk.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const counted = new Map<string, Counter.Internal>();
  const timed = new Map<string, Histogram.Internal<'route'>>();

  // Each of them has its labels looked up once: doing so for each request costs more than counting it.
  function countedFor(route: string, status: number): Counter.Internal {
    const key = `${status} ${route}`;
    const known = counted.get(key) ?? requests.labels(route, String(status));
    counted.set(key, known);
    return known;
  }

  return {
    seeRequest(route, status, seconds) {
      countedFor(route, status).inc();
      const known = timed.get(route) ?? duration.labels(route);
      timed.set(route, known);
      known.observe(seconds);
    },
  };
}
