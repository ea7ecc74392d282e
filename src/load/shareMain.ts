// Composition root of a process in which a share of the visitors of a load test is played.
import * as machine from './cli/machine.ts'
import type { FromShare, Gate, ToShare } from './processes/messages.ts'
import { playShare } from './processes/share.ts'

const stop = new AbortController()
const waiting = new Map<Gate, (at: number) => void>()

const send = (message: FromShare): void => {
  // Where whoever began this has died, that it is gone is heard in another way.
  process.send?.(message, () => {})
}

const begin = async (message: Extract<ToShare, { type: 'job' }>): Promise<void> => {
  const { job } = message
  await playShare(job, {
    now: machine.clockFrom(job.epoch),
    tick: machine.tick,
    vitals: machine.vitalsOf(),
    openFilesMax: machine.openFilesMax(),
    stop: stop.signal,
    send,
    passed: (gate) => new Promise((pass) => waiting.set(gate, pass)),
  })
  process.disconnect()
}

process.on('message', (message: ToShare) => {
  if (message.type === 'job') void begin(message)
  else if (message.type === 'go') waiting.get(message.gate)?.(message.at)
  else stop.abort()
})

// Whoever began this says when to stop; without it nobody would hear what comes of this.
for (const signal of machine.endingSignals) process.on(signal, () => {})
process.on('disconnect', () => process.exit())
