import type { Dice } from './dice.ts';
import type { GoodRequest } from './good-requests.ts';
import { mutateBody, mutateBytes } from './mutate-body.ts';

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  readonly bytes: Buffer;
  /** Whether the server may wait for more, for good reason: then it is not waited for. */
  readonly mayBeIncomplete: boolean;
  /** Whether its answer ends with its head. https://www.rfc-editor.org/rfc/rfc9110#name-head */
  readonly isHead: boolean;
}

const METHODS = [
  'GET',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'post',
  'G\u00cbT',
];

const PATH_PIECES = [
  '/',
  '//',
  '/..',
  '/%2e%2e',
  '/%00',
  '%',
  '%zz',
  '%E0%A4%A',
  '?',
  '?explain=1',
  '&limit=-1',
  '&limit=1e9',
  '?limit[]=1',
  '?__proto__=1',
  '#',
  '*',
  ';',
  '\\',
  '\u00e9',
  'http://evil.example/',
  `/${'a'.repeat(4000)}`,
  '/%F0%9F%98%80',
];

const HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Encoding', 'gzip'],
  ['Content-Encoding', 'gzip, gzip'],
  ['Content-Type', 'application/json'],
  ['Content-Type', 'text/plain; charset=utf-16'],
  ['Content-Type', ''],
  ['Origin', 'null'],
  ['Origin', `https://${'a'.repeat(5000)}`],
  ['Origin', 'https://shop.example'],
  ['Host', ''],
  ['Host', 'a:b:c'],
  ['Host', '[::1'],
  ['Cookie', '='.repeat(3000)],
  ['Cookie', '_ct_id=%; _ct_click=1.x.y; _ttp=\u00ff'],
  ['Cookie', `_ct_click=1.99999999999999999999.url.${'E'.repeat(3000)}`],
  ['X-Forwarded-For', ','.repeat(2000)],
  ['X-Forwarded-For', 'not an address, ::ffff:1.2.3.4, 999.1.1.1'],
  ['Authorization', 'Basic ===='],
  ['Authorization', `Bearer ${'x'.repeat(8000)}`],
  ['Accept-Language', '*;q=\u00e9'],
  ['Accept-Encoding', '*;q=0, identity;q=0'],
  ['If-None-Match', '*'],
  ['Range', 'bytes=0-'],
  ['Sec-GPC', '1'],
  ['Expect', '100-continue'],
  ['Expect', 'the unexpected'],
  ['Upgrade', 'h2c'],
  ['Connection', 'Upgrade, HTTP2-Settings'],
  ['User-Agent', '\u0080'.repeat(1000)],
  ['Referer', '%'],
];

/** Headers that say how long the body is, wrongly. */
const LENGTHS = ['-1', '1e3', '0x10', '99999999999999999999', '5, 5', '', ' '];

/** A good request with something wrong in its body, its headers, its path or anywhere. */
export function mutateRequest(good: GoodRequest, dice: Dice): FuzzedRequest {
  let mayBeIncomplete = false;
  const body = mutateBody(good.body, dice);
  const method = dice.oneIn(25) ? dice.pick(METHODS) : good.method;
  let path = good.path;
  if (dice.oneIn(6)) {
    const at = dice.roll(path.length + 1);
    path = path.slice(0, at) + dice.pick(PATH_PIECES) + path.slice(dice.oneIn(2) ? at : path.length);
  }
  const headers = [['Host', 'collect.shop.example'] as const, ...good.headers].filter(() => !dice.oneIn(40));
  while (dice.oneIn(3)) headers.splice(dice.roll(headers.length + 1), 0, dice.pick(HEADERS));
  if (dice.oneIn(300)) headers.push(...Array.from({ length: 150 }, () => ['X-Many', '1'] as const));
  if (dice.oneIn(300)) headers.push(['X-Large', 'a'.repeat(20_000)]);

  let framed = body;
  if (dice.oneIn(30)) {
    const nearly = String(Math.max(0, body.length + dice.roll(20) - 10));
    headers.push(['Content-Length', dice.oneIn(2) ? nearly : dice.pick(LENGTHS)]);
    mayBeIncomplete = true;
  } else if (body.length > 0 && dice.oneIn(12)) {
    headers.push(['Transfer-Encoding', dice.oneIn(10) ? 'gzip, chunked' : 'chunked']);
    framed = chunksOf(body, dice);
  } else if (body.length > 0 || good.method === 'POST') {
    headers.push(['Content-Length', String(body.length)]);
  }
  const version = dice.oneIn(60) ? dice.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTP']) : 'HTTP/1.1';
  const lines = [
    `${method} ${path} ${version}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  let head: Buffer = Buffer.from(lines.join('\r\n'), dice.oneIn(10) ? 'utf8' : 'latin1');
  if (dice.oneIn(20)) {
    head = mutateBytes(head, dice);
    mayBeIncomplete = true;
  }
  return { bytes: Buffer.concat([head, framed]), mayBeIncomplete, isHead: method === 'HEAD' };
}

function chunksOf(body: Buffer, dice: Dice): Buffer {
  const parts: Buffer[] = [];
  const step = dice.oneIn(5) ? 1 : 1 + dice.roll(body.length);
  for (let at = 0; at < body.length && parts.length < 6000; at += step) {
    const part = body.subarray(at, at + step);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
