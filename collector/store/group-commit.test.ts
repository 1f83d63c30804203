import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { groupCommit } from './group-commit.ts';

const LIMITS = { maxGroup: 100, maxWaiting: 100, maxRunning: 1, ahead: 1 };

/** A disk that writes when it is told to: its groups so far, and the end of the one under way. */
function slowDisk() {
  const groups: string[][] = [];
  let ends: ((error?: Error) => void) | undefined;
  const commit = (items: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      groups.push([...items]);
      ends = (error) => (error ? reject(error) : resolve(items.map((item) => `${item} is on disk`)));
    });
  async function end(error?: Error): Promise<void> {
    ends?.(error);
    await turn();
    await turn();
  }
  return { groups, commit, end };
}

describe('groups', () => {
  it('lets a lone caller wait for nobody', async () => {
    const { groups, commit } = slowDisk();
    const commits = groupCommit(commit, LIMITS);
    commits.add('a');
    await turn();
    await turn();
    expect(groups).toEqual([['a']]);
  });

  it('takes what comes in the same turn together', async () => {
    const { groups, commit, end } = slowDisk();
    const commits = groupCommit(commit, LIMITS);
    const added = ['a', 'b', 'c'].map((item) => commits.add(item));
    await turn();
    await turn();
    await end();
    expect(groups).toEqual([['a', 'b', 'c']]);
    expect(await Promise.all(added)).toEqual(['a is on disk', 'b is on disk', 'c is on disk']);
  });

  it('gives what arrives during a commit the next one, all of it', async () => {
    const { groups, commit, end } = slowDisk();
    const commits = groupCommit(commit, LIMITS);
    const first = commits.add('a');
    await turn();
    await turn();
    const second = commits.add('b');
    await turn();
    const third = commits.add('c');
    expect(groups).toEqual([['a']]);
    await end();
    expect(await first).toBe('a is on disk');
    expect(groups).toEqual([['a'], ['b', 'c']]);
    await end();
    expect([await second, await third]).toEqual(['b is on disk', 'c is on disk']);
  });

  it('never runs two commits at once, and never makes a group too large', async () => {
    let running = 0;
    const sizes: number[] = [];
    const commits = groupCommit(
      async (items: readonly number[]) => {
        running += 1;
        expect(running).toBe(1);
        sizes.push(items.length);
        await turn();
        running -= 1;
        return items.map((item) => item * 2);
      },
      { maxGroup: 10, maxWaiting: 100, maxRunning: 1, ahead: 1 },
    );
    const results = await Promise.all(Array.from({ length: 25 }, (_, item) => commits.add(item)));
    expect(results).toEqual(Array.from({ length: 25 }, (_, item) => item * 2));
    expect(sizes).toEqual([10, 10, 5]);
  });
});

describe('errors', () => {
  it('reject their own group and no other', async () => {
    const { commit, end } = slowDisk();
    const commits = groupCommit(commit, LIMITS);
    const first = Promise.allSettled([commits.add('a'), commits.add('b')]);
    await turn();
    await turn();
    const second = commits.add('c');
    await end(new Error('disk full'));
    await end();
    expect(await first).toMatchObject([
      { status: 'rejected', reason: { message: 'disk full' } },
      { status: 'rejected', reason: { message: 'disk full' } },
    ]);
    expect(await second).toBe('c is on disk');
  });

  it('do not stop what comes after', async () => {
    const answers = [() => Promise.reject(new Error('disk full')), () => Promise.resolve(['kept'])];
    const commits = groupCommit<string, string>(() => answers.shift()?.() ?? Promise.resolve([]), LIMITS);
    await expect(commits.add('a')).rejects.toThrow('disk full');
    expect(await commits.add('b')).toBe('kept');
  });
});

describe('the bound', () => {
  it('refuses at once when too many wait, and takes again when they are written', async () => {
    const { commit, end } = slowDisk();
    const commits = groupCommit(commit, { maxGroup: 1, maxWaiting: 2, maxRunning: 1, ahead: 1 });
    const first = commits.add('a');
    await turn();
    await turn();
    const waiting = [commits.add('b'), commits.add('c')];
    await expect(commits.add('d')).rejects.toThrow('2 writes are waiting for the disk already');
    await end();
    const later = commits.add('e');
    for (let index = 0; index < 3; index++) await end();
    expect(await Promise.all([first, ...waiting, later])).toHaveLength(4);
  });
});

describe('idle', () => {
  it('is so at once where nothing was ever added', async () => {
    await expect(groupCommit(slowDisk().commit, LIMITS).idle()).resolves.toBeUndefined();
  });

  it('waits for everything that was added before', async () => {
    const { commit, end } = slowDisk();
    const commits = groupCommit(commit, { maxGroup: 1, maxWaiting: 100, maxRunning: 1, ahead: 1 });
    const order: string[] = [];
    for (const item of ['a', 'b']) void commits.add(item).then(() => order.push(item));
    const idle = commits.idle().then(() => order.push('idle'));
    await turn();
    await end();
    await end();
    await idle;
    expect(order).toEqual(['a', 'b', 'idle']);
  });
});

describe('the group ahead', () => {
  it('is on its way beside a running one once enough is waiting', async () => {
    const groups: string[][] = [];
    const disk = Promise.withResolvers<void>();
    const commits = groupCommit(
      async (items: readonly string[]) => {
        groups.push([...items]);
        await disk.promise;
        return items;
      },
      { maxGroup: 100, maxWaiting: 100, maxRunning: 2, ahead: 3 },
    );
    const added = [commits.add('a')];
    await turn();
    await turn();
    added.push(commits.add('b'), commits.add('c'));
    await turn();
    expect(groups, 'two are not enough').toEqual([['a']]);
    added.push(commits.add('d'));
    expect(groups).toEqual([['a'], ['b', 'c', 'd']]);
    disk.resolve();
    expect(await Promise.all(added)).toEqual(['a', 'b', 'c', 'd']);
    await commits.idle();
  });
});
