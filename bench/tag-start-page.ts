/** A script under measure, and the attributes of its element. */
export interface PageScript {
  readonly source: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How often a script asked the browser for what it keeps. */
export interface Accesses {
  cookieWrites: number;
  cookieReads: number;
  /** Of localStorage and sessionStorage, reads and writes. */
  storage: number;
}

declare global {
  interface Window {
    startBench?: StartBench;
    startBenchAccesses?: Accesses;
  }
}

interface StartBench {
  /** Appends the script; returns how many milliseconds that took, compilation and run included. */
  start(): number;
  /** How many tasks took longer than 50 ms since the start. https://w3c.github.io/longtasks/ */
  longTasks(): number;
}

/**
 * Runs in the page, ahead of the measure: makes the element, so that only what the browser does with it is left.
 * It must not refer to anything outside itself.
 */
export function prepare({ source, attributes }: PageScript): void {
  const script = document.createElement('script');
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  script.textContent = source;

  let began = 0;
  const entries: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => void entries.push(...list.getEntries()));
  observer.observe({ type: 'longtask' });

  window.startBench = {
    start() {
      began = performance.now();
      document.head.append(script);
      return performance.now() - began;
    },
    longTasks() {
      entries.push(...observer.takeRecords());
      return entries.filter(({ startTime, duration }) => startTime + duration > began).length;
    },
  };
}

/**
 * Runs in the page before any script of its own, in visits that are not timed: counts every way to a cookie or to
 * the page's storage. It must not refer to anything outside itself.
 */
export function countAccesses(): void {
  const accesses: Accesses = { cookieWrites: 0, cookieReads: 0, storage: 0 };
  window.startBenchAccesses = accesses;

  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true,
    get() {
      accesses.cookieReads++;
      return cookie?.get?.call(this);
    },
    set(value: string) {
      accesses.cookieWrites++;
      cookie?.set?.call(this, value);
    },
  });

  type Method = (this: unknown, ...args: unknown[]) => unknown;
  const cookieStore = CookieStore.prototype as unknown as Record<string, Method>;
  for (const [names, kind] of [
    [['get', 'getAll'], 'cookieReads'],
    [['set', 'delete'], 'cookieWrites'],
  ] as const) {
    for (const name of names) {
      const original = cookieStore[name] as Method;
      cookieStore[name] = function counted(...args) {
        accesses[kind]++;
        return original.apply(this, args);
      };
    }
  }

  for (const name of ['localStorage', 'sessionStorage'] as const) {
    const real = window[name];
    const count = <Result>(result: Result): Result => {
      accesses.storage++;
      return result;
    };
    // A proxy, since `localStorage.key` does not pass by getItem.
    const counted = new Proxy(real, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        return count(typeof value === 'function' ? value.bind(target) : value);
      },
      set: (target, key, value) => count(Reflect.set(target, key, value)),
      has: (target, key) => count(Reflect.has(target, key)),
      deleteProperty: (target, key) => count(Reflect.deleteProperty(target, key)),
      ownKeys: (target) => count(Reflect.ownKeys(target)),
    });
    Object.defineProperty(window, name, { configurable: true, get: () => counted });
  }
}
