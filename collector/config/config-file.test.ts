import { describe, expect, it } from 'vitest';
import { type Config, ConfigError, readConfig } from './config.ts';

const required = {
  TIKTOK_PIXEL_CODE: 'C4TEST00000000000000',
  TIKTOK_ACCESS_TOKEN: 'the-access-token-of-the-test',
};
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

describe('the file CLICKTHREAD_CONFIG', () => {
  const withFile = (content: unknown, environment: Environment = {}, files: Files = {}) =>
    [
      { CLICKTHREAD_CONFIG: 'ct.json', ...environment },
      { 'ct.json': typeof content === 'string' ? content : JSON.stringify(content), ...files },
    ] as const;
  const shop = { code: 'C4SHOP00000000000000', token: 'env:SHOP_TOKEN' };
  const till = { code: '7123456789', source: 'offline', token: 'file:/run/till', test_event_code: 'TEST1' };
  const secrets = { SHOP_TOKEN: 'token-of-the-shop' };
  const files = { '/run/till': 'token-of-the-till\n' };
  const fromFile = [
    { code: shop.code, source: 'web', token: 'token-of-the-shop', testEventCode: undefined },
    { code: till.code, source: 'offline', token: 'token-of-the-till', testEventCode: 'TEST1' },
  ];

  it('brings pixels, whose tokens stand in variables and files', () => {
    expect(read(...withFile({ pixels: [shop, till] }, secrets, files)).pixels).toMatchObject(fromFile);
  });

  it('adds to the pixel of the environment', () => {
    const { pixels } = read(...withFile({ pixels: [shop, till] }, { ...secrets, ...required }, files));
    expect(pixels.map((pixel) => pixel.code).sort()).toEqual(
      [required.TIKTOK_PIXEL_CODE, shop.code, till.code].sort(),
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['not JSON', '{"pixels": LITERAL-SECRET', /^CLICKTHREAD_CONFIG: ct\.json is not valid JSON$/],
    ['no pixels', { pixels: [] }, /^ct\.json: pixels/],
    [
      'a misspelt field',
      { pixels: [{ ...shop, sauce: 'web' }] },
      /^ct\.json: pixels\.0\.sauce: is no setting/,
    ],
    ['a misspelt setting', { pixels: [shop], event: {} }, /^ct\.json: event: is no setting/],
    ['an unknown source', { pixels: [{ ...shop, source: 'shop' }] }, /^ct\.json: pixels\.0\.source/],
    ['a literal secret', { pixels: [{ ...shop, token: 'LITERAL-SECRET' }] }, /^ct\.json: pixels\.0\.token/],
    [
      'a variable that is not set',
      { pixels: [{ ...shop, token: 'env:NOWHERE' }] },
      /pixels\.0\.token: env:NOWHERE/,
    ],
    [
      'the secret itself in the place of its variable',
      { pixels: [{ ...shop, token: 'env:0literal1secret2' }] },
      /pixels\.0\.token: the variable behind "env:" is empty or missing/,
    ],
    [
      'a file that is missing',
      { pixels: [{ ...shop, token: 'file:/nowhere' }] },
      /pixels\.0\.token: file:\/nowhere/,
    ],
    ['an empty file', { pixels: [{ ...shop, token: 'file:/run/empty' }] }, /pixels\.0\.token/],
    ['a token that no header can hold', { pixels: [{ ...shop, token: 'env:BROKEN' }] }, /pixels\.0\.token/],
    ['one pixel twice', { pixels: [shop, shop] }, /web C4SHOP00000000000000 is configured twice/],
  ])('is refused by its path, without its secrets: %s', (_reason, content, fault) => {
    const environment = { ...secrets, BROKEN: 'LITERAL-SECRET \n x' };
    const error = faultsOf(...withFile(content, environment, { ...files, '/run/empty': '\n' }));
    expect(error.faults).toEqual([expect.stringMatching(fault)]);
    expect(error.message).not.toMatch(/LITERAL-SECRET|literal1secret|token-of-the/);
  });
});

it.each([
  ['ENOENT', /^CLICKTHREAD_CONFIG: ct\.json is missing: /],
  ['EACCES', /^CLICKTHREAD_CONFIG: ct\.json cannot be read \(EACCES\)$/],
  ['EISDIR', /^CLICKTHREAD_CONFIG: ct\.json cannot be read \(EISDIR\)$/],
])('a file that cannot be opened for %s is told from one that is no JSON', (code, expected) => {
  const unread = () => {
    throw Object.assign(new Error('of the system'), { code });
  };
  const fault = (() => {
    try {
      return readConfig({ ...required, CLICKTHREAD_CONFIG: 'ct.json' }, unread);
    } catch (error) {
      return error;
    }
  })();
  expect((fault as ConfigError).faults).toEqual([expect.stringMatching(expected)]);
});
