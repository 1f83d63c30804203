import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** TikTok's envelope, https://github.com/tiktok/tiktok-business-api-sdk . */
export interface Answer {
  readonly code: number;
  readonly message: string;
  readonly request_id: string;
  readonly data: Record<string, never>;
}

/** Names from the SDK's code list, for answers that a test orders by number only. */
const names: Readonly<Record<number, string>> = {
  20001: 'Partial success',
  40000: 'Invalid params',
  40001: 'No permission to operate this pixel code',
  40002: 'Param error',
  40061: 'Invalid batch size',
  40062: 'PII not hashed',
  40063: 'Invalid partner name',
  40100: 'Request too frequent',
  40102: 'Access token expired',
  40104: 'Access token is empty',
  40105: 'Access token is incorrect or has been revoked',
  40132: 'Request frequency limited',
  50000: 'System error',
  50002: 'Timeout',
  51010: 'Internal timeout',
  51012: 'Pixel service error',
  60001: 'Under maintenance',
  61000: 'Too many requests',
};

/** 14 digits of UTC time and 20 upper-case hexadecimal digits, as in live replies. */
function requestId(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/\D/g, '').slice(0, 14);
  return time + randomBytes(10).toString('hex').toUpperCase();
}

export function answerOf(code: number, nowMs: number, message?: string): Answer {
  return { code, message: message ?? names[code] ?? `Error ${code}`, request_id: requestId(nowMs), data: {} };
}

/** Live replies that came with a matching status had 400 for parameters and 401 for tokens and rate limits alike. */
export function httpStatusOf(code: number): number {
  if (code === 0 || code === 20001) return 200;
  if (code === 40400) return 404;
  if (code >= 60000) return 503;
  if (code >= 50000) return 500;
  return code >= 40100 && code < 40200 ? 401 : 400;
}

/** @param cutAt sends so many bytes of it and no more, as if they were all */
export function sendJson(response: ServerResponse, status: number, body: unknown, cutAt?: number): void {
  const bytes = Buffer.from(JSON.stringify(body)).subarray(0, cutAt);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

/** The 40400 that TikTok gives for a path it does not know. */
export function sendNotFound(response: ServerResponse, path: string, nowMs: number): void {
  sendJson(response, 404, answerOf(40400, nowMs, `Route not found: ${path}`));
}
