// How fast a log is loaded and folded, and how long a seek takes in it.
// Usage: node bench/replay.ts [EVENTS]. Prints figures of one run; ratios are against plain reading.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEvent } from '../src/events/event.ts'
import { databaseSource } from '../src/replay/source/databaseSource.ts'
import type { Source } from '../src/replay/source/source.ts'
import { Replay } from '../src/replay/timeline/replay.ts'
import { verify } from '../src/replay/timeline/verify.ts'
import { succeeded } from '../test/kit/succeeded.ts'
import { churningEvents, dice, livedEvents } from './lives.ts'
import { storeEvents } from './logFile.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const seeks = 40

const folder = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
interface Timed<A> {
  readonly result: A
  readonly ms: number
  /** Of all threads, in ms: what other programs on the machine do not change. */
  readonly cpuMs: number
}

const timed = <A>(what: () => A): Timed<A> => {
  const cpu = process.cpuUsage()
  const before = performance.now()
  const result = what()
  const ms = performance.now() - before
  const { user, system } = process.cpuUsage(cpu)
  return { result, ms, cpuMs: (user + system) / 1_000 }
}

/** What was made before is not to be collected at the cost of what is timed. */
const timedAlone = <A>(what: () => A): Timed<A> => {
  globalThis.gc?.()
  return timed(what)
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number

/** What lives, in bytes; the young, which are not collected yet, are none of it. */
const keptBytes = (): number => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const goalEvents = 150_000

const sourceWith = (name: string, events: readonly LogEvent[]): Source => {
  const directory = join(folder, name)
  storeEvents(directory, events)
  return succeeded(databaseSource(join(directory, 'passerby.db')))
}

const readThrough = (source: Source): number => {
  let read = 0
  for (const batch of source.read(0)) read += batch.length
  return read
}

const rateOf = (length: number, { ms, cpuMs }: Timed<unknown>): string =>
  `${Math.round(length / ms)},000 events/s, ${Math.round(length / cpuMs)},000 a CPU second`

const verdictOn = (length: number, { cpuMs }: Timed<unknown>): string =>
  `(goal 150,000 a CPU second: ${(length / cpuMs) * 1_000 >= goalEvents ? 'met' : 'missed'})`

const source = sourceWith('lives', livedEvents(count))
const plain = timedAlone(() => readThrough(source))
const before = keptBytes()
const loaded = timedAlone(() => Replay.of(source))
const replay = loaded.result
const { length } = replay.history
const rate = (of: Timed<unknown>) => rateOf(length, of)
console.log(`${length} events of generated lives`)
console.log(`read and checked        ${rate(plain)}`)
console.log(`read, checked, folded   ${rate(loaded)}  ${verdictOn(length, loaded)}`)
const perMillion = Math.round((keptBytes() - before) / length)
console.log(`kept in memory          ${perMillion} MB a million events, with its checkpoints`)

const random = dice(7)
const times = Array.from({ length: seeks }, () => {
  const index = Math.floor(random() * length)
  return timed(() => replay.actorsAt(index)).ms
}).sort((one, other) => one - other)
const shown = (ms: number) => `${ms.toFixed(1)} ms`
console.log(
  `seek anywhere           p50 ${shown(quantile(times, 0.5))}, max ${shown(quantile(times, 1))}  (goal 200 ms)`,
)
const middle = Math.floor(length / 2)
replay.actorsAt(middle)
const walk = (step: 1 | -1) => {
  const steps = Array.from(
    { length: 200 },
    (_, index) => timed(() => replay.actorsAt(middle + step * index)).ms,
  ).sort((one, other) => one - other)
  return `p50 ${shown(quantile(steps, 0.5))}, max ${shown(quantile(steps, 1))}`
}
console.log(`step forward            ${walk(1)}`)
console.log(`step back               ${walk(-1)}`)
const checked = timedAlone(() => verify(replay.history))
console.log(`verified                ${rate(checked)}, ${checked.result.digests} digests`)
console.log(`memory                  ${Math.round(process.memoryUsage.rss() / 1e6)} MB resident`)

const churning = sourceWith('churn', churningEvents(Math.ceil(count / 4)))
const churned = timedAlone(() => Replay.of(churning))
const { history } = churned.result
const judged = timedAlone(() => verify(history))
console.log(`\n${history.length} events of people who come, part and drop all the time`)
console.log(
  `read, checked, folded   ${rateOf(history.length, churned)}  ${verdictOn(history.length, churned)}`,
)
console.log(`verified                ${rateOf(history.length, judged)}`)
rmSync(folder, { recursive: true })
