// The generator: a process of its own that talks as fast as it is told and checks what it hears.
// node bench/generator/main.ts ORDERS, as JSON; prints a report for each step, a line each.
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { memoryOf } from '../process.ts'
import { Crowd } from './crowd.ts'
import type { Mark } from './frames.ts'
import { monotonic, percentilesOf, spending } from './meters.ts'
import type { Schedule } from './pacer.ts'
import type { Orders, Percentiles, Report, Spent, Step } from './steps.ts'

/** So many are on their way in at once. */
const comingMax = 64

/** Whoever has not been matched by then never will be. */
const comingSecondsMax = 60

/** What has not come when nothing has for so long is lost. */
const drainMs = 2_000

/** Before it counts: compilers warm up, and all are in step. */
const warmSeconds = 0.7

const orders = JSON.parse(process.argv[2] ?? '') as Orders
const empty = memoryOf(orders.pid)
const crowd = new Crowd(orders)
const pacer = new Worker(new URL('./pacer.ts', import.meta.url))

type Outcome = Spent & Partial<Omit<Report, keyof Spent | 'count'>> & { count: number }

const come = async (): Promise<Outcome> => {
  const spent = spending(orders)
  let next = 0
  const bring = async () => {
    while (next < crowd.size) await crowd.bring(next++)
  }
  const coming = Array.from({ length: comingMax }, bring)
  const late = monotonic() + comingSecondsMax * 1_000
  while (crowd.matched < crowd.size && monotonic() < late) await pause(2)
  const outcome = { ...spent(), count: crowd.matched }
  if (outcome.count < crowd.size) throw new Error(`${outcome.count} matched: ${crowd.faults()}`)
  await Promise.all(coming)
  return outcome
}

const remember = async (seconds: number): Promise<Outcome> => {
  const spent = spending(orders)
  await pause(seconds * 1_000)
  const bytes = (memoryOf(orders.pid) - empty) / crowd.size
  return { ...spent(), count: crowd.size, bytes }
}

/** What is used up and delivered in so many seconds once it is warm. */
const watched = async (seconds: number): Promise<Outcome> => {
  await pause(warmSeconds * 1_000)
  const [spent, before] = [spending(orders), crowd.delivered]
  await pause(seconds * 1_000)
  return { ...spent(), count: crowd.delivered - before }
}

/** Waits for all that is under way. */
const drain = async (): Promise<void> => {
  crowd.isTalking = false
  let [missing, since] = [crowd.missing(), monotonic()]
  while (missing > 0 && monotonic() - since < drainMs) {
    await pause(5)
    const now = crowd.missing()
    if (now !== missing) since = monotonic()
    missing = now
  }
  if (missing !== 0) crowd.fault('message or answer lost', missing)
}

const closed = async (outstanding: number, seconds: number): Promise<Outcome> => {
  crowd.begin(outstanding / 2)
  const outcome = await watched(seconds)
  await drain()
  return outcome
}

/** Nobody hears anything for longer than this: that is told of. */
const silenceMs = 10

/** Notes how long after it was due each message is heard of, and when nothing was. */
const timing = (count: number, dueAt: (index: number) => number) => {
  const before = Int32Array.from(crowd.sent)
  const latencies = new Float64Array(count).fill(Number.NaN)
  const silences: [from: number, to: number][] = []
  let last: number | null = null
  const note = ({ sender, number }: Pick<Mark, 'sender' | 'number'>): void => {
    const now = monotonic()
    const turn = number - (before[sender] as number) - 1
    const index = sender + turn * crowd.size
    latencies[index] = now - dueAt(index)
    if (last !== null && now - last > silenceMs) silences.push([last, now])
    last = now
  }
  return { latencies, silences, note }
}

const fixed = async (rate: number, seconds: number): Promise<Outcome> => {
  const intervalMs = 1_000 / rate
  const count = Math.ceil((warmSeconds + seconds) * rate)
  const begin = monotonic() + 50
  const dueAt = (index: number): number => begin + index * intervalMs
  const [messages, answers] = [timing(count, dueAt), timing(count, dueAt)]
  crowd.onMessage = messages.note
  crowd.onAnswer = answers.note
  const { name } = orders
  const schedule = { name, files: crowd.files(), sent: crowd.sent, begin, intervalMs, count }
  const paced = new Promise<Percentiles>((settle) => pacer.once('message', settle))
  pacer.postMessage(schedule satisfies Schedule)
  const outcome = await watched(seconds)
  const lateness = await paced
  await drain()
  crowd.onMessage = () => {}
  crowd.onAnswer = () => {}
  const counted = ({ latencies }: typeof messages) =>
    percentilesOf(latencies.subarray(Math.floor(warmSeconds * rate)))
  const [latency, acknowledgement] = [counted(messages), counted(answers)]
  return { ...outcome, lateness, latency, acknowledgement, silences: answers.silences }
}

const take = (step: Step): Promise<Outcome> => {
  switch (step.kind) {
    case 'come':
      return come()
    case 'memory':
      return remember(step.seconds)
    case 'closed':
      return closed(step.outstanding, step.seconds)
    case 'fixed':
      return fixed(step.rate, step.seconds)
  }
}

for (const step of orders.steps) {
  const nothing = { bytes: 0, latency: null, acknowledgement: null, silences: [], lateness: null }
  const outcome = await take(step)
  const report: Report = { step, ...nothing, ...outcome, faults: crowd.faults() }
  console.log(JSON.stringify(report))
}
crowd.drop()
process.exit(0)
