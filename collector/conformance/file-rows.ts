import { LINKS, SHA256 } from './row.ts';

/** One rule for rows of files: cells by the names of their columns, as Amperity has them, and what TikTok gets. */
export interface FileRow {
  readonly rule: string;
  readonly source: 'web' | 'offline';
  readonly cells: Readonly<Record<string, string>>;
  /** Fields of TikTok's item that must be so; undefined stands for a field that must not be there. */
  readonly item?: Readonly<Record<string, unknown>>;
  readonly refused?: string;
  readonly reason: string;
  readonly link: string;
}

const WEB = { page_url: 'https://shop.example/', tiktok_click_id: 'E.C.P.abc', timestamp: '1795001371' };
const OFFLINE = { email: 'jane@example.com', timestamp: '1795001371' };
const JANE = [SHA256['jane@example.com']];
const web = (rule: string, cells: Record<string, string>, item: object, reason: string): FileRow => ({
  rule,
  source: 'web',
  cells: { ...WEB, ...cells },
  item: { ...item },
  reason,
  link: LINKS.amperity,
});
const offline = (rule: string, cells: Record<string, string>, item: object, reason: string): FileRow => ({
  rule,
  source: 'offline',
  cells: { ...OFFLINE, ...cells },
  item: { ...item },
  reason,
  link: LINKS.amperity,
});
const refused = (
  rule: string,
  source: FileRow['source'],
  cells: Record<string, string>,
  column: string,
  reason: string,
): FileRow => ({ rule, source, cells, refused: column, reason, link: LINKS.amperity });
const product = (fields: object) => ({
  properties: { content_type: 'product', contents: [{ content_id: 'a', ...fields }] },
});

