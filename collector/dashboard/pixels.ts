import { z } from 'zod';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { parseJson } from '../contract/json.ts';
import type { Relay } from '../relay/relay.ts';

const requestSchema = z.strictObject({ pixel: z.string().optional() });

/** How each pixel stands that has had something to send since the start. */
export function pixelStates(relay: Pick<Relay, 'pixels'>): { pixels: object[] } {
  return {
    pixels: relay.pixels().map(({ requestsPerSecond, ...state }) => ({
      ...state,
      requests_per_second: Math.round(requestsPerSecond * 10) / 10,
    })),
  };
}

/**
 * Lets paused pixels of this process try again: one, or all where none is named.
 *
 * @param codes pixels and event sets of the configuration
 * @param text JSON of `{"pixel": "…"}` or of `{}`, which an empty text stands for as well
 * @throws InvalidRequest 400 or 422 where that cannot be read, or names a pixel that is not configured
 */
export function resumePixels(
  relay: Pick<Relay, 'resume'>,
  codes: ReadonlySet<string>,
  text: string,
): { resumed: string[] } {
  const parsed = requestSchema.safeParse(text.trim() === '' ? {} : parseJson(text));
  if (!parsed.success) {
    throw new InvalidRequest(422, 'invalid_resume', 'Send {"pixel": "<code>"}, or {} for all.');
  }
  const { pixel } = parsed.data;
  if (pixel !== undefined && !codes.has(pixel)) {
    const message = 'No such pixel or event set is configured here: look for its code, or send {} for all.';
    throw new InvalidRequest(422, 'unknown_pixel', message, 'pixel');
  }
  return { resumed: relay.resume(pixel) };
}
