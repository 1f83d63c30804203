import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { type Accesses, countAccesses, type PageScript, prepare } from './tag-start-page.ts';
import type { StartSite } from './tag-start-site.ts';

/** A middling phone against a desk's machine. https://developer.chrome.com/docs/devtools/performance/reference#cpu-throttle */
export const SLOWER = 4;

/** What a script puts off counts as well: all that the page does so long after the start. */
export const WINDOW_MS = 1000;

/** What is looked at: a script, on a page, for a visitor. */
export interface Subject {
  readonly what: string;
  readonly script: PageScript;
  /** Query of the page's address. */
  readonly query: string;
  /** What earlier pages left in the browser. */
  readonly cookies: Readonly<Record<string, string>>;
  /** Expression that is true in the page, and only when the script has done its work. */
  readonly proof: string;
}

/** What one start cost. */
export interface StartCost {
  /** Of the append alone: compilation, run and initialisation. */
  readonly startMs: number;
  /** Of all tasks of the main thread from the start to the end of the window. */
  readonly taskMs: number;
  readonly longTasks: number;
}

export interface StartAccesses extends Accesses {
  /** Requests that reached the collector within the window. */
  readonly requests: number;
}

/** Starts the script once, on a fresh page of a fresh profile, with the processor throttled. */
export function timeStart(browser: Browser, site: StartSite, subject: Subject): Promise<StartCost> {
  return visit(browser, site, subject, async (page, devTools) => {
    await devTools.send('Performance.enable');
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    // The first expression pays for what it needs itself.
    await taskMs(devTools);
    const before = await taskMs(devTools);
    const startMs = await evaluate<number>(devTools, 'startBench.start()');
    await delay(WINDOW_MS);
    const after = await taskMs(devTools);
    const longTasks = await evaluate<number>(devTools, 'startBench.longTasks()');
    await prove(page, devTools, subject);
    return { startMs, taskMs: after - before, longTasks };
  });
}

/** Starts the script once and counts what it asks for; not timed, since counting costs. */
export function countStart(browser: Browser, site: StartSite, subject: Subject): Promise<StartAccesses> {
  return visit(
    browser,
    site,
    subject,
    async (page, devTools) => {
      const before = site.collected();
      await evaluate(devTools, 'startBench.start()');
      await delay(WINDOW_MS);
      const accesses = await evaluate<Accesses>(devTools, '({ ...startBenchAccesses })');
      await prove(page, devTools, subject);
      return { ...accesses, requests: site.collected() - before };
    },
    countAccesses,
  );
}

async function visit<Result>(
  browser: Browser,
  site: StartSite,
  { what, script, query, cookies }: Subject,
  measure: (page: Page, devTools: CDPSession) => Promise<Result>,
  initScript?: () => void,
): Promise<Result> {
  // The tag keeps its ids in localStorage too.
  const localStorage = Object.entries(cookies)
    .filter(([name]) => name.startsWith('_ct_'))
    .map(([name, value]) => ({ name, value }));
  const origins = [{ origin: new URL(site.page).origin, localStorage }];
  const context = await browser.newContext({ storageState: { cookies: [], origins } });
  try {
    await context.addCookies(
      Object.entries(cookies).map(([name, value]) => ({ name, value, domain: site.cookieDomain, path: '/' })),
    );
    if (initScript) await context.addInitScript(initScript);
    const page = await context.newPage();
    const errors: Error[] = [];
    page.on('pageerror', (error) => void errors.push(error));
    await page.goto(site.page + query);
    const devTools = await context.newCDPSession(page);
    await evaluate(devTools, `(${prepare})(${JSON.stringify(script)})`);
    // What the page itself had to do is over when the browser has time for something else.
    await evaluate(devTools, 'new Promise((resolve) => requestIdleCallback(() => resolve()))');
    const result = await measure(page, devTools);
    if (errors.length > 0) throw new Error(`${what}: the page threw ${errors.join(', ')}`);
    return result;
  } finally {
    await context.close();
  }
}

/** A script that fails is quick: a cost without its work is worth nothing. */
async function prove(page: Page, devTools: CDPSession, { what, proof }: Subject): Promise<void> {
  if (await evaluate<boolean>(devTools, proof)) return;
  throw new Error(`${what} did not do its work on ${page.url()}: ${proof} is not true`);
}

async function taskMs(devTools: CDPSession): Promise<number> {
  const { metrics } = await devTools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

/** Asks by DevTools: Playwright's own `evaluate` brings a script of its own into the page. */
async function evaluate<Result>(devTools: CDPSession, expression: string): Promise<Result> {
  const { result, exceptionDetails } = await devTools.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value as Result;
}
