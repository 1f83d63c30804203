import { mkdtempSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { atExit } from './at-exit.ts';

/**
 * Makes a folder that is gone when the bench ends. It lies beside the build, since a system's folder for temporary
 * files is often memory, and there an fsync would cost nothing.
 */
export function createScratch(): string {
  const folder = mkdtempSync(fileURLToPath(new URL('../dist/bench-', import.meta.url)));
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}
