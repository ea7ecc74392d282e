// vitest.config.ts — how the tests run: real sockets, files and browsers, so two files at a time.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.tmp/tests.json' }]],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As long as a browser is waited for: on a busy machine one look may take the default second.
    expect: { poll: { timeout: 20_000 } },
  },
})
