import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a browser has asked of a test site. */
export interface SiteRequest {
  readonly method: string;
  readonly url: string;
  /** With the port where the address has one. */
  readonly host: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** In ms since 1970. */
  readonly receivedAt: number;
}

/** Reads a request to the end. A proxy is asked with the whole address: https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form */
export async function readRequest(incoming: IncomingMessage): Promise<SiteRequest> {
  const url = new URL(incoming.url ?? '', `http://${incoming.headers.host}`);
  return {
    method: incoming.method ?? '',
    url: url.href,
    host: url.host,
    headers: incoming.headers,
    body: await text(incoming),
    receivedAt: Date.now(),
  };
}
