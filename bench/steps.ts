// How soon the debugger's page shows a step in a long log: the real process, the built page, a real Chromium.
import { availableParallelism, loadavg } from 'node:os'
import type { LogResponse } from '../src/replay/api/apiTypes.ts'
import { removeFolder, startWith, temporaryFolder } from '../test/kit/process.ts'
import { openBrowser } from '../test/web/browser.ts'
import { asked } from './asked.ts'
import { crowdedEvents, dice } from './lives.ts'
import { storeEvents } from './logFile.ts'
import { type DebuggerPage, openDebugger } from './page/debuggerPage.ts'

const help = `npm run bench:steps -- [--events N] [--steps N] [--log LOG]

Makes a log of people who talk, meet, part, drop and wait, opens the debugger
on it and presses keys in a browser. Each figure is the time from the key to
the picture of the event that it led to, beside its goal.

--events  how long the log is; else 1,000,000
--steps   of how many steps each figure is made; else 100
--log     a log that is there already, instead

npm run bench:steps                               the figures of the docs
npm run bench:steps -- --events 50000 --steps 20  a quick look
npm run bench:steps -- --log data                 in the log of a server
`

const { values } = asked({
  options: {
    help: { type: 'boolean', default: false },
    events: { type: 'string', default: '1000000' },
    steps: { type: 'string', default: '100' },
    log: { type: 'string' },
  },
})
if (values.help) {
  console.log(help)
  process.exit(0)
}

const steps = Number(values.steps)
const wanted = Number(values.events)
if (!(steps >= 1 && wanted >= 10 * steps)) {
  process.stderr.write('There must be a step, and ten times as many events. See --help.\n')
  process.exit(2)
}

/** In ms, of 95 %. */
const goals = { step: 50, jump: 200 } as const

const folder = temporaryFolder()
const random = dice(7)
let missed = 0

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number

const tell = (what: string, times: readonly number[], goal: number): void => {
  const sorted = times.toSorted((one, other) => one - other)
  const shown = (q: number) => quantile(sorted, q).toFixed(1).padStart(7)
  const isMet = quantile(sorted, 0.95) <= goal
  if (!isMet) missed += 1
  console.log(
    `${what.padEnd(44)}${shown(0.5)}${shown(0.95)}${shown(1)}   ≤ ${String(goal).padEnd(5)}${isMet ? 'met' : 'MISSED'}`,
  )
}

/** So many times one after the other. */
const times = async (count: number, act: () => Promise<number>): Promise<number[]> => {
  const taken: number[] = []
  while (taken.length < count) taken.push(await act())
  return taken
}

/** Anywhere but so near to an end that no steps are left. */
const anywhere = ({ first, last }: Ends): number =>
  first + steps + Math.floor(random() * (last - first - 2 * steps))

/** The seqs of a log's first and last event. */
interface Ends {
  readonly first: number
  readonly last: number
}

const endsOf = async (address: string): Promise<Ends> => {
  const { first, last } = (await (await fetch(`${address}/api/log`)).json()) as LogResponse
  if (first === null || last === null) throw new Error('The log has no events.')
  return { first: first.seq, last: last.seq }
}

/** Each pair: a jump anywhere, and then the first step from there. */
const jumpsAndSteps = async (debug: DebuggerPage, ends: Ends, key: string) => {
  const jumps: number[] = []
  const first = await times(steps, async () => {
    jumps.push(await debug.jump(anywhere(ends)))
    return debug.press(key)
  })
  return { jumps, first }
}

const tabs = [
  ['the matchmaker', '2'],
  ['a session', '1'],
] as const

const arrows = [
  ['ArrowRight', 'on'],
  ['ArrowLeft', 'back'],
] as const

const measure = async (debug: DebuggerPage, ends: Ends): Promise<void> => {
  console.log(`${''.padEnd(44)}    p50    p95    max   goal, of p95`)
  for (const [shown, tab] of tabs) {
    await debug.jump(Math.floor(ends.first + (ends.last - ends.first) * 0.75))
    await debug.page.keyboard.press(tab)
    for (const [key, name] of arrows) {
      tell(`${shown}: a step ${name}`, await times(steps, () => debug.press(key)), goals.step)
    }
    for (const [key, name] of arrows) {
      const { jumps, first } = await jumpsAndSteps(debug, ends, key)
      tell(`${shown}: a jump anywhere`, jumps, goals.jump)
      tell(`${shown}: the first step ${name} after it`, first, goals.step)
    }
  }
}

if (values.log === undefined) storeEvents(folder, crowdedEvents(wanted))
const server = await startWith(
  [process.execPath, '--max-semi-space-size=128', 'dist/replay.js', values.log ?? folder, '--open'],
  {},
  /open at (\S+)/,
)
const browser = await openBrowser()
try {
  const ends = await endsOf(server.address)
  await measure(await openDebugger(browser, server.address), ends)
  console.log(
    `The machine's load is ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores.`,
  )
  console.log(missed === 0 ? 'Every goal is met.' : `${missed} goals are missed.`)
} finally {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
}
process.exit()
