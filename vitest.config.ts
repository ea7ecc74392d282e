// How the tests run: real sockets, files and browsers, so only a few files at a time.
import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** They put modules of their own in the place of ours, which no other test may meet. */
const replacing = ['test/actors/supervision.test.ts', 'test/replay/verify.test.ts']

/** All that is said to a server over sockets and requests is said twice, by either line to the world. */
const overLine = globSync('test/http/**/*.test.ts').filter((path) =>
  /from '\.+\/testServer\.ts'/.test(readFileSync(path, 'utf8')),
)

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: '.tmp/tests.json' }]],
    // One more than two cores have: some tests wait, for time to pass or for a process to start.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes late on a busy machine, and then it has come all the same.
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ['test/kit/built.ts'],
    setupFiles: ['test/kit/everyFile.ts'],
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          // Files share what they import: to load it anew for each costs as much as a tenth of them.
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: replacing,
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'encoded line', include: overLine, isolate: false, env: { LINE: 'encoded' } },
      },
      { extends: true, test: { name: 'replacing', include: replacing } },
    ],
  },
})
