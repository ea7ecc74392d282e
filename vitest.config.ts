// How the tests run: real sockets, files and browsers, so two files at a time.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.tmp/tests.json' }]],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes late on a busy machine, and then it has come all the same.
    expect: { poll: { timeout: 20_000 } },
  },
})
