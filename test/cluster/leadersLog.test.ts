// The log of the world that leads keeps the promises of logs; what stands in the stream is read by a fold.
import { Result } from 'effect'
import { describe } from 'vitest'
import type { Log } from '../../src/events/log.ts'
import { neededBy } from '../../src/events/neededEvents.ts'
import { redactedEvent } from '../../src/store/shredding/redaction.ts'
import { MemoryServers, type Path, plainPath, unanswered } from '../kit/memoryStream.ts'
import { logContract, type Subject } from '../store/logContract.ts'
import { ownersContract } from '../store/ownersContract.ts'
import { known, leading } from './leading.ts'

const subject = async (servers: MemoryServers, world = 1): Promise<Subject> => {
  let isHindered = false
  const path: Path = {
    tell: plainPath.tell,
    ask: async (done) => (isHindered ? unanswered : plainPath.ask(done)),
  }
  const { log } = await leading(servers, `w${world}`, { path })
  const read: Log['read'] = async function* (from = 1) {
    yield Result.succeed(known(servers).events.slice(from - 1))
  }
  const living: Log['living'] = async function* () {
    const { events, living: keys } = known(servers)
    const needed = events.filter(neededBy((owner) => keys.has(owner)))
    yield Result.succeed(
      needed.map((event) => (event.type === 'matchmaker.reported' ? redactedEvent(event) : event)),
    )
  }
  return {
    log: {
      ...{ read, living, head: () => log.head(), space: () => log.space() },
      ...{ append: (turn) => log.append(turn), watch: (watcher) => log.watch(watcher) },
      ...{ keyOf: (day) => log.keyOf(day), close: () => log.close() },
    },
    reopened: async () => {
      await log.close()
      return subject(servers, world + 1)
    },
    fence: () => log.fence('told to'),
    hindrance: {
      hinder: () => {
        isHindered = true
      },
      mend: () => {
        isHindered = false
      },
    },
  }
}

describe('the log of the world that leads', () => {
  logContract(() => subject(new MemoryServers()))
  ownersContract(() => subject(new MemoryServers()))
})
