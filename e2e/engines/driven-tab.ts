import type { Click, EngineCookie, EngineTab, Key } from './engine.ts';
import type { EngineName } from './installed.ts';
import { until } from './until.ts';

/** A point in CSS pixels from the top left corner of what is visible of the page. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The few commands that every remote control of a browser has for a tab. */
export interface TabCommands {
  readonly engine: EngineName;
  /** Waits for `load`. */
  navigate(url: string): Promise<void>;
  goBack(): Promise<void>;
  url(): Promise<string>;
  /** Evaluates an expression of a promise of a string or undefined. */
  evaluate(expression: string): Promise<string | undefined>;
  click(point: Point, click: Click): Promise<void>;
  /** Presses a key wherever the focus is. */
  press(key: Key): Promise<void>;
  /** Those of the tab's address. */
  cookies(): Promise<EngineCookie[]>;
  close(): Promise<void>;
}

/** A tab on top of these commands, so that every engine looks for elements, asks and waits in the same way. */
export function createTab(commands: TabCommands): EngineTab {
  const tab: EngineTab = {
    engine: commands.engine,
    goto: (url) => commands.navigate(url),
    async back() {
      const from = await commands.url();
      await commands.goBack();
      await until('another address', async () => (await commands.url()) !== from);
    },
    url: () => commands.url(),
    async evaluate<Args extends readonly unknown[], Result>(
      run: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ) {
      const call = `(${run})(...${JSON.stringify(args)})`;
      const json = await commands.evaluate(`(async () => JSON.stringify(await ${call}))()`);
      return (json === undefined ? undefined : JSON.parse(json)) as Result;
    },
    until: (run, ...args) => until(`${run} to be true in the page`, () => tab.evaluate(run, ...args)),
    async click(selector, click = {}) {
      const point = await tab.until(middleOf, selector);
      await commands.click(point as Point, click);
    },
    async press(selector, key) {
      await tab.until(focus, selector);
      await commands.press(key);
    },
    cookies: () => commands.cookies(),
    close: () => commands.close(),
  };
  return tab;
}

/** Runs in the page: where to click an element; undefined while it is not there, or something lies over it. */
function middleOf(selector: string): Point | undefined {
  const element = document.querySelector(selector);
  if (!element) return undefined;
  element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  // Of a link that is wrapped the whole box has its middle outside the link; the first line has not.
  const box = element.getClientRects()[0];
  if (!box || box.width === 0 || box.height === 0) return undefined;
  const x = Math.floor(box.left + box.width / 2);
  const y = Math.floor(box.top + box.height / 2);
  const hit = document.elementFromPoint(x, y);
  return element.contains(hit) ? { x, y } : undefined;
}

function focus(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null && document.activeElement === element;
}
