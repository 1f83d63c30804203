import { readFileSync } from 'node:fs';
import { type PackageLock, productionLicences } from './licences.ts';

/** `npm run licences`: what is installed with clickthread, and under which licence. Exits with 1 where one is not permissive. */
const lock = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as PackageLock;
const packages = productionLicences(lock);
for (const { name, version, licence } of packages) {
  console.log(`${`${name}@${version}`.padEnd(40)}${licence}`);
}
const others = packages.filter(({ isPermissive }) => !isPermissive);
console.log(
  `\n${packages.length} packages, ${others.length} without a licence that is known to be permissive`,
);
for (const { name, licence } of others) {
  console.error(
    `${name}: ${licence || 'no licence'}: replace the package, or see its terms and add them to the list`,
  );
  process.exitCode = 1;
}
