import { existsSync, globSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../chromium.ts';

/** The three engines behind all browsers that shoppers use. */
export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Debian's packages that hold a part of an engine, each with where that part is found, here or elsewhere. */
const PARTS: Readonly<Record<EngineName, Readonly<Record<string, () => string | undefined>>>> = {
  chromium: { chromium: chromiumPath },
  firefox: { 'firefox-esr': firefoxPath },
  webkit: {
    'webkit2gtk-driver': () => webKitDriverPath() && miniBrowserPath(),
    xvfb: xvfbPath,
  },
};

/** Debian's packages that are still to be installed before this engine can be tested; none where it is there. */
export function missingPackages(engine: EngineName): string[] {
  return Object.entries(PARTS[engine]).flatMap(([name, find]) => (find() ? [] : [name]));
}

/**
 * One line that names each engine that cannot be tested here and what to install; undefined where all are there.
 *
 * @param missing tells what an engine lacks; by default on this machine
 */
export function missingEnginesLine(missing = missingPackages): string | undefined {
  const parts = ENGINES.flatMap((engine) => {
    const packages = missing(engine);
    return packages.length > 0 ? [`${engine} (apt-get install ${packages.join(' ')})`] : [];
  });
  return parts.length > 0 ? `Not tested here: ${parts.join(', ')}` : undefined;
}

function chromiumPath(): string | undefined {
  return firstOf([chromiumLaunch().executablePath ?? chromium.executablePath()]);
}

/** Ubuntu's /usr/bin/firefox is a stub of another package system, whose Firefox cannot read profiles in /tmp. */
export function firefoxPath(): string | undefined {
  return firstOf([
    process.env.FIREFOX_PATH,
    '/usr/bin/firefox-esr',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);
}

export function webKitDriverPath(): string | undefined {
  return firstOf(['/usr/bin/WebKitWebDriver']);
}

/** The plain browser that WebKitGTK brings along to be driven. Debian and Fedora keep it in different places. */
export function miniBrowserPath(): string | undefined {
  return globSync('/usr/lib{,64,exec}/{,*/}webkit{2gtk,gtk}-*/MiniBrowser')[0];
}

export function xvfbPath(): string | undefined {
  return firstOf(['/usr/bin/Xvfb']);
}

function firstOf(places: readonly (string | undefined)[]): string | undefined {
  return places.find((place) => place && existsSync(place));
}
