import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Markup } from './markup.ts';

const FORM_LIMIT_BYTES = 10_000;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function pageReply(status: number, page: Markup): Reply {
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' };
  return { status, headers, body: page.source };
}

export function redirectReply(status: 302 | 303, location: string): Reply {
  return { status, headers: { Location: location, 'Cache-Control': 'no-store' }, body: '' };
}

/** Stylesheets lying beside this file, read once and sent as one. */
export function stylesheetReply(...fileNames: string[]): Reply {
  const parts = fileNames.map((fileName) => readFileSync(new URL(fileName, import.meta.url), 'utf8'));
  const headers = { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' };
  return { status: 200, headers, body: parts.join('\n') };
}

export function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}

export interface Target {
  readonly path: string;
  /** Exactly what came after the path, with its question mark: a click id must not be re-encoded. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
}

/** Split by hand: `new URL('//evil.example/', base)` would read a path as a host. */
export function requestTarget(request: IncomingMessage): Target {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const rawQuery = mark === -1 ? '' : target.slice(mark);
  return { path, rawQuery, query: new URLSearchParams(rawQuery) };
}

/** The fields of a posted form, or undefined when it is larger than any form of ours. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= FORM_LIMIT_BYTES) chunks.push(chunk);
  }
  return size > FORM_LIMIT_BYTES ? undefined : new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

export function requestCookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}
