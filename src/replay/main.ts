// Composition root of the replay debugger: what its command line may touch.
import { readFileSync } from 'node:fs'
import { Result } from 'effect'
import { systemClock } from '../clock.ts'
import { isOnNats } from '../cluster/nats/servers.ts'
import type { Report } from '../events/ports.ts'
import { machinesOf } from './against/machines.ts'
import { openPage } from './api/page.ts'
import { builtPages } from './cli/builtPages.ts'
import { type Asked, replayCommand } from './cli/command.ts'
import { runCommandLine, terminalFor } from './cli/commandLine.ts'
import { joinPairs } from './cli/logQuery.ts'
import { answerTo } from './cli/runQuery.ts'
import type { FileUnreadable } from './cli/surroundings.ts'
import { tryNew, writeNew } from './cli/writing.ts'
import { openSource } from './source/openSource.ts'
import { streamSource } from './source/streamSource.ts'

/** How often a live log is looked at for more. */
const followMs = 200

const readText = (file: string): Result.Result<string, FileUnreadable> =>
  Result.try({
    try: () => readFileSync(file, 'utf8'),
    catch: () => ({ _tag: 'FileUnreadable', file }),
  })

const answer = async ({ logs, json, options }: Asked): Promise<void> => {
  const terminal = terminalFor({ json, pauseMs: followMs })
  const { clock, stop } = systemClock()
  const report: Report = (_, message) => terminal.note(`${message}.\n`)
  process.exitCode = await answerTo(logs, options, {
    ...{ terminal, readText, tryNew, writeNew, machinesOf },
    openLog: async (named) =>
      isOnNats(named)
        ? streamSource({ url: named, environment: process.env, clock, report })
        : openSource(named),
    // Built where nobody has built it yet.
    openPage: (replay, port) =>
      openPage(replay, { port, webDirectory: builtPages('replay.html'), clock }),
  })
  stop()
  // A page that was served, or could not be, would keep the process; what was said is out first.
  process.stdout.write('', (error) => {
    // What could not be written ends it by itself, as `runCommandLine` says.
    if (!error) process.exit()
  })
}

await runCommandLine(replayCommand(answer), joinPairs(process.argv.slice(2)))
