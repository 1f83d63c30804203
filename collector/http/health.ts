import type { ServerResponse } from 'node:http';
import type { EventStore } from '../store/store.ts';
import { respondJson } from './respond.ts';

/** Whether the process should get traffic. */
export interface Health {
  /** From now on `ready` says no, so that the load balancer sends nobody while the process ends. */
  drain(): void;
  live(response: ServerResponse): void;
  ready(response: ServerResponse): Promise<void>;
}

export function createHealth(store: Pick<EventStore, 'check'>): Health {
  let draining = false;
  return {
    drain() {
      draining = true;
    },
    live(response) {
      respondJson(response, 200, { status: 'live' });
    },
    async ready(response) {
      if (draining) return respondJson(response, 503, { status: 'draining' });
      try {
        await store.check();
        respondJson(response, 200, { status: 'ready' });
      } catch {
        respondJson(response, 503, { status: 'the store cannot write' });
      }
    },
  };
}
