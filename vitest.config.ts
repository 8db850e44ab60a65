import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/setup.ts',
    // Slow machines are no failures; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
