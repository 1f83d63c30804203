import { expect, it } from 'vitest';
import { type Look, lookThrough } from './look-through.ts';
import type { StoredEvent } from './store.ts';

/** Events with the ids 1 to `count`, of which every so many is looked for; tells what each look was asked for. */
function storeOf(count: number, isWanted: (id: number) => boolean) {
  const asked: { limit: number; before: number; rows: number }[] = [];
  return {
    asked,
    async look(limit: number, before: number, rows: number): Promise<Look> {
      asked.push({ limit, before, rows });
      const top = Math.min(before - 1, count);
      const from = Math.max(1, top - rows + 1);
      const ids = Array.from({ length: top - from + 1 }, (_, index) => top - index).filter(isWanted);
      const events = ids.slice(0, limit).map((id) => ({ id }) as StoredEvent);
      return { events, next: from === 1 ? null : from };
    },
  };
}

const ids = (events: readonly StoredEvent[]) => events.map(({ id }) => id);

it('finds the newest at once', async () => {
  const { look, asked } = storeOf(100_000, () => true);
  expect(ids(await lookThrough(look, 3))).toEqual([100_000, 99_999, 99_998]);
  expect(asked).toHaveLength(1);
});

it('finds what hardly occurs, each once, however far back, by looks of no more than 5,000 rows', async () => {
  const { look, asked } = storeOf(100_000, (id) => id % 30_000 === 1);
  expect(ids(await lookThrough(look, 10))).toEqual([90_001, 60_001, 30_001, 1]);
  expect(Math.max(...asked.map(({ rows }) => rows))).toBe(5000);
});

it('looks for no more than are missing, and for nothing once there are enough', async () => {
  const { look, asked } = storeOf(100_000, (id) => id % 30_000 === 1);
  expect(ids(await lookThrough(look, 2, 90_001))).toEqual([60_001, 30_001]);
  expect(asked[0]).toEqual({ limit: 2, before: 90_001, rows: 100 });
  expect(asked.at(-1)?.limit).toBe(1);
});
