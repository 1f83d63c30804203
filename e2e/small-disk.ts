import { execFileSync } from 'node:child_process';

/**
 * A disk of some megabytes in memory that one process sees and nobody else does; it is gone with its process. Root gets
 * it by a mount namespace alone, anybody else by one of users too, which most systems grant:
 * https://man7.org/linux/man-pages/man7/user_namespaces.7.html
 */
export interface SmallDisk {
  /** What stands before the program that is to run on it, and its arguments. */
  readonly command: readonly string[];
  /** Where that program finds the disk. */
  readonly path: string;
  /** Where everybody else finds it, while that program runs. */
  seenFromOutside(pid: number): string;
  /** What stands before a further program on the disk of that one. */
  besides(pid: number): readonly string[];
}

const isRoot = process.getuid?.() === 0;

/**
 * @param path an empty folder
 * @returns undefined where the system grants no such disk
 */
export function smallDisk(
  path: string,
  { rights = 'rw', megabytes = 4 }: { readonly rights?: 'rw' | 'ro'; readonly megabytes?: number } = {},
): SmallDisk | undefined {
  const mount = `mount -t tmpfs -o size=${megabytes}m,${rights} tmpfs "$0" && exec "$@"`;
  const command = ['unshare', isRoot ? '-m' : '-Urm', 'sh', '-c', mount, path];
  try {
    execFileSync('unshare', [...command.slice(1), 'true'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return {
    command,
    path,
    seenFromOutside: (pid) => `/proc/${pid}/root${path}`,
    besides: (pid) => ['nsenter', '-t', `${pid}`, ...(isRoot ? ['-m'] : ['-Um', '--preserve-credentials'])],
  };
}
