// Lives seed after seed, up to the first that fails: that one is made small, and written down.
import { Result } from 'effect'
import { exitCodes, type Terminal } from '../../../src/replay/cli/terminal.ts'
import { plural } from '../../../src/replay/text/format.ts'
import { type Lived, live } from '../life.ts'
import { planOf } from '../plan.ts'
import { replayOf, sentenceOf, writeFailure } from '../report.ts'
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
  let smallest = lived
  const told = (smaller: Lived) => {
    smallest = smaller
    const { faults, visitors, minutes } = smaller.plan
    const parts = [plural(faults.length, 'fault'), plural(visitors.length, 'visitor')]
    terminal.note(`smaller: ${[...parts, plural(minutes, 'minute')].join(', ')}\n`)
  }
  await untilInterrupted(
    async () => {
      if (!options.isWhole) await shrunk(lived, told)
    },
    () => writeDown(smallest, options, terminal),
  )
  writeDown(smallest, options, terminal)
}

/** Ctrl-C ends the program, once `then` has said what there is by then. */
const untilInterrupted = async <A>(run: () => Promise<A>, then: () => void): Promise<A> => {
  const interrupted = () => {
    then()
    process.exit(interruptedCode)
  }
  process.once('SIGINT', interrupted)
  const result = await run()
  process.off('SIGINT', interrupted)
  return result
}

/** As shells have it: 128 and the signal's number. */
const interruptedCode = 130

const writeDown = (lived: Lived, options: SimulationOptions, terminal: Terminal): void => {
  if (lived.failure === null) return
  terminal.out(`${lived.failure.what}\n`)
  const written = writeFailure(options.out, lived, lived.failure)
  if (Result.isFailure(written)) {
    terminal.note(`${written.failure.message}\n`)
    return
  }
  const { log, note } = written.success
  terminal.out(`How it came to that: ${note}\nIts log: ${replayOf(log)}\n`)
}

const searched = async (options: SimulationOptions, terminal: Terminal) => {
  const began = performance.now()
  let toldAt = began
  let lived = 0
  const tell = (done: number): void => {
    lived = done
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
  return untilInterrupted(
    () => firstFailing(options, tell),
    () =>
      terminal.note(`${count(lived)} of ${count(options.seeds)} lives: nothing failed so far.\n`),
  )
}

const figures = ({ events, epochs, entries }: Lived): string =>
  `${count(events.length)} events in ${count(entries)} messages of the stream, ${epochs} worlds led.`

const count = (value: number): string => value.toLocaleString('en')
