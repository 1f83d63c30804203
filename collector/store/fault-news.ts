/** A fault that lasts is told again after this time, and a new one at once. */
const AGAIN_MS = 60_000;

/** Keeps a log readable while something fails again and again. */
export interface FaultNews {
  /** Whether this message is worth a line: it is another one than the last, or nothing was told for a minute. */
  isNew(message: string): boolean;
  /** All is well again: the same message would be news. */
  forget(): void;
}

/** @param now ms */
export function createFaultNews(now: () => number): FaultNews {
  let last: { readonly message: string; readonly toldAt: number } | undefined;
  return {
    isNew(message) {
      const at = now();
      // Numbers in it may count up.
      const same = withoutNumbers(message);
      const agoMs = at - (last?.toldAt ?? at);
      // A clock that was set back would keep it silent for as long.
      if (last?.message === same && agoMs >= 0 && agoMs < AGAIN_MS) return false;
      last = { message: same, toldAt: at };
      return true;
    },
    forget() {
      last = undefined;
    },
  };
}

const withoutNumbers = (text: string) => text.replace(/\d+/g, '#');
