// Lives seed after seed, up to the first that fails: that one is made small, and written down.
import { Result } from 'effect'
import { exitCodes, type Terminal } from '../../../src/replay/cli/terminal.ts'
import { type Lived, live } from '../life.ts'
import { planOf } from '../plan.ts'
import { sentenceOf, writeFailure } from '../report.ts'
import { shrunk } from '../shrink.ts'
import type { SimulationOptions } from './options.ts'
import { firstFailing } from './threads.ts'

/** From one line of progress to the next. */
const progressMs = 5_000

/** Gives the exit code: 1 where a life failed, also by a planted fault. */
export const simulate = async (options: SimulationOptions, terminal: Terminal): Promise<number> => {
  const { seed, seeds } = options
  const failing = seeds === 1 ? seed : await searched(options, terminal)
  if (failing === null) {
    terminal.out(`${count(seeds)} lives from seed ${seed} on: nothing failed.\n`)
    return exitCodes.success
  }
  const lived = await live(planOf(failing, options))
  if (options.isTraced) terminal.out(lived.trace.map((line) => `${line}\n`).join(''))
  if (lived.failure === null) {
    terminal.out(`Seed ${failing}: nothing failed. ${figures(lived)}\n`)
    return exitCodes.success
  }
  const { check, what } = lived.failure
  terminal.out(`Seed ${failing} breaks "${check}" (${sentenceOf(check)}): ${what}\n`)
  await write(lived, options, terminal)
  return exitCodes.disproved
}

const write = async (lived: Lived, options: SimulationOptions, terminal: Terminal) => {
  const told = ({ plan: { faults, visitors, minutes } }: Lived) =>
    terminal.note(
      `smaller: ${faults.length} faults, ${visitors.length} visitors, ${minutes} minutes\n`,
    )
  const smallest = options.isWhole ? lived : await shrunk(lived, told)
  if (smallest.failure === null) return
  terminal.out(`${smallest.failure.what}\n`)
  const written = writeFailure(options.out, smallest, smallest.failure)
  if (Result.isFailure(written)) {
    terminal.note(`${written.failure.message}\n`)
    return
  }
  const { log, note } = written.success
  terminal.out(`How it came to that: ${note}\nIts log: npm run replay -- ${log}\n`)
}

const searched = async (options: SimulationOptions, terminal: Terminal) => {
  const began = performance.now()
  let toldAt = began
  const tell = (done: number): void => {
    const now = performance.now()
    if (now - toldAt < progressMs) return
    toldAt = now
    const perSecond = (done / (now - began)) * 1_000
    const leftS = Math.round((options.seeds - done) / perSecond)
    const rate = perSecond.toFixed(1)
    terminal.note(
      `${count(done)} of ${count(options.seeds)} lives, ${rate} a second, ${leftS} s to go\n`,
    )
  }
  return firstFailing(options, tell)
}

const figures = ({ events, epochs, entries }: Lived): string =>
  `${count(events.length)} events in ${count(entries)} messages of the stream, ${epochs} worlds led.`

const count = (value: number): string => value.toLocaleString('en')
