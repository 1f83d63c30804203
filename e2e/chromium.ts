import { existsSync } from 'node:fs';

/** Where systems keep a Chromium or Chrome of their own. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** How tests launch Chromium: the machine's own where there is one, else the one that Playwright has installed. */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  const executablePath = process.env.CHROMIUM_PATH || PLACES.find(existsSync);
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      // Chromium refuses its sandbox to root, as containers and CI run it.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // No calls home: they are no part of what is tested, and closed networks refuse them one by one.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
