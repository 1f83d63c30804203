import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ENGINES, missingEnginesLine, missingPackages } from './engines/installed.ts';

/**
 * Sees that the browsers are there. Debian's own packages bring all three engines; elsewhere Playwright downloads a
 * Chromium, and the test run says which engines it had to leave out.
 */
const packages = ENGINES.flatMap(missingPackages);
if (packages.length > 0 && isDebian() && process.getuid?.() === 0) {
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}
if (!hasChromium()) run('npx', ['playwright', 'install', '--with-deps', 'chromium']);
if (!hasChromium()) {
  process.stderr.write(
    'No Chromium could be installed. Install one by hand (Debian: apt-get install chromium; elsewhere: ' +
      'npx playwright install chromium), or name it in CHROMIUM_PATH.\n',
  );
  process.exit(1);
}
const missing = missingEnginesLine();
if (missing) process.stdout.write(`${missing}\n`);

function hasChromium(): boolean {
  return missingPackages('chromium').length === 0;
}

/** Ubuntu's packages of these names are stubs of another package system. */
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
