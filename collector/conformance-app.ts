import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppDeps, createApp } from './app.ts';
import { createPageWatch } from './dashboard/pages.ts';
import { createHealth } from './http/health.ts';
import { createTagFiles } from './http/tag-files.ts';

/** What a test brings; all else is there and does nothing. */
type TestAppDeps = Omit<Partial<AppDeps>, 'config'> & { readonly config?: Partial<AppDeps['config']> };

export interface TestApp {
  readonly url: string;
  close(): void;
}

/** Starts an app of a test on a port of its own; an error that nothing expects fails the test. */
export async function startTestApp({ config, ...deps }: TestAppDeps): Promise<TestApp> {
  const app = createApp({
    config: {
      SITE_ORIGINS: [],
      SERVER_KEYS: [],
      ADMIN_TOKEN: undefined,
      TRUST_PROXY: [],
      COLLECT_PATH: '/collect',
      COOKIE_DAYS: 30,
      RENEW_TTP: false,
      GPC: 'limit',
      pixels: [],
      ...config,
    },
    ingest: async () => [],
    store: { recent: async () => [], replay: async () => [] },
    relay: { wake: () => undefined, pixels: () => [], resume: () => [] },
    health: createHealth({ check: async () => undefined }),
    tag: createTagFiles(new Map([['', 'tag()']]), {
      version: '1.2.3',
      movingPath: '/tag.js',
      linkDomains: [],
    }),
    pages: createPageWatch([], () => undefined),
    now: () => 0,
    onError: (error) => {
      throw error;
    },
    ...deps,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
