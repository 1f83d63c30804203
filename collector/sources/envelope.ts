import type { z } from 'zod';
import { firstFault } from '../contract/fault.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';

/** Events of one request; more would hold up the others. TikTok's own limit of a request. */
const MAX_EVENTS = 1000;

/** The parsed envelope, or the refusal of the whole request with its path. */
export function checkEnvelope<T>(parsed: z.ZodSafeParseResult<T>): T {
  if (parsed.success) return parsed.data;
  const { path, message } = firstFault(parsed.error);
  throw new InvalidRequest(400, 'invalid_request', path ? `${path}: ${message}` : message, path);
}

/**
 * Refuses a request with more events than one may hold.
 *
 * @param path where in the request they are
 */
export function checkCount(count: number, path = 'events'): void {
  if (count > MAX_EVENTS) {
    throw new InvalidRequest(
      413,
      'too_many_events',
      `${count} events in one request; send at most ${MAX_EVENTS}`,
      path,
    );
  }
}
