import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostMount } from '../simulator/simulator.ts';
import { type DemoSources, readCollectorRows, readPixelHits, readTikTokEvents } from './demo-sources.ts';
import { demoState } from './demo-state.ts';

const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

const FILES = new Map([
  ['/', file('page.html', 'text/html')],
  ['/demo.css', file('demo.css', 'text/css')],
  ['/threads.css', file('threads.css', 'text/css')],
  ['/demo.js', file('demo.js', 'text/javascript')],
  ['/thread-row.js', file('thread-row.js', 'text/javascript')],
]);

/** The page with the three columns, on a host of its own beside TikTok's API and the shop. */
export function demoPage(sources: DemoSources): HostMount {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?');
    const page = FILES.get(path);
    if (page) return send(response, 200, page.type, page.content);
    if (path !== '/demo/state') return send(response, 404, 'text/plain', 'Not found');
    try {
      send(response, 200, 'application/json', await currentState(sources));
    } catch (error) {
      // A stopped simulator, or an answer that no longer fits: shown on the page instead of an old state.
      send(response, 502, 'text/plain', error instanceof Error ? error.message : String(error));
    }
  }
  return { matches: (hostname) => hostname === 'demo.localhost', handle };
}

/** People type localhost; the page lives beside it, since the API answers under the bare address. */
export function demoRedirect(port: number): HostMount {
  return {
    matches: (hostname) => hostname === 'localhost',
    handle(_request, response) {
      response.writeHead(302, { Location: `http://demo.localhost:${port}/` }).end();
    },
  };
}

async function currentState(sources: DemoSources): Promise<string> {
  const [pixelHits, tiktokEvents, collectorRows] = await Promise.all([
    readPixelHits(sources),
    readTikTokEvents(sources),
    readCollectorRows(sources),
  ]);
  return JSON.stringify(demoState({ pixelHits, tiktokEvents, collectorRows }));
}

function file(name: string, type: string) {
  return { type, content: readFileSync(new URL(name, import.meta.url)) };
}

function send(response: ServerResponse, status: number, type: string, content: string | Buffer): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Type': `${type}; charset=utf-8` });
  response.end(content);
}
