import type { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
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
