/**
 * Group commit without a timer: what arrives during a commit shares the next one. A lone caller waits for nothing;
 * under load one fsync serves dozens, and the next group is on its way while the last one is being written.
 */
export interface GroupCommit<Item, Result> {
  /** Resolves with the item's own result once its group is on disk; rejects with the group's error. */
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
}

export interface GroupLimits {
  /** Weight of one commit; a heavier item goes alone. */
  readonly maxGroup: number;
  /** Weight that may wait before `add` refuses. */
  readonly maxWaiting: number;
  /** Commits that may be on their way at one time. */
  readonly maxRunning: number;
  /** Weight that must wait before a further commit starts beside a running one: less would not be worth it. */
  readonly ahead: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param commit writes one group durably and returns a result for each item, in order
 * @param weigh tells the weight of an item, in the unit of the limits
 */
export function groupCommit<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: GroupLimits,
  weigh: (item: Item) => number = () => 1,
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let waitingWeight = 0;
  let running = 0;
  let whenIdle: (() => void)[] = [];

  function takeGroup(): Waiting<Item, Result>[] {
    let weight = 0;
    let count = 0;
    for (const { item } of waiting) {
      weight += weigh(item);
      if (count > 0 && weight > limits.maxGroup) break;
      count++;
      waitingWeight -= weigh(item);
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  }

  async function commitAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = takeGroup();
      try {
        const results = await commit(group.map((each) => each.item));
        group.forEach((each, index) => {
          each.resolve(results[index] as Result);
        });
      } catch (error) {
        for (const each of group) each.reject(error);
      }
    }
    running--;
    if (running > 0) return;
    for (const resolve of whenIdle) resolve();
    whenIdle = [];
  }

  return {
    add(item) {
      if (waitingWeight >= limits.maxWaiting) {
        return Promise.reject(new Error(`${waiting.length} writes are waiting for the disk already`));
      }
      waitingWeight += weigh(item);
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (running === 0) {
          running++;
          // One turn of the event loop lets requests of the same tick join the first group.
          setImmediate(commitAll);
        } else if (waitingWeight >= limits.ahead && running < limits.maxRunning) {
          running++;
          void commitAll();
        }
      });
    },
    idle() {
      return running === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve));
    },
  };
}
