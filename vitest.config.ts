import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{tag,collector,e2e,bench}/**/*.test.ts'],
    // Tests that start processes or kill them take seconds on a loaded machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
