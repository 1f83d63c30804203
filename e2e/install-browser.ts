import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';

/** Sees that there is a Chromium: the machine's own, Debian's package, or Playwright's download, in this order. */
if (!isInstalled()) {
  if (isDebian() && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  if (!isInstalled()) run('npx', ['playwright', 'install', '--with-deps', 'chromium']);
  if (!isInstalled()) {
    process.stderr.write(
      'No Chromium could be installed. Install one by hand (Debian: apt-get install chromium; elsewhere: ' +
        'npx playwright install chromium), or name it in CHROMIUM_PATH.\n',
    );
    process.exit(1);
  }
}

function isInstalled(): boolean {
  return existsSync(chromiumLaunch().executablePath ?? chromium.executablePath());
}

/** Ubuntu's package of that name is a stub of another package system. */
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
