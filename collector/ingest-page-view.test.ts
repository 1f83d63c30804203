import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import type { IncomingEvent } from './contract/event.ts';
import { createIngest } from './ingest.ts';
import { createPrepare } from './prepare.ts';
import { prepareRulesOf } from './rules.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EventStore } from './store/store.ts';
import { PAGE_VIEW } from './tiktok/event-names.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);
const context = { receivedAt, completeBuyers: true };
const PIXEL_ALONE: ReadonlySet<string> = new Set([PAGE_VIEW]);

let folder: string;
let store: EventStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clickthread-page-view-'));
  store = await openSqliteStore({ file: join(folder, 'events.db'), now: () => receivedAt });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const config = readConfig(
  { TIKTOK_PIXEL_CODE: 'C4AAAAAAAAAAAAAAAAAA', TIKTOK_ACCESS_TOKEN: 'token-of-the-test' },
  () => '',
);
const ingestWith = (pixelAlone: ReadonlySet<string>) =>
  createIngest(store, createPrepare({ ...prepareRulesOf(config), pixelAlone }), () => receivedAt);

describe('a page view', () => {
  const view: IncomingEvent = {
    page: { url: 'https://shop.example/' },
    event: PAGE_VIEW,
    event_id: 'view-1',
    user: { visitor_id: 'v1', ttclid: 'E.C.P.abc' },
  };
  // ttq.page() takes no id, so TikTok could not tell a server copy from the pixel's own.
  // https://ads.tiktok.com/help/article/event-deduplication
  it.each<[Partial<IncomingEvent>, ReadonlySet<string>, string, string]>([
    [{ pixel_fired: true }, PIXEL_ALONE, 'collected', 'the pixel has sent its own'],
    [{ pixel_fired: false }, PIXEL_ALONE, 'due', 'the page does not use the pixel'],
    [{}, PIXEL_ALONE, 'due', 'a server says nothing of a pixel'],
    [{ pixel_fired: true }, new Set(), 'due', 'by setting'],
    [{ pixel_fired: true, event: 'ViewContent' }, PIXEL_ALONE, 'due', 'other events carry an id'],
    [{ pixel_fired: true, event: 'Page_View' }, PIXEL_ALONE, 'due', 'so does a custom one of a like name'],
    [{ pixel_fired: true, event: 'PageView' }, PIXEL_ALONE, 'collected', 'in other case it is the same'],
  ])('%j with %o is %s (%s)', async (change, pixelAlone, state) => {
    expect(await ingestWith(pixelAlone)([{ ...view, ...change }], context)).toEqual(['stored']);
    expect(await store.recent(1)).toMatchObject([{ state }]);
    expect(await store.claim(10, 1000)).toHaveLength(state === 'due' ? 1 : 0);
  });

  it('that is collected only is known again, and tells who the visitor is', async () => {
    const seen = { ...view, pixel_fired: true };
    const ingest = ingestWith(PIXEL_ALONE);
    expect(await ingest([seen, seen], context)).toEqual(['stored', 'duplicate']);
    await ingest([{ event: 'Purchase', event_id: 'ord_1', user: { visitor_id: 'v1' } }], context);
    const bodies = (await store.claim(10, 1000)).map(({ body }) => JSON.parse(body));
    expect(bodies).toMatchObject([{ event: 'Purchase', user: { ttclid: 'E.C.P.abc' }, page: view.page }]);
  });
});
