import { anyFreePort } from '../any-free-port.ts';
import { createTab, type Point, type TabCommands } from './driven-tab.ts';
import type { Click, EngineBrowser, EngineCookie, EngineTab, EngineVisit } from './engine.ts';
import { clickActions, type InputSource, keyActions } from './input-actions.ts';
import { miniBrowserPath, webKitDriverPath, xvfbPath } from './installed.ts';
import { type OwnProcess, startProcess } from './own-process.ts';
import { until } from './until.ts';
import { createWebDriver, type WebDriver } from './webdriver.ts';

/** Starts a screen that nobody sees, for WebKitGTK's own small browser, driven by WebDriver. */
export async function startWebKit(): Promise<EngineBrowser> {
  // It takes a display number that is free and prints it.
  const screen = await startProcess(
    xvfbPath() ?? 'Xvfb',
    ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    { ready: /^(\d+)\n/m },
  );
  return {
    visit: (proxyPort) => startVisit(`:${screen.matched[1]}`, proxyPort),
    stop: () => screen.stop(),
  };
}

/** A driver has one session at a time, so each visit gets a driver and with it a browser of its own. */
async function startVisit(display: string, proxyPort: number): Promise<EngineVisit> {
  const port = await anyFreePort();
  const service = await startProcess(webKitDriverPath() ?? 'WebKitWebDriver', [`--port=${port}`], {
    env: {
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      // Without a session bus there is nobody to tell about accessibility, and asking takes time.
      NO_AT_BRIDGE: '1',
      // Its sandbox needs rights that root in a container has not. The only pages are those of the tests.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
  });
  try {
    const driver = createWebDriver(`http://127.0.0.1:${port}`);
    await until('WebKitWebDriver', async () => (await driver.get<{ ready: boolean }>('/status')).ready);
    const { sessionId } = await driver.post<{ sessionId: string }>('/session', {
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          proxy: { proxyType: 'manual', httpProxy: `127.0.0.1:${proxyPort}` },
          'webkitgtk:browserOptions': { binary: miniBrowserPath(), args: ['--automation'] },
        },
      },
    });
    return openVisit(createWebDriver(`http://127.0.0.1:${port}/session/${sessionId}`), service);
  } catch (error) {
    await service.stop();
    throw error;
  }
}

function openVisit(session: WebDriver, service: OwnProcess): EngineVisit {
  const inTab = takeTurns(session);
  const known = new Map<string, EngineTab>();
  const tabOf = (handle: string) => {
    const tab = known.get(handle) ?? createTab(tabCommands(session, (command) => inTab(handle, command)));
    known.set(handle, tab);
    return tab;
  };
  const handles = () => session.get<string[]>('/window/handles');
  let isFirst = true;
  return {
    async newTab() {
      // There is always one: a session begins with it, and the last one is not closed.
      const [open = ''] = await handles();
      const handle = isFirst ? open : await inTab(open, () => openTab(session));
      isFirst = false;
      return tabOf(handle);
    },
    tabs: async () => (await handles()).map(tabOf),
    async close() {
      await session.delete('');
      await service.stop();
    },
  };
}

/** A session has one current tab, so commands to several tabs go one after the other, each to its own. */
function takeTurns(session: WebDriver) {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(handle: string, command: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(async () => {
      await session.post('/window', { handle });
      return command();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}

type InTab = <Result>(command: () => Promise<Result>) => Promise<Result>;

function tabCommands(session: WebDriver, inTab: InTab): TabCommands {
  return {
    engine: 'webkit',
    url: () => inTab(() => session.get<string>('/url')),
    navigate: (url) => inTab(() => session.post('/url', { url })),
    goBack: () => inTab(() => session.post('/back')),
    evaluate: (expression) =>
      inTab(async () => {
        const script = `return ${expression}`;
        return (await session.post<string | null>('/execute/sync', { script, args: [] })) ?? undefined;
      }),
    click: (point, click) => inTab(() => session.post('/actions', { actions: leftClick(point, click) })),
    press: (key) => inTab(() => session.post('/actions', { actions: keyActions(key) })),
    cookies: () => inTab(async () => (await session.get<WebDriverCookie[]>('/cookie')).map(toCookie)),
    close: () =>
      inTab(async () => {
        // With its last tab the browser would end, and with it what its pages have just sent.
        const handles = await session.get<string[]>('/window/handles');
        if (handles.length === 1) await openTab(session);
        await session.delete('/window');
      }),
  };
}

/**
 * WebKitWebDriver 2.50 presses the middle or right button, but lets go of the left one: the page sees a click that
 * nobody can make. And MiniBrowser opens no tab for a click with a modifier key while it is driven.
 */
function leftClick(point: Point, click: Click): InputSource[] {
  if (click.button && click.button !== 'left')
    throw new Error(`WebKit cannot be made to click ${click.button}`);
  return clickActions(point, click);
}

/** A window, since MiniBrowser leaves a new tab hidden behind the old one, where input waits for ever. */
async function openTab(session: WebDriver): Promise<string> {
  return (await session.post<{ handle: string }>('/window/new', { type: 'window' })).handle;
}

interface WebDriverCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly expiry?: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
}

function toCookie({ expiry, name, value, domain, path, httpOnly, secure }: WebDriverCookie): EngineCookie {
  return { name, value, domain, path, expires: expiry, httpOnly, secure };
}
