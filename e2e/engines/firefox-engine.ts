import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BiDi, connectBiDi } from './bidi.ts';
import { createTab, type TabCommands } from './driven-tab.ts';
import type { EngineBrowser, EngineCookie, EngineTab, EngineVisit } from './engine.ts';
import { clickActions, keyActions } from './input-actions.ts';
import { firefoxPath } from './installed.ts';
import { startProcess } from './own-process.ts';

/** What a real profile has otherwise; the rest is as Firefox sets it for itself when it is driven. */
const PREFERENCES = {
  // Test sites have names that mean something; none of their requests may pass the proxy by.
  'network.proxy.allow_hijacking_localhost': true,
  // Sites of tests speak http: https://support.mozilla.org/kb/https-upgrades
  'dom.security.https_first': false,
  'dom.security.https_first_schemeless': false,
  // A middle click opens a link also where the system has a clipboard to paste.
  'middlemouse.contentLoadURL': false,
};

/** Starts Firefox without a window, driven by WebDriver BiDi, which it speaks itself. */
export async function startFirefox(): Promise<EngineBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'clickthread-firefox-'));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const browser = await startProcess(
    firefoxPath() ?? 'firefox',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { ready: /WebDriver BiDi listening on (ws:\S+)/ },
  );
  const bidi = await connectBiDi(`${browser.matched[1]}/session`);
  await bidi.send('session.new', { capabilities: {} });
  return {
    visit: (proxyPort) => openVisit(bidi, proxyPort),
    async stop() {
      bidi.close();
      await browser.stop();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** A user context is a profile of its own: https://w3c.github.io/webdriver-bidi/#user-contexts */
async function openVisit(bidi: BiDi, proxyPort: number): Promise<EngineVisit> {
  const httpProxy = `127.0.0.1:${proxyPort}`;
  const { userContext } = await bidi.send<{ userContext: string }>('browser.createUserContext', {
    proxy: { proxyType: 'manual', httpProxy, sslProxy: httpProxy, noProxy: [] },
  });
  const known = new Map<string, EngineTab>();
  const tabOf = (context: string) => {
    const tab = known.get(context) ?? createTab(tabCommands(bidi, context));
    known.set(context, tab);
    return tab;
  };
  return {
    async newTab() {
      const { context } = await bidi.send<{ context: string }>('browsingContext.create', {
        type: 'tab',
        userContext,
      });
      return tabOf(context);
    },
    async tabs() {
      const { contexts } = await bidi.send<{ contexts: { context: string; userContext: string }[] }>(
        'browsingContext.getTree',
        { maxDepth: 0 },
      );
      return contexts.filter((each) => each.userContext === userContext).map(({ context }) => tabOf(context));
    },
    async close() {
      await bidi.send('browser.removeUserContext', { userContext });
    },
  };
}

function tabCommands(bidi: BiDi, context: string): TabCommands {
  const url = async () => {
    const { contexts } = await bidi.send<{ contexts: { url: string }[] }>('browsingContext.getTree', {
      root: context,
      maxDepth: 0,
    });
    return contexts[0]?.url ?? '';
  };
  // A hand reaches only the tab in front, and keys reach no other one.
  const activate = () => bidi.send('browsingContext.activate', { context });
  return {
    engine: 'firefox',
    url,
    async navigate(address) {
      await bidi.send('browsingContext.navigate', { context, url: address, wait: 'complete' });
    },
    async goBack() {
      await bidi.send('browsingContext.traverseHistory', { context, delta: -1 });
    },
    async evaluate(expression) {
      const answer = await bidi.send<Evaluated>('script.evaluate', {
        expression,
        awaitPromise: true,
        target: { context },
      });
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
      return answer.result.value;
    },
    async click(point, click) {
      await activate();
      await bidi.send('input.performActions', { context, actions: clickActions(point, click) });
    },
    async press(key) {
      await activate();
      await bidi.send('input.performActions', { context, actions: keyActions(key) });
    },
    async cookies() {
      const { cookies } = await bidi.send<{ cookies: BiDiCookie[] }>('storage.getCookies', {
        partition: { type: 'context', context },
      });
      const { hostname, pathname } = new URL(await url());
      return cookies.map(toCookie).filter((cookie) => isSentTo(cookie, hostname, pathname));
    },
    async close() {
      // With `promptUnload` the page hears `beforeunload` too.
      await bidi.send('browsingContext.close', { context, promptUnload: true });
    },
  };
}

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value?: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

interface BiDiCookie {
  readonly name: string;
  readonly value: { readonly value: string };
  readonly domain: string;
  readonly path: string;
  readonly expiry?: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
}

function toCookie({ name, value, domain, path, expiry, httpOnly, secure }: BiDiCookie): EngineCookie {
  return { name, value: value.value, domain, path, expires: expiry, httpOnly, secure };
}

/** Firefox names all cookies of the profile; the rules are those of RFC 6265, 5.1.3 and 5.1.4. */
function isSentTo({ domain, path }: EngineCookie, hostname: string, pathname: string): boolean {
  const onDomain = domain.startsWith('.') ? `.${hostname}`.endsWith(domain) : hostname === domain;
  return onDomain && (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`));
}
