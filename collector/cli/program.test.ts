import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'clickthread-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = Date.parse('2026-11-20T12:00:00Z');
const PURCHASE = {
  event: 'Purchase',
  event_time: '2026-11-20T11:00:00Z',
  user: { email: 'ALICE_abc@gmail.com' },
  properties: { order_id: '10001', value: 64, currency: 'USD' },
  page: { url: 'https://shop.example/thank-you' },
};

/** Runs a command line without a network; whoever calls out fails. */
async function run(args: readonly string[], env: Record<string, string> = {}, input = '') {
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said) =>
    ({ write: (text: string) => (said[name] += text) }) as unknown as NodeJS.WriteStream;
  const code = await runProgram(args, {
    env,
    fetch: () => Promise.reject(new Error('nothing may be sent')),
    now: () => NOW,
    random: () => 0.5,
    stdin: Readable.from([Buffer.from(input)]) as unknown as NodeJS.ReadStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  });
  return { code, ...said };
}

it.each(['--version', '-V'])('%s prints the version', async (flag) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await run([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('explain', () => {
  it('works where nothing is configured, with a placeholder', async () => {
    const { code, stdout, stderr } = await run(['explain', '-', '--json'], {}, JSON.stringify(PURCHASE));
    expect(code).toBe(0);
    expect(stderr).toContain('No pixel is configured here');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        input: PURCHASE,
        output: [
          {
            event_source: 'web',
            event_source_id: expect.stringMatching(/^PLACEHOLDER/),
            data: [{ event: 'Purchase', event_id: 'ord_10001', event_time: NOW / 1000 - 3600 }],
          },
        ],
      },
    ]);
    expect(JSON.parse(stdout)[0].output[0].data[0].user.email[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('uses the configuration without its secrets', async () => {
    const file = join(folder, 'config.json');
    const pixels = [{ code: '7123456789012345678', source: 'offline', token: 'env:NOT_HERE' }];
    writeFileSync(file, JSON.stringify({ pixels }));
    const event = JSON.stringify({ events: [{ ...PURCHASE, event_source: 'offline' }, PURCHASE] });
    const { code, stdout } = await run(['explain', '-'], { CLICKTHREAD_CONFIG: file }, event);
    expect(stdout).toContain('"event_source_id": "7123456789012345678"');
    expect(stdout).toContain('REFUSED event_source: no pixel or event set is configured for web events');
    expect(code).toBe(1);
  });

  it.each([
    ['nowhere.json', /nowhere\.json is missing/, 'no file'],
    [join(folder, 'broken.json'), /broken\.json is not valid JSON/, 'no JSON'],
    [folder, /cannot be read \(EISDIR\)/, 'a folder'],
  ])('says of the configuration %s which it is', async (file, message) => {
    writeFileSync(join(folder, 'broken.json'), '{');
    const { code, stderr } = await run(['explain', '-'], { CLICKTHREAD_CONFIG: file }, '{}');
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it.each([
    ['{"event":"Purchase","usr":{}}', 1, /REFUSED usr: unknown field/, 'a field that nobody knows'],
    ['{"event":', 2, /not valid JSON/, 'no JSON'],
    ['{"events":{}}', 2, /array of events/, 'no array'],
  ])('%s ends with %i (%s)', async (input, expected, message) => {
    const { code, stdout, stderr } = await run(['explain', '-'], {}, input);
    expect(stdout + stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});

describe('import', () => {
  const file = join(folder, 'orders.csv');
  writeFileSync(file, 'email,value,currency\na@shop.example,5,EUR\nb@shop.example,"5,1",EUR\n');

  it('shows in a dry run what would be sent, and sends nothing', async () => {
    const args = ['import', file, '--source', 'offline', '--event', 'Purchase', '--dry-run'];
    const { code, stdout } = await run(args);
    expect(stdout).toContain('Line 3 is refused: value: expected a number');
    expect(stdout).toContain('Dry run: 2 rows, 1 would be sent, 0 left out, 1 refused.');
    expect(stdout).not.toContain('5,1');
    expect(code).toBe(1);
  });

  it.each<[string[], Record<string, string>, RegExp, string]>([
    [['import', file], {}, /SERVER_KEYS is not set/, 'no key'],
    [['import', 'nowhere.csv'], {}, /nowhere.csv cannot be read: ENOENT/, 'no file'],
    [['import', file, '--limit', '0'], {}, /Expected 1 or more/, 'no rows'],
    [['import', file, '--source', 'shop'], {}, /Allowed choices are web, app, offline, crm/, 'no source'],
    [['import', file, '--report', file], {}, /--report must not be the file itself/, 'it would be lost'],
    [['import', file, '--map', 'value'], {}, /--map: value is missing/, 'a map that is no file'],
    [
      ['import', file, '--key', 'env:NONE'],
      {},
      /--key: env:NONE is empty or missing/,
      'a key that is not there',
    ],
    [['import', file], { PORT: 'x' }, /PORT: expected a port/, 'a fault of the configuration'],
    [['imprt'], {}, /unknown command/, 'a slip'],
  ])('%j ends with 2 (%s)', async (args, env, message) => {
    const { code, stderr } = await run(args, env);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
