import type { EngineName } from './installed.ts';

/** A browser process that many visits share, one after the other or side by side. */
export interface EngineBrowser {
  /**
   * Opens a fresh profile, with nothing of any visit before.
   *
   * @param proxyPort of the proxy on this machine that all its requests go through, those to `localhost` included
   */
  visit(proxyPort: number): Promise<EngineVisit>;
  stop(): Promise<void>;
}

/** What one visitor's browser has open: tabs that share cookies and storage. */
export interface EngineVisit {
  newTab(): Promise<EngineTab>;
  /** All open tabs, also those that a click has opened. */
  tabs(): Promise<readonly EngineTab[]>;
  close(): Promise<void>;
}

/** A tab. All input is the engine's own, as by a hand: its events are trusted. */
export interface EngineTab {
  readonly engine: EngineName;
  /** Goes to an address as if typed, and waits for its `load`. */
  goto(url: string): Promise<void>;
  /** Goes back as by the button, and waits until the address has changed. */
  back(): Promise<void>;
  url(): Promise<string>;
  /**
   * Runs a function in the page and waits for its promise. Arguments and result travel as JSON; the function must not
   * refer to anything outside itself.
   *
   * @throws Error where it throws, or the page goes away meanwhile
   */
  evaluate<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Asks the page again and again, across navigations, until it answers something truthy; gives that answer. */
  until<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Waits until the element is there, scrolls to it and clicks its middle. Waits for no navigation. */
  click(selector: string, click?: Click): Promise<void>;
  /** Focuses the element and presses a key. */
  press(selector: string, key: Key): Promise<void>;
  /** The cookies that a request for this page's address would carry, `HttpOnly` ones included. */
  cookies(): Promise<readonly EngineCookie[]>;
  /** Closes it as by its button: the page gets its `pagehide` (and `beforeunload`, but for WebKit). The browser stays, also where this was the last tab. */
  close(): Promise<void>;
}

export interface Click {
  /** WebKit's driver has the left one only, and throws for the others. */
  readonly button?: 'left' | 'middle' | 'right';
  readonly modifiers?: readonly Modifier[];
}

export type Modifier = 'Control' | 'Shift' | 'Alt' | 'Meta';
export type Key = 'Enter' | 'Space' | 'Tab' | 'Escape';

export interface EngineCookie {
  readonly name: string;
  readonly value: string;
  /** With a leading dot where subdomains have it too (a `Domain` attribute was given), else the very host. */
  readonly domain: string;
  readonly path: string;
  /** In seconds since 1970; undefined for a session cookie. */
  readonly expires: number | undefined;
  readonly httpOnly: boolean;
  readonly secure: boolean;
}
