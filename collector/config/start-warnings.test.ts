import { expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { startWarnings } from './start-warnings.ts';

const PIXEL = 'C4TEST00000000000000';
const PAGES = { SITE_ORIGINS: 'https://shop.example' };
const FILE = JSON.stringify({
  pixels: [
    { code: '7123456789012345678', source: 'offline', token: 'env:T', test_event_code: 'TEST1' },
    { code: 'C5TEST00000000000000', token: 'env:T', test_event_code: '' },
  ],
});

it.each<[Readonly<Record<string, string>>, RegExp[], string]>([
  [PAGES, [], 'pages may send'],
  [{ SERVER_KEYS: 'key-of-the-shop-0001' }, [], 'servers may'],
  [{}, [/^neither SITE_ORIGINS nor SERVER_KEYS is set/], 'nobody may'],
  [
    { ...PAGES, TIKTOK_TEST_EVENT_CODE: 'TEST12345' },
    [new RegExp(`TIKTOK_TEST_EVENT_CODE.*every event of ${PIXEL} goes`)],
    'all is a test',
  ],
  [
    { ...PAGES, CLICKTHREAD_CONFIG: 'a.json', T: 'access-token-1' },
    [/test_event_code.*every event of 7123456789012345678 goes/],
    'what one event set gets is',
  ],
  [{ TIKTOK_TEST_EVENT_CODE: 'TEST12345' }, [/test event code/, /neither/], 'both'],
])('of %j it warns by %j (%s)', (settings, expected) => {
  const required = { TIKTOK_PIXEL_CODE: PIXEL, TIKTOK_ACCESS_TOKEN: 'access-token-1' };
  const warnings = startWarnings(readConfig({ ...required, ...settings }, () => FILE));
  expect(warnings).toEqual(expected.map((words) => expect.stringMatching(words)));
});
