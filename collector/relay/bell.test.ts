import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBell } from './bell.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether the sleeper has woken. */
function sleeper(wait: Promise<void>) {
  const state = { awake: false };
  void wait.then(() => {
    state.awake = true;
  });
  return state;
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a sleeper', () => {
  it('wakes when its time is over', async () => {
    const state = sleeper(createBell().wait(1000));
    await pass(999);
    expect(state.awake).toBe(false);
    await pass(1);
    expect(state.awake).toBe(true);
  });

  it('wakes at the ring, and leaves no timer behind', async () => {
    const bell = createBell();
    const state = sleeper(bell.wait(1000));
    await pass(10);
    bell.ring();
    await pass(0);
    expect(state.awake).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not sleep where the bell has rung before', async () => {
    const bell = createBell();
    bell.ring();
    const state = sleeper(bell.wait(1000));
    await pass(0);
    expect(state.awake).toBe(true);
  });

  it('is woken once by many rings', async () => {
    const bell = createBell();
    for (let index = 0; index < 3; index++) bell.ring();
    await bell.wait(1000);
    const state = sleeper(bell.wait(1000));
    await pass(999);
    expect(state.awake).toBe(false);
  });

  it('is woken again after every sleep', async () => {
    const bell = createBell();
    for (let index = 0; index < 3; index++) {
      const state = sleeper(bell.wait(1000));
      bell.ring();
      await pass(0);
      expect(state.awake).toBe(true);
    }
  });

  it('hears a ring that came between two sleeps', async () => {
    const bell = createBell();
    const first = sleeper(bell.wait(1000));
    await pass(1000);
    expect(first.awake).toBe(true);
    bell.ring();
    const second = sleeper(bell.wait(1000));
    await pass(0);
    expect(second.awake).toBe(true);
  });
});
