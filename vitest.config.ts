import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in every bundle but tag.debug.js.
  define: { DEBUG: 'false' },
  test: {
    include: ['{tag,collector,e2e,bench}/**/*.test.ts'],
    // Many tests wait for processes of their own: one worker a core would leave the cores idle half of the time.
    maxWorkers: 4,
    // Tests that start processes or kill them take seconds on a loaded machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
