import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { createTagFiles, type TagNaming } from './tag-files.ts';

const BUNDLES = new Map([
  ['', 'tag()'],
  ['debug', 'debugTag()'],
  ['tcf', 'addOn()'],
]);
const DOMAINS = ['shop.example', 'pay.example'];

const files = (naming: Partial<TagNaming> = {}) =>
  createTagFiles(BUNDLES, { version: '1.2.3', movingPath: '/tag.js', linkDomains: [], ...naming });
const integrityOf = (text: string) => `sha384-${createHash('sha384').update(text).digest('base64')}`;

let server: Server | undefined;
afterEach(() => server?.close());

/** Asks for a file over a real port. */
async function fetchFrom({ routes }: ReturnType<typeof files>, path: string): Promise<Response> {
  server?.close();
  server = createServer((request, response) => {
    const serve = routes.get(request.url ?? '');
    if (serve) serve(request, response);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
}

describe('names', () => {
  it.each([
    ['/tag.js', ['/tag.js', '/tag-1.2.3.js', '/tag.debug.js', '/tag.debug-1.2.3.js'], 'the default'],
    [
      '/x/t.js',
      ['/x/t.js', '/x/t-1.2.3.js', '/x/t.debug.js', '/x/t.debug-1.2.3.js'],
      'a name of the site’s own',
    ],
    ['/t', ['/t', '/t-1.2.3.js', '/t.debug.js', '/t.debug-1.2.3.js'], 'a name without ".js"'],
  ])('%s: %j (%s)', (movingPath, paths) => {
    const { routes, frozenPath } = files({ movingPath });
    expect([...routes.keys()].slice(0, 4)).toEqual(paths);
    expect(frozenPath).toBe(paths[1]);
  });

  it('are those of the bundles that there are', () => {
    const { routes, integrities } = createTagFiles(new Map([['', 'tag()']]), {
      version: '1.2.3',
      movingPath: '/tag.js',
      linkDomains: [],
    });
    expect([...routes.keys()]).toEqual(['/tag.js', '/tag-1.2.3.js']);
    expect(integrities).toEqual({ '/tag-1.2.3.js': integrityOf('tag()') });
  });
});

describe('each file', () => {
  it.each([
    ['/tag.js', 'tag()', /^public, max-age=300\b(?!.*immutable)/, 'may change with each release'],
    ['/tag-1.2.3.js', 'tag()', /^public, max-age=31536000, immutable$/, 'never changes'],
    ['/tag.tcf.js', 'addOn()', /^public, max-age=300\b(?!.*immutable)/, 'as the tag'],
    ['/tag.tcf-1.2.3.js', 'addOn()', /^public, max-age=31536000, immutable$/, 'as the tag'],
  ])('%s: %s, %s (%s)', async (path, text, cacheControl) => {
    const answer = await fetchFrom(files(), path);
    expect(await answer.text()).toBe(text);
    expect(answer.headers.get('cache-control')).toMatch(cacheControl);
    expect(answer.headers.get('etag')).toMatch(/^W\/"/);
  });

  it('has its integrity, the tag’s own stands apart', () => {
    expect(files()).toMatchObject({
      frozenPath: '/tag-1.2.3.js',
      integrity: integrityOf('tag()'),
      integrities: {
        '/tag-1.2.3.js': integrityOf('tag()'),
        '/tag.debug-1.2.3.js': integrityOf('debugTag()'),
        '/tag.tcf-1.2.3.js': integrityOf('addOn()'),
      },
    });
  });
});

describe('LINK_DOMAINS', () => {
  const told =
    '(window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)},clickthread.q=clickthread.q||[]).unshift(["init",{domains:"shop.example,pay.example"}]);\n';
  it.each([
    ['/tag.js', `${told}tag()`, 'the moving tag'],
    ['/tag.debug.js', `${told}debugTag()`, 'the moving tag that says what it does'],
    ['/tag.tcf.js', 'addOn()', 'not an add-on, which stands beside a tag'],
    ['/tag-1.2.3.js', 'tag()', 'not a frozen file: its bytes depend on the version alone'],
    ['/tag.debug-1.2.3.js', 'debugTag()', 'nor another one'],
  ])('%s is %j (%s)', async (path, text) => {
    expect(await (await fetchFrom(files({ linkDomains: DOMAINS }), path)).text()).toBe(text);
  });

  it('change the ETag of the moving file and no integrity', async () => {
    const [plain, linked] = [files(), files({ linkDomains: DOMAINS })];
    expect(linked.integrities).toEqual(plain.integrities);
    const etags = [];
    for (const each of [plain, linked]) etags.push((await fetchFrom(each, '/tag.js')).headers.get('etag'));
    expect(new Set(etags).size).toBe(2);
  });

  it.each([
    ['";globalThis.broken=1//', 'a quote'],
    ["\\';globalThis.broken=1//", 'a backslash'],
    ['</script><script>', 'the end of an element'],
    ['a\u2028b\nc', 'line ends'],
  ])('%j stays a string (%s)', async (name) => {
    const text = await (await fetchFrom(files({ linkDomains: [name] }), '/tag.js')).text();
    const page: { clickthread?: { q: unknown }; broken?: number } = {};
    runInNewContext(`var window=globalThis;${text.replace('tag()', '')}`, page);
    expect(page.clickthread?.q).toEqual([['init', { domains: name }]]);
    expect(page.broken).toBeUndefined();
    expect(text).not.toMatch(/[<>\u2028]/);
  });
});
