import { describe, expect, it } from 'vitest';
import { COOKIE_DAYS } from '../contract/cookies.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { environmentSchema } from './environment.ts';

const TOKEN = 'the-access-token-of-the-test';
const required = { TIKTOK_PIXEL_CODE: 'C4TEST00000000000000', TIKTOK_ACCESS_TOKEN: TOKEN };
type Environment = Readonly<Record<string, string | undefined>>;
type Files = Readonly<Record<string, string>>;

function reader(files: Files): (path: string) => string {
  return (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: ${path}`);
    return text;
  };
}

const read = (environment: Environment, files: Files = {}): Config => readConfig(environment, reader(files));

function faultsOf(environment: Environment, files: Files = {}): ConfigError {
  try {
    read(environment, files);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

describe('the configuration', () => {
  it('needs a pixel code and a token, and has a default for everything else', () => {
    expect(read(required)).toEqual({
      TIKTOK_PIXEL_CODE: required.TIKTOK_PIXEL_CODE,
      TIKTOK_API_URL: 'https://business-api.tiktok.com',
      TIKTOK_REQUESTS_PER_SECOND: 1000,
      PORT: 8080,
      HOST: '0.0.0.0',
      DATABASE_URL: 'sqlite:data/clickthread.db',
      SITE_ORIGINS: [],
      LINK_DOMAINS: [],
      SERVER_KEYS: [],
      TRUST_PROXY: [],
      TAG_PATH: '/tag.js',
      COLLECT_PATH: '/collect',
      // The tag's own default.
      COOKIE_DAYS,
      RENEW_TTP: false,
      GPC: 'limit',
      RELAY_PAGE_VIEWS: false,
      MAX_QUEUE_EVENTS: 5_000_000,
      MAX_QUEUE_BYTES: 5_000_000_000,
      RATE_LIMIT_CLIENT: 6000,
      RATE_LIMIT_KEY: 60_000,
      LOG_LEVEL: 'info',
      pixels: [
        {
          code: required.TIKTOK_PIXEL_CODE,
          source: 'web',
          token: TOKEN,
          testEventCode: undefined,
          mapping: {
            preset: 'modern',
            map: {},
            alias: {},
            unmapped: 'pass',
            value: 'total',
            costs: undefined,
            contentId: undefined,
            limitedDataUse: false,
            pageParameters: [],
          },
        },
      ],
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, '']));
    expect(read({ ...empty, ...required })).toEqual(read(required));
  });

  it('is not changed by variables of other programs', () => {
    expect(read({ ...required, PATH: '/bin', LANG: 'C' })).toEqual(read(required));
  });

  it('cannot be changed later', () => {
    expect(Object.isFrozen(read(required))).toBe(true);
  });

  it('names every fault at once', () => {
    const { faults, message } = faultsOf({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      SITE_ORIGINS: 'shop.example',
      CLICKTHREAD_CONFIG: 'missing.json',
      TIKTOK_PIXEL_CODE: '7123456789012345678',
    });
    const names = faults.map((fault) => fault.split(/[.:]/)[0]);
    expect(names.sort()).toEqual([
      'CLICKTHREAD_CONFIG',
      'LOG_LEVEL',
      'PORT',
      'SITE_ORIGINS',
      'TIKTOK_ACCESS_TOKEN',
      'TIKTOK_PIXEL_CODE',
    ]);
    for (const fault of faults) expect(message).toContain(`- ${fault}`);
  });

  it('names both required variables where nothing is set', () => {
    expect(faultsOf({}).faults).toEqual([
      expect.stringMatching(/^TIKTOK_PIXEL_CODE: not set/),
      expect.stringMatching(/^TIKTOK_ACCESS_TOKEN: not set/),
    ]);
  });
});

describe('each variable', () => {
  it.each<[keyof typeof environmentSchema.shape, string, unknown, string]>([
    ['TIKTOK_PIXEL_CODE', 'C4ABCDEFGHIJKLMNOP12', 'C4ABCDEFGHIJKLMNOP12', 'twenty letters and digits'],
    ['TIKTOK_TEST_EVENT_CODE', 'TEST12345', 'TEST12345', 'as Events Manager shows it'],
    ['TIKTOK_API_URL', 'http://127.0.0.1:9', 'http://127.0.0.1:9', 'a simulator'],
    ['TIKTOK_REQUESTS_PER_SECOND', '1', 1, 'one at a time'],
    ['PORT', '0', 0, 'any free port'],
    ['PORT', '65535', 65_535, 'the last port: https://www.rfc-editor.org/rfc/rfc9293#section-3.1'],
    ['HOST', '::', '::', 'IPv6'],
    ['DATABASE_URL', 'sqlite:/var/lib/a.db', 'sqlite:/var/lib/a.db', 'an absolute path'],
    [
      'DATABASE_URL',
      'postgres://u:p@db/ct?sslmode=verify-full',
      'postgres://u:p@db/ct?sslmode=verify-full',
      'Postgres',
    ],
    ['DATABASE_URL', 'postgresql://db/ct', 'postgresql://db/ct', "Postgres' other name"],
    ['SITE_ORIGINS', 'https://a.example', ['https://a.example'], 'one'],
    [
      'SITE_ORIGINS',
      ' https://a.example/ , HTTP://B.example:80,,',
      ['https://a.example', 'http://b.example'],
      'blanks, a path, capitals and the default port: as a browser writes an Origin',
    ],
    ['LINK_DOMAINS', 'shop.example, Pay.Example,', ['shop.example', 'pay.example'], 'blanks and capitals'],
    ['LINK_DOMAINS', 'localhost,a.b-c.co.uk', ['localhost', 'a.b-c.co.uk'], 'this machine, and more labels'],
    ['LINK_DOMAINS', 'xn--bcher-kva.example', ['xn--bcher-kva.example'], 'RFC 5890, section 2.3.2.1'],
    ['LINK_DOMAINS', 'shop.xn--p1ai', ['shop.xn--p1ai'], 'https://www.iana.org/domains/root/db'],
    [
      'LINK_DOMAINS',
      `${'a'.repeat(63)}.example`,
      [`${'a'.repeat(63)}.example`],
      'the longest label: RFC 1035, 2.3.4',
    ],
    ['COOKIE_DAYS', '1', 1, 'a day'],
    ['COOKIE_DAYS', '400', 400, 'as long as browsers keep any'],
    ['GPC', 'drop', 'drop', 'whoever asks not to be tracked is not'],
    ['RENEW_TTP', 'true', true, 'on'],
    ['RENEW_TTP', 'false', false, 'off'],
    ['RELAY_PAGE_VIEWS', 'true', true, 'on'],
    ['SERVER_KEYS', '0123456789abcdef,fedcba9876543210', ['0123456789abcdef', 'fedcba9876543210'], 'two'],
    ['ADMIN_TOKEN', '0123456789abcdef', '0123456789abcdef', 'sixteen characters'],
    ['TRUST_PROXY', '1', ['1'], 'a number of proxies'],
    [
      'TRUST_PROXY',
      'loopback, 10.0.0.0/8,2001:db8::/32',
      ['loopback', '10.0.0.0/8', '2001:db8::/32'],
      'a list',
    ],
    ['DEFAULT_COUNTRY', 'GB', 'GB', 'ISO 3166-1'],
    ['TAG_PATH', '/assets/x-1.js', '/assets/x-1.js', 'a name of the site’s own choice'],
    ['COLLECT_PATH', '/c', '/c', 'a short one'],
    ['LOG_LEVEL', 'debug', 'debug', 'more'],
  ])('%s=%s is read as %j (%s)', (name, value, expected) => {
    expect(read({ ...required, [name]: value })).toHaveProperty(name, expected);
  });

  it.each<[keyof typeof environmentSchema.shape, string, string]>([
    ['TIKTOK_PIXEL_CODE', '7123456789012345678', 'the numeric id'],
    ['TIKTOK_PIXEL_CODE', 'c4abcdefghijklmnop12', 'small letters'],
    ['TIKTOK_PIXEL_CODE', 'C4', 'too short'],
    ['TIKTOK_ACCESS_TOKEN', 'Bearer 0123456789', 'the word that belongs to other APIs'],
    ['TIKTOK_ACCESS_TOKEN', 'short', 'too short'],
    ['TIKTOK_ACCESS_TOKEN', 'token-with-a-line-break\n', 'cannot stand in a header'],
    ['TIKTOK_TEST_EVENT_CODE', 'T'.repeat(65), 'too long'],
    ['TIKTOK_TEST_EVENT_CODE', 'TEST 12345', 'a blank'],
    ['TIKTOK_TEST_EVENT_CODE', '"TEST12345"', 'quotation marks'],
    ['TIKTOK_API_URL', 'business-api.tiktok.com', 'no scheme'],
    ['TIKTOK_REQUESTS_PER_SECOND', '0', 'none at all'],
    ['TIKTOK_REQUESTS_PER_SECOND', '1001', 'more than TikTok takes'],
    ['TIKTOK_API_URL', 'ftp://business-api.tiktok.com', 'another scheme'],
    ['TIKTOK_API_URL', 'https://user:password@tiktok.example', 'what no request may hold'],
    ['CLICKTHREAD_CONFIG', 'missing.json', 'no such file'],
    ['CLICKTHREAD_CONFIG', '{"pixels":[]}', 'its content instead of its path'],
    ['PORT', '65536', 'one over the last'],
    ['MAX_QUEUE_EVENTS', '0', 'a queue that is always full'],
    ['MAX_QUEUE_BYTES', '5GB', 'a unit'],
    ['RATE_LIMIT_CLIENT', '-1', 'negative'],
    ['RATE_LIMIT_KEY', '1e3', 'not decimal'],
    ['PORT', '-1', 'negative'],
    ['PORT', '80.5', 'not whole'],
    ['PORT', ' ', 'a blank is not port 0'],
    ['PORT', '0x50', 'not decimal'],
    ['PORT', 'http', 'a name'],
    ['DATABASE_URL', 'data/clickthread.db', 'no scheme'],
    ['DATABASE_URL', 'sqlite:', 'no file'],
    ['DATABASE_URL', 'sqlite:  ', 'blanks for a file'],
    ['DATABASE_URL', 'sqlite::memory:', 'gone with the process'],
    ['DATABASE_URL', 'sqlite:file::memory:', 'the same as an address'],
    ['DATABASE_URL', 'sqlite:file:a.db?mode=memory', 'and by an option'],
    ['DATABASE_URL', 'postgres://', 'no server'],
    ['DATABASE_URL', 'postgres://u:p@db:port/ct', 'no port'],
    ['DATABASE_URL', 'mysql://localhost/clickthread', 'a database that we do not have'],
    ['SITE_ORIGINS', 'https://a.example,b.example', 'one of two without a scheme'],
    ['SITE_ORIGINS', '*', 'everybody'],
    ['SITE_ORIGINS', 'null', 'what a sandboxed frame says'],
    ['LINK_DOMAINS', 'https://shop.example', 'a scheme'],
    ['LINK_DOMAINS', 'shop.example:8443', 'a port'],
    ['LINK_DOMAINS', 'shop.example/checkout', 'a path'],
    ['LINK_DOMAINS', '*.shop.example', 'a wildcard'],
    ['LINK_DOMAINS', '.shop.example', 'a dot before it'],
    ['LINK_DOMAINS', 'shop.example.', 'a dot behind it'],
    ['LINK_DOMAINS', 'shop..example', 'an empty label'],
    ['LINK_DOMAINS', 'com', 'everybody under a suffix'],
    ['LINK_DOMAINS', '192.0.2.7', 'an address'],
    ['LINK_DOMAINS', 'bücher.example', 'letters that no Host header holds'],
    ['LINK_DOMAINS', 'my_shop.example', 'an underscore'],
    ['LINK_DOMAINS', '-shop.example', 'a hyphen at the beginning of a label'],
    ['LINK_DOMAINS', `${'a'.repeat(64)}.example`, 'a label of 64 characters'],
    ['LINK_DOMAINS', `${'a.'.repeat(124)}example`, 'a name of 255 characters'],
    ['LINK_DOMAINS', 'shop.example pay.example', 'no comma between'],
    ['LINK_DOMAINS', 'shop.example,"};alert(1)//', 'one of two is no name'],
    ['COOKIE_DAYS', '0', 'none at all'],
    ['COOKIE_DAYS', '401', 'one over what browsers keep'],
    ['COOKIE_DAYS', '30.5', 'not whole'],
    ['COOKIE_DAYS', '030', 'a zero before it'],
    ['COOKIE_DAYS', 'a month', 'a word'],
    ['GPC', 'ignore', 'what the law does not allow'],
    ['RENEW_TTP', 'yes', 'another word'],
    ['RENEW_TTP', '1', 'a number'],
    ['RELAY_PAGE_VIEWS', 'TRUE', 'capitals'],
    ['SERVER_KEYS', '0123456789abcdef,short', 'one of two too short'],
    ['SERVER_KEYS', '0123456789 abcdef', 'a blank: it could never match'],
    ['ADMIN_TOKEN', '0123456789abcde', 'fifteen characters'],
    ['TRUST_PROXY', 'true', 'not an address; which proxies, and how many?'],
    ['TRUST_PROXY', 'proxy.example', 'a host name'],
    ['TRUST_PROXY', '10.0.0.0/33', 'no such network'],
    ['TRUST_PROXY', '0.0.0.0/0', 'everybody'],
    ['TRUST_PROXY', '::/0', 'everybody'],
    ['TRUST_PROXY', '1,loopback', 'a number and a name'],
    ['DEFAULT_COUNTRY', 'us', 'small letters'],
    ['DEFAULT_COUNTRY', 'USA', 'three letters'],
    ['TAG_PATH', 'tag.js', 'no slash'],
    ['COLLECT_PATH', '/:all', 'a pattern of the router'],
    ['COLLECT_PATH', '/a b', 'a blank'],
    ['LOG_LEVEL', 'verbose', 'a level of other loggers'],
  ])('%s=%j is refused by its name (%s)', (name, value) => {
    const { faults } = faultsOf({ ...required, [name]: value });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}\\b`))]);
    expect(faults[0], 'in words of ours').not.toMatch(/Invalid|Too (?:big|small)|must match/);
  });

  it.each([
    ['TIKTOK_ACCESS_TOKEN', 'a secret with blanks in it'],
    ['ADMIN_TOKEN', 'tooshort'],
    ['SERVER_KEYS', 'tooshort'],
    ['DATABASE_URL', 'postgres://user:a secret@db:port/ct'],
    ['TIKTOK_API_URL', 'https://user:tooshort@tiktok.example'],
    ['CLICKTHREAD_CONFIG', '{"pixels":[{"token":"tooshort"}]}'],
  ])('%s is not printed, not even in part', (name, secret) => {
    expect(faultsOf({ ...required, [name]: secret }).message).not.toMatch(/a secret|blanks|tooshort/);
  });

  it('a good token is not printed beside other faults', () => {
    expect(faultsOf({ ...required, PORT: 'x' }).message).not.toContain(TOKEN);
    expect(faultsOf({ TIKTOK_ACCESS_TOKEN: TOKEN }).message).not.toContain(TOKEN);
  });
});
