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
  let checking: Promise<void> | undefined;

  /** One look at a time, however many ask: a store that is slow to say no must not hear it asked ever more often. */
  function checkOnce(): Promise<void> {
    checking ??= store.check().finally(() => {
      checking = undefined;
    });
    return checking;
  }

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
        await checkOnce();
        respondJson(response, 200, { status: 'ready' });
      } catch (error) {
        // Anybody may ask, so the message, which may name files and hosts, goes to the log only.
        const isFull = error instanceof Error && error.name === 'QueueFull';
        respondJson(response, 503, { status: isFull ? 'the queue is full' : 'the store cannot write' });
      }
    },
  };
}
