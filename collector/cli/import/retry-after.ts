/**
 * Reads `Retry-After`: seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 *
 * @param now ms
 * @param longestMs what asks for more is not waited for longer
 * @returns ms, or undefined where the header is absent or neither
 */
export function retryAfterMs(header: string | null, now: number, longestMs: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs);
}
