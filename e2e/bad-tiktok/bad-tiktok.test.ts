import { expect, it } from 'vitest';
import { tryBadTiktok } from './trial.ts';

/** `npm run torture -- tiktok` does the same with 50,000 events and TikTok's own times. */
it('counts every good event once and buries every bad one with its reason, whatever TikTok does', async () => {
  const { promises, figures } = await tryBadTiktok({ events: 2000, timeoutMs: 300, latencyMs: 150 });
  expect(
    promises.filter(({ isKept }) => !isKept).map(({ what }) => what),
    figures,
  ).toEqual([]);
});
