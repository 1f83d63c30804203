import type { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { boundQueue } from '../store/bound-queue.ts';
import type { EventStore } from '../store/store.ts';
import { createHealth } from './health.ts';

it('asks the store one question at a time, however many ask whether it is ready', async () => {
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  const check = vi.fn(() => (answers[asked++] as (typeof answers)[0]).promise);
  const health = createHealth({ check });
  const statuses: number[] = [];
  const response = {
    writeHead: (status: number) => statuses.push(status),
    end() {},
  } as unknown as ServerResponse;

  const first = Array.from({ length: 50 }, () => health.ready(response));
  expect(check).toHaveBeenCalledTimes(1);
  answers[0]?.reject(new Error('locked'));
  await Promise.all(first);
  expect(statuses).toEqual(Array.from({ length: 50 }, () => 503));

  const second = health.ready(response);
  answers[1]?.resolve();
  await second;
  expect(check, 'and anew once it has answered').toHaveBeenCalledTimes(2);
  expect(statuses.at(-1)).toBe(200);
});

/** A store of which only the queue counts; its own check passes or fails. */
function storeWith(events: number, check: () => Promise<void>): Promise<EventStore> {
  const store = { queue: async () => ({ events, bytes: 0, oldestMs: 0 }), check };
  return boundQueue(store as unknown as EventStore, { maxEvents: 10, maxBytes: 1 }, () => 0);
}

it.each([
  [10, 'the queue is full', 'the store is well', async () => {}],
  [9, 'the store cannot write', 'there is room', () => Promise.reject(new Error('/secret/path is full'))],
])('with %i events of ten it is not ready: "%s" (%s)', async (events, status, _reason, check) => {
  const answers: unknown[] = [];
  const response = {
    writeHead: (code: number) => answers.push(code),
    end: (text: string) => answers.push(JSON.parse(text)),
  } as unknown as ServerResponse;
  await createHealth(await storeWith(events, check)).ready(response);
  expect(answers).toEqual([503, { status }]);
});
