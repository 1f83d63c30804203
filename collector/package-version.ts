import { readFileSync } from 'node:fs';

/** The folder of the package: from the repository this file lies in collector/, from the published package in dist/modules/collector/. */
export const packageRoot = new URL(import.meta.url.endsWith('.ts') ? '../' : '../../../', import.meta.url);

/** @throws where package.json is not there */
export function packageVersion(): string {
  const text = readFileSync(new URL('package.json', packageRoot), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
