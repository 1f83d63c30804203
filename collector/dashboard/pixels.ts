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
 * Lets paused pixels try again: one, or all where none is named.
 *
 * @param text JSON of `{"pixel": "…"}` or of `{}`
 * @throws InvalidRequest 400 or 422 where that cannot be read
 */
export function resumePixels(relay: Pick<Relay, 'resume'>, text: string): { resumed: string[] } {
  const parsed = requestSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new InvalidRequest(422, 'invalid_resume', 'Send {"pixel": "<code>"}, or {} for all.');
  }
  return { resumed: relay.resume(parsed.data.pixel) };
}
