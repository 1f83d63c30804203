import { z } from 'zod';
import { ROUTES } from './routes.ts';

/** Several faults of the configuration at once; the collector does not start. Never contains a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

/** One place at TikTok that events go to: a pixel for web events, an event set for offline and CRM events. */
interface Pixel {
  readonly code: string;
  readonly source: 'web' | 'app' | 'offline' | 'crm';
  readonly token: string;
  readonly testEventCode: string | undefined;
}

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

const tokenRule = 'expected the Events API access token, without spaces and without "Bearer"';
const accessToken = z.string().regex(/^[!-~]{8,}$/, tokenRule);

/** As it can stand behind "Authorization: Bearer". */
const bearerKey = z.string().regex(/^[!-~]{16,}$/, 'expected at least 16 characters, without spaces');

const proxyRule =
  'expected addresses, networks such as 10.0.0.0/8, "loopback", "linklocal" or "uniquelocal"; or one number, how many proxies there are';
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
const proxies = z.union([z.tuple([z.string().regex(/^\d{1,2}$/)]), z.array(proxy)], { error: proxyRule });

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
  TIKTOK_TEST_EVENT_CODE: z.string().max(64).optional(),
  TIKTOK_API_URL: httpUrl("the address of TikTok's API").default('https://business-api.tiktok.com'),
  CLICKTHREAD_CONFIG: z.string().optional(),
  PORT: port.default(8080),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z
    .string()
    .regex(/^sqlite:.+/, 'expected sqlite:<file>, such as sqlite:data/clickthread.db')
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
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
});

const reference = z
  .string()
  .regex(/^(env:\w+|file:.+)$/, 'expected a reference, env:NAME or file:PATH, never the secret itself');

const configFileSchema = z.strictObject({
  pixels: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/, 'expected a pixel code or the id of an event set'),
        source: z.enum(['web', 'app', 'offline', 'crm']).default('web'),
        token: reference,
        test_event_code: z.string().max(64).optional(),
      }),
    )
    .min(1),
});

export type Config = Readonly<Omit<z.output<typeof environmentSchema>, 'TIKTOK_ACCESS_TOKEN'>> & {
  readonly pixels: readonly Pixel[];
};

/**
 * Reads the whole configuration once, at start.
 *
 * @param environment the process's variables; an empty string counts as not set
 * @param readFile reads a text file, for CLICKTHREAD_CONFIG and for `file:` references
 * @throws ConfigError naming every fault at once
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const parsed = environmentSchema.safeParse(set);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (parsed.success) faults.push(...pathFaults(parsed.data));

  const pixels: Pixel[] = [];
  const { TIKTOK_PIXEL_CODE: code, TIKTOK_ACCESS_TOKEN: token, CLICKTHREAD_CONFIG: file } = set;
  if (file) pixels.push(...pixelsFromFile(file, set, readFile, faults));
  if (code && token) {
    pixels.push({ code, source: 'web', token, testEventCode: set.TIKTOK_TEST_EVENT_CODE });
  } else if (!file || code || token) {
    if (!code)
      faults.push('TIKTOK_PIXEL_CODE: not set; Events Manager shows it beside the name of the pixel');
    if (!token)
      faults.push('TIKTOK_ACCESS_TOKEN: not set; Events Manager › pixel › Settings › Generate access token');
  }
  const codes = pixels.map((pixel) => `${pixel.source} ${pixel.code}`);
  const twice = codes.find((name, index) => codes.indexOf(name) !== index);
  if (twice) faults.push(`pixels: ${twice} is configured twice`);

  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  const { TIKTOK_ACCESS_TOKEN: _kept, ...rest } = parsed.data;
  return Object.freeze({ ...rest, pixels });
}

/** Express takes paths without regard to case and to a slash at the end. */
function pathFaults({ TAG_PATH, COLLECT_PATH }: z.output<typeof environmentSchema>): string[] {
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

function pixelsFromFile(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  faults: string[],
): Pixel[] {
  let json: unknown;
  try {
    json = JSON.parse(readFile(file));
  } catch {
    faults.push(`CLICKTHREAD_CONFIG: ${file} is missing, not readable or not JSON`);
    return [];
  }
  const parsed = configFileSchema.safeParse(json);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map((issue) => `${file}: ${issue.path.join('.')}: ${issue.message}`));
    return [];
  }
  return parsed.data.pixels.flatMap((pixel, index) => {
    const token = resolve(pixel.token, environment, readFile);
    if (!token) {
      faults.push(`${file}: pixels.${index}.token: ${pixel.token} is empty or missing`);
      return [];
    }
    if (!accessToken.safeParse(token).success) {
      faults.push(`${file}: pixels.${index}.token: ${pixel.token} does not hold a token: ${tokenRule}`);
      return [];
    }
    return [{ code: pixel.code, source: pixel.source, token, testEventCode: pixel.test_event_code }];
  });
}

function resolve(
  secret: string,
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): string | undefined {
  if (secret.startsWith('env:')) return environment[secret.slice('env:'.length)];
  try {
    return readFile(secret.slice('file:'.length)).trim();
  } catch {
    return undefined;
  }
}
