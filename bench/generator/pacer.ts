// Sends messages when they are due: a thread that sleeps between them, which a loop of events
// cannot do any better than to a millisecond.
import { parentPort } from 'node:worker_threads'
import type { ServerName } from '../process.ts'
import { writeTo } from './connection.ts'
import { MessageFrames } from './frames.ts'
import { monotonic, percentilesOf } from './meters.ts'
import type { Percentiles } from './steps.ts'
import { wireTo } from './wires.ts'

export interface Schedule {
  readonly name: ServerName
  /** The open file of each sender; they take turns. */
  readonly files: readonly number[]
  /** How many each has sent. */
  readonly sent: Int32Array
  /** When the first message is due, by `monotonic`. */
  readonly begin: number
  readonly intervalMs: number
  readonly count: number
}

/** Shorter pauses than this are waited for awake: no sleep is that short. */
const napMs = 0.06

const nobody = new Int32Array(new SharedArrayBuffer(4))

const keep = ({ name, files, sent, begin, intervalMs, count }: Schedule): Percentiles => {
  // A frame is the same wherever it goes.
  const { wire } = wireTo(name, 'http://127.0.0.1')
  const frames = new MessageFrames((message) => wire.write({ type: 'send_message', ...message }))
  const lateness = new Float64Array(count)
  for (let index = 0; index < count; index += 1) {
    const due = begin + index * intervalMs
    for (let left = due - monotonic(); left > 0; left = due - monotonic()) {
      if (left > napMs) Atomics.wait(nobody, 0, 0, left - napMs)
    }
    const sender = index % files.length
    const number = Atomics.add(sent, sender, 1) + 1
    lateness[index] = monotonic() - due
    writeTo(files[sender] as number, frames.of(sender, number, 1))
  }
  return percentilesOf(lateness)
}

parentPort?.on('message', (schedule: Schedule) => parentPort?.postMessage(keep(schedule)))
