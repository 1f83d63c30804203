import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';
import { ENGINES, missingPackages } from './engines/installed.ts';
import { PROPERTIES } from './engines/properties.ts';

/** Playwright looks for these in a line of project, file and title. */
const CHOSEN = [/^\w+ (?!engines\/)/, ...Object.values(PROPERTIES)];

export default defineConfig({
  testMatch: '*.spec.ts',
  fullyParallel: true,
  // Three on two cores: most tests wait for a browser half of their time.
  workers: 3,
  timeout: 60_000,
  reporter: [['list'], ['./engines/untested-engines-reporter.ts']],
  outputDir: '../test-results',
  use: { browserName: 'chromium', launchOptions: chromiumLaunch() },
  // What the tag does in a browser is tested in every engine that is there; the whole road in Chromium.
  ...(process.env.ALL_TESTS ? {} : { grep: CHOSEN }),
  projects: ENGINES.filter((engine) => missingPackages(engine).length === 0).map((name) =>
    name === 'chromium' ? { name } : { name, testDir: 'engines' },
  ),
});
