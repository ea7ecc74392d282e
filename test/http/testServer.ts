// The real server and engine on a free port, with a log in memory and a clock that a test moves.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Result } from 'effect'
import { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import { Engine } from '../../src/actors/engine/engine.ts'
import { pageBytesMax, pageRowsMax } from '../../src/events/projection.ts'
import { type ReservingParts, reserve } from '../../src/http/reserved.ts'
import { Days } from '../../src/http/safety/days.ts'
import { type Server, type ServerParts, serve } from '../../src/http/server.ts'
import type { HttpSettings } from '../../src/http/transport/settings.ts'
import type { Transcript, TranscriptMessage } from '../../src/projections/transcript.ts'
import { type MemoryLog, memoryLog } from '../kit/memoryLog.ts'
import { SimulatedClock } from '../kit/stage.ts'
import { succeeded } from '../kit/succeeded.ts'
import { EncodedLine } from './encodedLine.ts'

export const settings: HttpSettings = {
  port: 0,
  host: '127.0.0.1',
  sharedPort: false,
  basePath: '/',
  metricsListen: { host: '127.0.0.1', port: 0 },
  secret: 'a secret of the tests',
  allowedOrigins: null,
  trustedProxies: null,
  tlsCertFile: null,
  tlsKeyFile: null,
  graceMs: 30_000,
  relaxMs: 6_000,
  reportKeptMs: 72 * 3_600_000,
  messagesPerSecond: 5,
  joinsPerMinute: 0,
  socketsPerAddress: 0,
}

/** Whether the line between edge and world is one as between two processes. */
const isEncoded = process.env.LINE === 'encoded'

export interface TestServer {
  readonly server: Server
  readonly engine: Engine
  readonly log: MemoryLog
  readonly clock: SimulatedClock
  readonly reports: string[]
  /** The origin that its own pages have. */
  readonly origin: string
  /** Returns once nothing is under way between edge and world. */
  readonly settled: () => Promise<void>
  /** Replaced by a test that wants to hold or break the reading of messages. */
  transcript: Transcript
  readonly stop: () => Promise<void>
}

type Changed = Partial<
  HttpSettings & Pick<ReservingParts, 'filesLeft'> & Pick<ServerParts, 'seal' | 'carry'>
>

/** Starts a server; to be stopped by the test that started it. */
export const startServer = async (
  { filesLeft = null, seal = null, carry = (same) => same, ...changed }: Changed = {},
  webDirectory = builtPages(),
): Promise<TestServer> => {
  const clock = new SimulatedClock()
  const log = memoryLog()
  const reports: string[] = []
  const report = (_level: unknown, message: string) => {
    reports.push(message)
  }
  const ids = countingIds()
  const engine = new Engine({ actorSystem: new ActorSystem(), log, clock, ids, report })
  const parts = { engine, log, clock, reports, transcript: transcriptOf(log, engine) }
  const all = { ...settings, ...changed }
  const days = new Days({ engine, clock, keyOf: log.keyOf })
  await days.begin()
  const reserved = await reserve({ settings: all, clock, report, webDirectory, filesLeft })
  let settled = async () => {}
  const server = serve({
    reserved: succeeded(reserved),
    engine,
    days,
    seal,
    transcript: (...asked) => parts.transcript(...asked),
    clock,
    ids,
    report,
    random: () => 0,
    loopDelay: () => 0.002,
    settings: all,
    carry: (line) => {
      if (!isEncoded) return carry(line)
      const encoded = new EncodedLine(line)
      settled = encoded.settled
      return carry(encoded)
    },
  })
  const stop = async () => {
    const closed = server.close()
    clock.pass(1_000)
    await closed
  }
  return Object.assign(parts, { server, origin: server.address, settled, stop })
}

/** The messages as the log has them; none where the room had ended when it was asked. */
const transcriptOf =
  (log: MemoryLog, engine: Engine): Transcript =>
  (room, after) => {
    const said = engine.saidIn(room)
    return pagesOf(async () => {
      const messages: TranscriptMessage[] = []
      // As the store does: after all turns appended by now.
      await new Promise<void>((resolve) => engine.afterCommit(resolve))
      for await (const events of log.read()) {
        for (const event of succeeded(events)) {
          if (event.actor !== room || event.type !== 'room.send_message') continue
          const { by, id, text } = event.data
          messages.push({ seq: messages.length + 1, by, id, text, at: event.at })
        }
      }
      return messages.filter(({ seq }) => seq > after && seq <= said)
    })
  }

/** A reading of these messages, in pages of the store's size. */
export const pagesOf = (read: () => Promise<readonly TranscriptMessage[]>) => {
  const first = read()
  let next = 0
  return {
    next: async () => {
      const left = (await first).slice(next)
      let bytes = 0
      const rows = left.filter(({ text }, index) => {
        bytes += Buffer.byteLength(text)
        return index === 0 || (bytes <= pageBytesMax && index < pageRowsMax)
      })
      next += rows.length
      return Result.succeed({ rows, isLast: rows.length === left.length })
    },
    drop: () => {},
  }
}

export const countingIds = () => {
  let count = 0
  const next = (kind: string) => () => {
    count += 1
    return `${kind}${count}`
  }
  return { session: next('s'), room: next('r'), report: next('m'), pass: next('p') }
}

export const script = `export const words = '${'friendly '.repeat(400)}'\n`

/** A directory such as `npm run build` makes. */
export const builtPages = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'passerby-web-'))
  mkdirSync(join(directory, 'assets'))
  const write = (name: string, body: string | Buffer) => writeFileSync(join(directory, name), body)
  write('index.html', '<!doctype html><title>The homepage</title><meta content="og.png">')
  write('chat.html', '<!doctype html><title>The chat</title>')
  write('privacy.html', '<!doctype html><title>What is kept</title>')
  write('safety.html', '<!doctype html><title>Safe</title>')
  write('accessibility.html', '<!doctype html><title>For everybody</title>')
  write(
    'work.html',
    '<!doctype html><p data-challenge="@challenge@">@seconds@</p><input type="hidden" name="@fields@" />',
  )
  write('404.html', '<!doctype html><h1>Nothing here</h1><img src="./assets/dot-4d5e6f.png">')
  write('favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
  write('assets/app-1a2b3c.js', script)
  write('assets/app-1a2b3c.js.gz', gzipSync(script, { level: 1 }))
  write('assets/dot-4d5e6f.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]))
  return directory
}
