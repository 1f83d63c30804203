import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CollectorProcess, runCollector, startCollector } from '../e2e/collector-process.ts';
import { runProgram } from './cli/program.ts';
import { ROUTES } from './routes.ts';

/** The real process tells no secret: not in an answer, a log, a metric, a file, an argument or a command's output. */

/** Signs that JSON may write in several ways. */
const TOKEN = 'acc/ess"token\\7f3a9c51e2';
const KEY = 'server-key-5b1d0c9e77';
const ADMIN = 'admin-token-2f8e6a4431';
const PASSWORD = 'password-9d4c7b1a20';
/** The part of each that nothing escapes. */
const SECRET = /7f3a9c51e2|5b1d0c9e77|2f8e6a4431|9d4c7b1a20/i;
const SITE = 'https://shop.example';
const EACH = { timeout: 15_000, interval: 20 };

const folder = mkdtempSync(join(tmpdir(), 'clickthread-secrets-'));
const required = {
  TIKTOK_PIXEL_CODE: 'C4TEST00000000000000',
  TIKTOK_ACCESS_TOKEN: TOKEN,
  SERVER_KEYS: KEY,
  ADMIN_TOKEN: ADMIN,
};
afterAll(() => rmSync(folder, { recursive: true }));

describe('where TikTok repeats the token in all that it says', () => {
  const escaped = JSON.stringify(TOKEN).slice(1, -1);
  const numbered = Array.from(TOKEN, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join('');
  const said = `"message":"Access-Token ${escaped}, ${escaped.replace('/', '\\/')}, ${numbered}"`;
  /** One after the other; the last one pauses the pixel. */
  const ANSWERS = [
    { status: 200, text: `{"code":20001,${said},"request_id":"r1","data":{"header":"${escaped}"}}` },
    { status: 400, text: `{"code":40002,${said},"request_id":"r2"}` },
    { status: 502, text: `<html>Access-Token: ${TOKEN}</html>` },
    { status: 401, text: `{"code":40105,${said}}` },
  ];
  let tiktok: Server;
  let collector: CollectorProcess;
  let asked = 0;

  beforeAll(async () => {
    tiktok = createServer((request, response) => {
      request.resume().once('end', () => {
        const { status, text } = ANSWERS[Math.min(asked++, ANSWERS.length - 1)] as (typeof ANSWERS)[0];
        response.writeHead(status).end(text);
      });
    }).listen(0, '127.0.0.1');
    await once(tiktok, 'listening');
    collector = await startCollector({
      ...required,
      TIKTOK_API_URL: `http://127.0.0.1:${(tiktok.address() as AddressInfo).port}`,
      PORT: '0',
      DATABASE_URL: `sqlite:${join(folder, 'data', 'clickthread.db')}`,
      SITE_ORIGINS: SITE,
      MAX_QUEUE_EVENTS: '10',
      LOG_LEVEL: 'debug',
    });
  });
  afterAll(async () => {
    await collector.kill('SIGKILL');
    tiktok.close();
  });

  const purchase = (id: string) => ({
    event: 'Purchase',
    event_id: id,
    page: { url: `${SITE}/` },
    user: { user_agent: 'Mozilla/5.0' },
  });
  const ask = async (method: string, path: string, authorization?: string, body?: unknown) => {
    const answer = await fetch(collector.url + path, {
      method,
      headers: {
        Origin: SITE,
        'Content-Type': 'application/json',
        ...(authorization && { Authorization: authorization }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const head = JSON.stringify([...answer.headers]);
    return {
      status: answer.status,
      told: `${method} ${path} ${answer.status} ${head} ${await answer.text()}`,
    };
  };
  const send = (...events: object[]) => ask('POST', '/v1/events', `Bearer ${KEY}`, { events });

  it('every event of it is told, and the token nowhere', async () => {
    const told = () => collector.stdout().split(/"msg":"(?:not )?delivered"/).length - 1;
    for (const index of ANSWERS.keys()) {
      expect((await send(purchase(`secret-${index}`))).status).toBe(202);
      await vi.waitFor(() => expect(told()).toBeGreaterThan(index), EACH);
    }
    await vi.waitFor(
      () => expect(collector.stdout()).toMatch(/"reason":"40105 Access-Token \[token\]/),
      EACH,
    );
    expect(collector.stdout()).not.toMatch(SECRET);
  });

  it('no answer of any route tells a secret, whatever is asked and by whom', async () => {
    // The pixel is paused, so the queue is full from here on.
    const many = Array.from({ length: 10 }, (_, index) => purchase(`waiting-${index}`));
    expect((await send(...many)).status).toBe(202);
    const keys = [
      undefined,
      `Bearer ${KEY}x`,
      `Bearer ${KEY}`,
      `Basic ${btoa(`${KEY}:`)}`,
      `Bearer ${ADMIN}`,
    ];
    const bodies = [
      '',
      '{',
      `"${KEY}${ADMIN}`,
      { events: [{ event: KEY.toUpperCase().slice(0, 3), event_time: 'never' }] },
      { events: [purchase('late')], filter: {}, [TOKEN]: 1 },
    ];
    const answers = [await ask('POST', '/collect', undefined, 'x'.repeat(2_000_000))];
    for (const path of [
      ...Object.values(ROUTES),
      '/collect',
      '/tag.js',
      '/openapi.json',
      `/%zz`,
      '/nowhere',
    ]) {
      for (const key of keys) {
        answers.push(await ask('GET', path, key));
        for (const body of bodies) answers.push(await ask('POST', path, key, body));
      }
    }
    const foreign = await fetch(`${collector.url}/collect`, {
      method: 'POST',
      headers: { Origin: 'https://elsewhere.example', 'Content-Type': 'text/plain' },
      body: '{}',
    });
    answers.push({ status: foreign.status, told: await foreign.text() });

    for (const { told } of answers) {
      // The body may have held one; an answer never repeats it.
      expect(told).not.toMatch(SECRET);
    }
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 413, 422, 503]));
    const dead = answers.filter(({ told }) => told.startsWith('GET /dashboard/dead 200'));
    expect(dead.map(({ told }) => told).join(), 'the dead event has its reason').toContain(
      'Access-Token [token]',
    );
    const scraped = answers.filter(({ told }) => told.startsWith('GET /metrics 200'));
    expect(scraped.map(({ told }) => told).join()).toContain('clickthread_events_stored_total');
  });

  it('no command that talks to it or reads its settings does', async () => {
    const input = join(folder, 'events.ndjson');
    writeFileSync(input, `${JSON.stringify(purchase('imported'))}\n`);
    const env = {
      ...required,
      PORT: String(collector.port),
      DATABASE_URL: `sqlite:${folder}/data/clickthread.db`,
    };
    const server = ['--url', collector.url];
    for (const args of [
      ['explain', input, '--json'],
      ['explain', input],
      ['import', input, '--dry-run'],
      ['import', input, ...server, '--key', 'env:SERVER_KEYS'],
      ['import', input, ...server, '--key', 'env:ADMIN_TOKEN'],
      ['import', input, '--url', 'http://127.0.0.1:9', '--key', 'env:SERVER_KEYS'],
      ['import', input, '--key', KEY],
      ['replay', '--all', '--dry-run'],
      ['replay', '--all', ...server, '--key', 'env:SERVER_KEYS'],
      ['replay', '--all', '--url', 'http://127.0.0.1:9'],
      ['backup', join(folder, 'copy.db')],
    ]) {
      const output = await command(args, env);
      expect(output, args.join(' ')).not.toMatch(SECRET);
      expect(output, args.join(' ')).not.toBe('');
    }
  });

  it('neither its files, its log, its name nor its arguments do', async () => {
    const files = () => readdirSync(join(folder, 'data')).map((name) => join(folder, 'data', name));
    const bytes = () => files().map((path) => [path, readFileSync(path, 'latin1')] as const);
    const running = bytes();
    const seen = ['cmdline', 'comm'].map((name) => readProc(collector.pid, name));
    expect(await collector.kill()).toBe(0);
    for (const [path, text] of [...running, ...bytes()]) expect(SECRET.exec(text)?.[0], path).toBeUndefined();
    expect(running.some(([, text]) => text.includes('Access-Token [token]'))).toBe(true);
    expect(seen.join()).not.toMatch(SECRET);
    expect(collector.stdout()).not.toMatch(SECRET);
  });
});

/** What the system shows of a process to all its users; nothing on systems without /proc. */
function readProc(pid: number, name: string): string {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/${name}`, 'latin1') : '';
}

/** All that a command says. */
async function command(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  let output = '';
  const stream = { write: (text: string) => (output += text) } as unknown as NodeJS.WriteStream;
  await runProgram(args, {
    env,
    fetch,
    now: Date.now,
    random: Math.random,
    stdin: Readable.from([]) as unknown as NodeJS.ReadStream,
    stdout: stream,
    stderr: stream,
  }).catch((error: Error) => {
    // As node would print it.
    output += error.stack;
  });
  return output;
}

describe('a start that cannot be tells no secret', () => {
  const postgres = (host: string) => `postgres://user:${PASSWORD}@${host}/clickthread`;
  it.each([
    {
      settings: {
        DATABASE_URL: postgres('127.0.0.1:port'),
        TIKTOK_API_URL: `https://user:${PASSWORD}@tiktok.example`,
        CLICKTHREAD_CONFIG: `{"pixels":[{"token":"${PASSWORD}"}]}`,
        SERVER_KEYS: `${KEY} `.repeat(2),
        ADMIN_TOKEN: ADMIN.slice(-10),
      },
      says: /has 5 fault\(s\)/,
      reason: 'every variable with one in it is at fault',
    },
    {
      settings: { DATABASE_URL: postgres('127.0.0.1:9') },
      says: /127\.0\.0\.1:9.*ECONNREFUSED/,
      reason: 'no server is there',
    },
    {
      settings: { DATABASE_URL: postgres('%zz') },
      says: /cannot use DATABASE_URL: /,
      reason: 'an address that the driver cannot read',
    },
  ])('$reason', async ({ says, settings }) => {
    const { code, stdout, stderr } = await runCollector({ ...required, ...settings });
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(stdout + stderr).not.toMatch(SECRET);
  });
});
