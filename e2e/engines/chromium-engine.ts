import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from '../chromium.ts';
import { createTab, type TabCommands } from './driven-tab.ts';
import type { EngineBrowser, EngineTab, EngineVisit } from './engine.ts';

/** Starts Chromium without a window, driven by Playwright. */
export async function startChromium(): Promise<EngineBrowser> {
  const browser = await chromium.launch({
    ...chromiumLaunch(),
    // Playwright turns off what visitors have: pages that come back as they were left.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  return {
    async visit(proxyPort) {
      const server = `http://127.0.0.1:${proxyPort}`;
      return openVisit(await browser.newContext({ proxy: { server, bypass: '<-loopback>' } }));
    },
    stop: () => browser.close(),
  };
}

function openVisit(context: BrowserContext): EngineVisit {
  const known = new Map<Page, EngineTab>();
  const tabOf = (page: Page) => {
    const tab = known.get(page) ?? createTab(tabCommands(page));
    known.set(page, tab);
    return tab;
  };
  return {
    newTab: async () => tabOf(await context.newPage()),
    tabs: async () => context.pages().map(tabOf),
    close: () => context.close(),
  };
}

function tabCommands(page: Page): TabCommands {
  return {
    engine: 'chromium',
    async navigate(url) {
      await page.goto(url);
    },
    async goBack() {
      // A page that comes back as it was left has no `load`, which Playwright would wait for.
      await page.goBack({ waitUntil: 'commit' });
    },
    url: async () => page.url(),
    evaluate: (expression) => page.evaluate<string | undefined>(expression),
    async click({ x, y }, { button = 'left', modifiers = [] }) {
      for (const modifier of modifiers) await page.keyboard.down(modifier);
      await page.mouse.click(x, y, { button });
      for (const modifier of modifiers) await page.keyboard.up(modifier);
    },
    press: (key) => page.keyboard.press(key),
    async cookies() {
      const cookies = await page.context().cookies(page.url());
      return cookies.map(({ name, value, domain, path, expires, httpOnly, secure }) => ({
        name,
        value,
        domain,
        path,
        // Playwright says -1 for a session cookie.
        expires: expires < 0 ? undefined : expires,
        httpOnly,
        secure,
      }));
    },
    async close() {
      const closed = page.waitForEvent('close');
      // Without this option it is torn down, and hears nothing of its end.
      await page.close({ runBeforeUnload: true });
      await closed;
    },
  };
}
