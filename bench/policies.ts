// How far off `replay --what-if` is: the same visitors live under two policies, and the log of the one is asked
// what the other would have made of it. Real actors and engine, in a time of its own.
import type { Gender, Seeks } from '../src/events/fields.ts'
import { formatTable } from '../src/load/report/words/format.ts'
import { type MatchingStats, queryWhatIf } from '../src/replay/whatif/whatIf.ts'
import { memoryLog } from '../test/kit/memoryLog.ts'
import { Stage } from '../test/kit/stage.ts'
import { Visitor } from '../test/kit/visitors.ts'
import { recordsOf, replayOf } from '../test/replay/recording.ts'
import { asked } from './asked.ts'
import { dice } from './lives.ts'

const help = `npm run bench:policies-- [--minutes N] [--seeds N]

Visitors come, look, talk, look again and leave under RELAX_SECONDS 6, and
again under 2, 12 and 30; what --what-if says by the first log is held
against what the others were.

--minutes  how long they live, in a time of its own; else 20
--seeds    how many crowds; else 3
`

const { values } = asked({
  options: {
    help: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '3' },
  },
})
if (values.help) {
  console.log(help)
  process.exit(0)
}

const lifeMs = Number(values.minutes) * 60_000
const stepMs = 100
const loggedRelax = 6

/** Who they are: as few as wait for each other now and then, as in a small city at night. */
const arrivalsApartMs = 2_500
const chatMs = 40_000
const thinkMs = 3_000
const patienceMs = 90_000
const looksMean = 6
const interestPool = 30

type Dice = () => number

const exponential = (random: Dice, mean: number): number => -mean * Math.log(1 - random())

const among = <A>(random: Dice, choices: readonly A[]): A =>
  choices[Math.floor(random() * choices.length)] as A

/** One who looks, talks, thinks and looks again, each time as its own dice say, whatever the policy. */
class Guest {
  readonly #stage: Stage
  readonly #random: Dice
  readonly #visitor: Visitor
  readonly #relaxMs: number
  #looks: number
  #since = 0
  #then: number
  #was: Visitor['state'] = 'idle'

  constructor(stage: Stage, seed: number, relaxMs: number) {
    const random = dice(Math.imul(seed, 2_654_435_761))
    const genders: readonly Gender[] = ['female', 'male']
    const seeks: readonly Seeks[] = ['anyone', 'anyone', 'female', 'male']
    this.#stage = stage
    this.#random = random
    this.#relaxMs = relaxMs
    this.#looks = 1 + Math.floor(exponential(random, looksMean))
    this.#visitor = Visitor.online(stage, {
      ...{ gender: among(random, genders), seeks: among(random, seeks) },
      interests: [1, 2].map(() => `interest ${Math.floor(random() * interestPool)}`),
    })
    this.#then = stage.clock.now()
  }

  /** False: it is gone. */
  live(): boolean {
    const { state } = this.#visitor
    const now = this.#stage.clock.now()
    if (state !== this.#was) this.#turned(state, now)
    if (now < this.#then) return true
    if (state === 'idle') return this.#look(now)
    if (state === 'waiting') {
      this.#visitor.leave()
      return false
    }
    this.#visitor.leaveChat()
    this.#turned('idle', now)
    return true
  }

  #turned(state: Visitor['state'], now: number): void {
    this.#was = state
    const means = { idle: thinkMs, chatting: chatMs, waiting: patienceMs, gone: 0 }
    this.#since = now
    this.#then = this.#since + exponential(this.#random, means[state])
  }

  #look(now: number): boolean {
    if (this.#looks === 0) {
      this.#visitor.leave()
      return false
    }
    this.#looks -= 1
    this.#stage.take({
      ...{ actor: this.#visitor.id, type: 'session.find_match' },
      data: { relaxAt: now + this.#relaxMs },
    })
    // Its patience is drawn though it may be matched at once, so that later draws are the same.
    this.#turned('waiting', now)
    return true
  }
}

const lived = (seed: number, relaxSeconds: number): Stage => {
  const stage = new Stage(memoryLog({ held: true }))
  const random = dice(Math.imul(seed, 2_654_435_761))
  let guests: Guest[] = []
  let comes = 0
  let number = 0
  for (let now = 0; now < lifeMs; now += stepMs) {
    for (; comes <= now; comes += exponential(random, arrivalsApartMs)) {
      number += 1
      guests.push(new Guest(stage, seed * 100_003 + number, relaxSeconds * 1_000))
    }
    guests = guests.filter((guest) => guest.live())
    stage.pass(stepMs)
  }
  return stage
}

interface Estimate {
  readonly logged: MatchingStats
  readonly changed: MatchingStats
}

const estimate = (stage: Stage, relaxSeconds: number): Estimate =>
  recordsOf(queryWhatIf(replayOf(stage.played), { relaxSeconds }))[0] as Estimate

const figures = {
  matches: ({ matches }: MatchingStats) => matches,
  'wait p50, s': ({ waits }: MatchingStats) => (waits?.p50 ?? 0) / 1_000,
  'wait p90, s': ({ waits }: MatchingStats) => (waits?.p90 ?? 0) / 1_000,
  'looked in vain': ({ inVain }: MatchingStats) => inVain,
  'shared an interest, %': ({ sharedRate }: MatchingStats) => (sharedRate ?? 0) * 100,
} as const

const rows: string[][] = [['seed', 'relax', 'figure', 'as logged at 6 s', 'said', 'was', 'off by']]
for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
  const stage = lived(seed, loggedRelax)
  for (const relax of [2, loggedRelax, 12, 30]) {
    const { logged, changed } = estimate(stage, relax)
    const was = estimate(lived(seed, relax), relax).logged
    for (const [name, of] of Object.entries(figures)) {
      const [said, seen] = [of(changed), of(was)]
      const off = seen === 0 ? '-' : `${(((said - seen) / seen) * 100).toFixed(0)} %`
      rows.push([
        `${seed}`,
        `${relax} s`,
        name,
        ...[of(logged), said, seen].map((one) => one.toFixed(1)),
        off,
      ])
    }
  }
}
console.log(formatTable(rows).join('\n'))
