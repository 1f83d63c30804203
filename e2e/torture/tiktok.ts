import { tryBadTiktok } from '../bad-tiktok/trial.ts';
import type { Promised } from './promised.ts';

/** A TikTok that does everything wrong, in turn and by chance, at the times that the product has for it. */
export async function tortureTiktok(): Promise<readonly Promised[]> {
  const { promises, figures } = await tryBadTiktok({ events: 50_000, timeoutMs: 8000, latencyMs: 5000 });
  console.log(`  ${figures}`);
  return promises;
}
