import { z } from 'zod';
import { ROUTES } from '../routes.ts';

const list = z
  .string()
  .transform((text) => text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()])));

const httpUrl = (what: string) =>
  z.url({ protocol: /^https?$/, error: `expected ${what}, such as https://shop.example` });

const portRule = 'expected a port from 0 to 65535';
const port = z
  .string()
  .regex(/^\d{1,5}$/, portRule)
  .transform(Number)
  .pipe(z.number().max(65535, portRule));

export const tokenRule = 'expected the Events API access token, without spaces and without "Bearer"';
export const accessToken = z.string().regex(/^[!-~]{8,}$/, tokenRule);

/** As it can stand behind "Authorization: Bearer". */
const bearerKey = z.string().regex(/^[!-~]{16,}$/, 'expected at least 16 characters, without spaces');

const proxyRule =
  'expected addresses, networks such as 10.0.0.0/8 (not one of all addresses: it would believe anybody), "loopback", "linklocal" or "uniquelocal"; or one number, how many proxies there are';
const proxy = z.union(
  [
    z.enum(['loopback', 'linklocal', 'uniquelocal']),
    z.ipv4(),
    z.ipv6(),
    // A network of all addresses would believe anybody.
    z.cidrv4().regex(/\/[1-9]\d*$/),
    z.cidrv6().regex(/\/[1-9]\d*$/),
  ],
  { error: proxyRule },
);
const proxies = z.union([z.tuple([z.string().regex(/^\d{1,2}$/, proxyRule)]), z.array(proxy)], {
  error: proxyRule,
});

const rateRule = 'expected whole requests a second from 1 to 1000, which is what TikTok takes';
const requestsPerSecond = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, rateRule)
  .transform(Number)
  .pipe(z.number().max(1000, rateRule));

/** As an event's own `test_event_code`. */
export const testEventCode = z.string().regex(/^[\w-]{1,64}$/, 'expected a code such as TEST12345');

/** A pixel code has 20 upper-case letters and digits; peers accept 16 to 24. The numeric pixel id is another thing. */
const pixelCode = z
  .string()
  .regex(
    /^(?=.*[A-Z])[A-Z0-9]{16,24}$/,
    'expected the pixel code (20 upper-case letters and digits, Events Manager › pixel › Settings), not the numeric id',
  );

const path = z
  .string()
  .regex(/^\/[\w./-]{1,100}$/, 'expected a path such as /collect: letters, digits, "-", "_", "." and "/"');

const yesOrNo = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

const daysRule = 'expected whole days from 1 to 400; browsers cut what is longer';
const days = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, daysRule)
  .transform(Number)
  // https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.5
  .pipe(z.number().max(400, daysRule));

/** Large enough for any queue, and safe to reckon with. */
const wholeNumber = (what: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `expected ${what}, as a whole number`)
    .transform(Number);
const atLeastOne = (what: string) =>
  wholeNumber(what).pipe(z.number().min(1, `expected ${what}, as a whole number of at least 1`));

/** A name of at least two labels, the last of which is no number, as then it were an address; or this machine's own. */
const hostName = z
  .string()
  .toLowerCase()
  .regex(
    /^(?=.{1,253}$)(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$/,
    'expected host names such as shop.example: no scheme, no port, no path, no wildcard; a name with other letters in its xn-- form',
  );

/** The environment, with a default for all but the pixel code and the token. `.env.example` is tested against it. */
export const environmentSchema = z.object({
  TIKTOK_PIXEL_CODE: pixelCode.optional(),
  TIKTOK_ACCESS_TOKEN: accessToken.optional(),
  TIKTOK_TEST_EVENT_CODE: testEventCode.optional(),
  TIKTOK_API_URL: httpUrl("the address of TikTok's API")
    // No request can be made to such an address, and each failure would tell of it with its password.
    .refine((url) => {
      const parsed = URL.parse(url);
      return !parsed?.username && !parsed?.password;
    }, 'expected an address without a user and a password')
    .default('https://business-api.tiktok.com'),
  TIKTOK_REQUESTS_PER_SECOND: requestsPerSecond.default(1000),
  CLICKTHREAD_CONFIG: z.string().optional(),
  PORT: port.default(8080),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => /^sqlite:.*\S/.test(url) || (/^postgres(ql)?:\/\/.+/.test(url) && URL.canParse(url)),
      'expected sqlite:<file>, such as sqlite:data/clickthread.db, or postgres://<user>:<password>@<host>/<database>',
    )
    // What SQLite would keep in memory, or read as an address with options: https://www.sqlite.org/inmemorydb.html
    .refine(
      (url) => !/^sqlite:\s*(:memory:|file:)/i.test(url),
      'expected the path of a file, such as sqlite:data/clickthread.db: what is acknowledged must be on disk, so neither ":memory:" nor an address "file:…" is taken',
    )
    .default('sqlite:data/clickthread.db'),
  SITE_ORIGINS: list.pipe(z.array(httpUrl('origins').transform((url) => new URL(url).origin))).default([]),
  LINK_DOMAINS: list.pipe(z.array(hostName)).default([]),
  SERVER_KEYS: list.pipe(z.array(bearerKey)).default([]),
  ADMIN_TOKEN: bearerKey.optional(),
  TRUST_PROXY: list.pipe(proxies).default([]),
  DEFAULT_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected two capital letters (ISO 3166-1), such as US')
    .optional(),
  TAG_PATH: path.default('/tag.js'),
  COLLECT_PATH: path.default('/collect'),
  COOKIE_DAYS: days.default(30),
  RENEW_TTP: yesOrNo.default(false),
  GPC: z.enum(['limit', 'drop'], { error: 'expected limit or drop' }).default('limit'),
  RELAY_PAGE_VIEWS: yesOrNo.default(false),
  MAX_QUEUE_EVENTS: atLeastOne('how many events may wait for delivery').default(5_000_000),
  MAX_QUEUE_BYTES: atLeastOne('how many bytes of events may wait for delivery').default(5_000_000_000),
  RATE_LIMIT_CLIENT: wholeNumber('requests a minute, or 0 for no limit').default(6000),
  RATE_LIMIT_KEY: wholeNumber('requests a minute, or 0 for no limit').default(60_000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug'], 'expected fatal, error, warn, info or debug')
    .default('info'),
});

/** The variables as they are read. */
export type Environment = z.output<typeof environmentSchema>;

/** Express takes paths without regard to case and to a slash at the end. What is no path is told of elsewhere. */
export function pathFaults(set: Readonly<Record<string, string | undefined>>): string[] {
  const parsed = environmentSchema.pick({ TAG_PATH: true, COLLECT_PATH: true }).safeParse(set);
  if (!parsed.success) return [];
  const { TAG_PATH, COLLECT_PATH } = parsed.data;
  const plain = (path: string) => path.toLowerCase().replace(/\/$/, '');
  const faults = Object.entries({ TAG_PATH, COLLECT_PATH }).flatMap(([name, path]) => {
    const taken = Object.values<string>(ROUTES).find((route) => route === plain(path));
    return taken ? [`${name}: ${path} is a route of the collector's own; choose another path`] : [];
  });
  if (plain(TAG_PATH) === plain(COLLECT_PATH)) {
    faults.push(`COLLECT_PATH: ${COLLECT_PATH} is the path of the tag (TAG_PATH) too; choose another one`);
  }
  return faults;
}
