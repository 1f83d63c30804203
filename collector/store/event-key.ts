import { hash } from 'node:crypto';

/** Bytes of a key: 128 bits, so that a collision among 10¹² ids is a matter of 1 in 10¹⁴. */
const KEY_BYTES = 16;

/** The first 16 bytes of SHA-256: what the store looks things up by. */
export function shortHash(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, KEY_BYTES);
}

/**
 * The key under which TikTok, and therefore we, count an event once: source id, event, event id.
 * NUL separates them, since it occurs in none of the three.
 */
export function eventKey(event: { pixel: string; event: string; eventId: string }): Uint8Array {
  return shortHash(`${event.pixel}\0${event.event}\0${event.eventId}`);
}
