/** What a page tells the visit, through a binding of this name. */
export const REPORT = '__clickthreadSmoke';

export type PageReport =
  | { readonly kind: 'tag-ready'; readonly ms: number }
  | {
      readonly kind: 'lost-address';
      readonly method: string;
      readonly ms: number;
      readonly stubHadIt: boolean;
    };

/**
 * Runs in the page before any script of its own: notes when the tag takes the place of its stub, and the first
 * change of the address by script that loses the click id. It must not refer to anything outside itself.
 */
export function instrument([report, ttclid]: readonly [string, string]): void {
  type Global = ((...args: unknown[]) => void) & { on?: boolean; u?: string };
  const tell = (what: PageReport) =>
    (window as unknown as Record<string, (what: PageReport) => void>)[report]?.(what);
  const now = () => Math.round(performance.now());
  if (window !== window.top) return;

  let global: Global | undefined;
  Object.defineProperty(window, 'clickthread', {
    configurable: true,
    get: () => global,
    set(value: Global | undefined) {
      const wasOn = global?.on;
      const ms = now();
      global = value;
      // By the end of its script the tag has said that it is one, and not the stub.
      queueMicrotask(() => {
        if (value?.on && !wasOn) tell({ kind: 'tag-ready', ms });
      });
    },
  });

  let lost = false;
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = function watched(this: History, ...args) {
      const had = location.href.includes(ttclid);
      original.apply(this, args);
      if (lost || !had || location.href.includes(ttclid)) return;
      lost = true;
      const stubHadIt = global?.u?.includes(ttclid) === true;
      tell({ kind: 'lost-address', method: `history.${method}`, ms: now(), stubHadIt });
    };
  }
}
