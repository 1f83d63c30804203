import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';

export default defineConfig({
  testMatch: '*.spec.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  outputDir: '../test-results',
  use: { browserName: 'chromium', launchOptions: chromiumLaunch() },
});