export const FILE_ROWS: readonly FileRow[] = [
  web(
    'AMP-20',
    { agent: 'Mozilla/5.0' },
    { user: { ttclid: 'E.C.P.abc', user_agent: 'Mozilla/5.0' } },
    'agent',
  ),
  web('AMP-20', { ip: '8.8.8.8' }, { user: { ttclid: 'E.C.P.abc', ip: '8.8.8.8' } }, 'ip, of four parts'),
  web(
    'AMP-20',
    { ip: '2001:4860:4860::8888' },
    { user: { ttclid: 'E.C.P.abc', ip: '2001:4860:4860::8888' } },
    'ip, compressed',
  ),
  web(
    'AMP-20',
    { ip: '2001:4860:4860:0000:0000:0000:0000:8888' },
    { user: { ttclid: 'E.C.P.abc', ip: '2001:4860:4860:0000:0000:0000:0000:8888' } },
    'ip, in full',
  ),
  web(
    'AMP-20',
    { cookie_id: 'p1' },
    { user: { ttclid: 'E.C.P.abc', ttp: 'p1' } },
    'cookie_id is the cookie of the pixel',
  ),
  web('AMP-20', {}, { user: { ttclid: 'E.C.P.abc' } }, 'tiktok_click_id is the click id'),
  web('AMP-20', { locale: 'en-US' }, { user: { ttclid: 'E.C.P.abc', locale: 'en-US' } }, 'locale'),
  web('AMP-20', {}, { page: { url: 'https://shop.example/' } }, 'page_url'),
  web(
    'AMP-20',
    { referrer_url: 'https://a.example/' },
    { page: { url: 'https://shop.example/', referrer: 'https://a.example/' } },
    'referrer_url',
  ),
  refused('AMP-20', 'web', { tiktok_click_id: 'E.C.P.abc' }, 'page.url', 'web needs page_url'),
  web(
    'AMP-3',
    { email: 'jane@example.com' },
    { user: { ttclid: 'E.C.P.abc', email: JANE } },
    'e-mail is hashed',
  ),
  web('AMP-3', { email: JANE[0] ?? '' }, { user: { ttclid: 'E.C.P.abc', email: JANE } }, 'never twice'),
  web(
    'AMP-3',
    { email: JANE[0]?.toUpperCase() ?? '' },
    { user: { ttclid: 'E.C.P.abc', email: JANE } },
    'upper-case hex is lowered',
  ),
  web('AMP-3', { email: '' }, { user: { ttclid: 'E.C.P.abc' } }, 'a blank is nobody'),
  web(
    'AMP-3',
    { external_id: 'user_123' },
    { user: { ttclid: 'E.C.P.abc', external_id: [SHA256.user_123] } },
    'the external id too',
  ),
  web(
    'AMP-4',
    { phone: '(213) 373-4253' },
    { user: { ttclid: 'E.C.P.abc', phone: [SHA256['+12133734253']] } },
    'by the configured country',
  ),
  web('AMP-4', { phone: 'call me' }, { user: { ttclid: 'E.C.P.abc' } }, 'never a wrong hash'),
  offline('AMP-12', {}, { event: 'Purchase' }, 'a fixed name where there is no column'),
  offline('AMP-25', { event_name: 'AddToCart' }, { event: 'AddToCart' }, 'a column wins'),
  offline('AMP-13', {}, { limited_data_use: undefined }, 'limited data use is not for offline'),
  offline('AMP-21', { brand: 'Ember', content_id: 'a' }, product({ brand: 'Ember' }), 'brand'),
  offline(
    'AMP-21',
    { content_category: 'Home', content_id: 'a' },
    product({ content_category: 'Home' }),
    'content_category',
  ),
  offline('AMP-21', { content_id: 'a' }, product({}), 'content_id'),
  offline(
    'AMP-21',
    { content_name: 'Vase', content_id: 'a' },
    product({ content_name: 'Vase' }),
    'content_name',
  ),
  offline(
    'AMP-21',
    { content_type: 'product_group', content_id: 'a' },
    { properties: { content_type: 'product_group', contents: [{ content_id: 'a' }] } },
    'content_type',
  ),
  offline('AMP-21', { quantity: '2', content_id: 'a' }, product({ quantity: 2 }), 'quantity'),
  offline(
    'AMP-21',
    { price: '5.5', content_id: 'a', currency: 'USD' },
    {
      properties: {
        value: 5.5,
        currency: 'USD',
        content_type: 'product',
        contents: [{ content_id: 'a', price: 5.5 }],
      },
    },
    'price',
  ),
  offline('AMP-23', { value: '5' }, { properties: { value: 5 } }, 'no currency is made up'),
  offline(
    'AMP-24',
    { price: '5.5', quantity: '2', content_id: 'a', currency: 'USD' },
    {
      properties: {
        value: 11,
        currency: 'USD',
        content_type: 'product',
        contents: [{ content_id: 'a', price: 5.5, quantity: 2 }],
      },
    },
    'price × quantity where no value is given',
  ),
  offline(
    'AMP-28',
    { order_id: '7' },
    { properties: { order_id: '7' }, event_id: 'ord_7' },
    'order_id, which makes the event id',
  ),
  offline('AMP-28', { shop_id: '12' }, { properties: { shop_id: '12' } }, 'shop_id'),
  offline(
    'AMP-28',
    { description: 'at the till' },
    { properties: { description: 'at the till' } },
    'description',
  ),
  offline('AMP-29', { timestamp: '2026-11-18T11:29:31Z' }, { event_time: 1_795_001_371 }, 'ISO 8601'),
  offline('AMP-29', { timestamp: '1795001371' }, { event_time: 1_795_001_371 }, 'seconds'),
  offline('AMP-29', { timestamp: '1795001371999' }, { event_time: 1_795_001_371 }, 'milliseconds, floored'),
  refused(
    'AMP-2',
    'offline',
    { ...OFFLINE, timestamp: '2026-10-21T11:29:30Z' },
    'timestamp',
    'older than 28 days',
  ),
  refused('AMP-27', 'offline', { timestamp: '1795001371' }, 'user', 'nobody to match'),
];
