/**
 * Group commit without a timer: one commit runs at a time, and what arrives meanwhile shares the next one.
 * A lone caller waits for nothing; under load one fsync serves hundreds.
 */
export interface GroupCommit<Item, Result> {
  /** Resolves with the item's own result once its group is on disk; rejects with the group's error. */
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param commit writes one group durably and returns a result for each item, in order
 * @param limits how many items one group may hold, and how many may wait before `add` refuses
 */
export function groupCommit<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: { readonly maxGroup: number; readonly maxWaiting: number },
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, limits.maxGroup);
      waiting = waiting.slice(limits.maxGroup);
      try {
        const results = await commit(group.map((each) => each.item));
        group.forEach((each, index) => {
          each.resolve(results[index] as Result);
        });
      } catch (error) {
        for (const each of group) each.reject(error);
      }
    }
    running = undefined;
  }

  return {
    add(item) {
      if (waiting.length >= limits.maxWaiting) {
        return Promise.reject(new Error(`${waiting.length} writes are waiting for the disk already`));
      }
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        // One turn of the event loop lets requests of the same tick join the first group.
        running ??= new Promise<void>((next) => setImmediate(next)).then(run);
      });
    },
    async idle() {
      await running;
    },
  };
}
