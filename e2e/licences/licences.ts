/** Those that ask for no more than to be named: https://opensource.org/licenses */
const PERMISSIVE: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
]);

/** The part of package-lock.json that is read here: https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
export interface PackageLock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly license?: string; readonly dev?: boolean }>
  >;
}

interface Licensed {
  readonly name: string;
  /** Folder below the project's, such as `node_modules/zod`. */
  readonly path: string;
  readonly version: string;
  /** An SPDX expression; empty where the package names none. */
  readonly licence: string;
  readonly isPermissive: boolean;
}

/** All packages that are installed with ours, by name. What is not in the list of licences is for people to look at. */
export function productionLicences({ packages }: PackageLock): Licensed[] {
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version = '', license = '' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      path,
      version,
      licence: license,
      isPermissive: PERMISSIVE.has(license),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
