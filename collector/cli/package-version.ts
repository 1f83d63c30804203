import { readFileSync } from 'node:fs';

/** The version of the package that this file belongs to. */
export function packageVersion(): string {
  // From the repository this file lies in collector/cli/, from the published package in dist/modules/collector/cli/.
  const root = new URL(import.meta.url.endsWith('.ts') ? '../../' : '../../../../', import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  return version;
}
