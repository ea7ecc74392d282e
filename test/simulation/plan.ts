// What a life is made of, out of its seed: who takes part, how bad the network is, what goes wrong when.
import { Dice } from './machinery/dice.ts'
import type { Weather } from './machinery/network.ts'

/** Faults planted in the worlds, each to be found by one of the checks. */
export const plantedFaults = [
  'acceptAnyNumber',
  'twoUnderWay',
  'keysWithoutEpoch',
  'acceptGaps',
  'tellBeforeAppend',
  'skipTurn',
] as const
export type Planted = (typeof plantedFaults)[number]

/** A machine by its name, or whichever leads by then. */
export type Whom = 'the leader' | string

/** What goes wrong at a moment, in ms since the beginning, and for how long. */
export type Fault =
  /** Its process is killed; another starts in its place. */
  | { readonly kind: 'kill'; readonly at: number; readonly whom: Whom; readonly forMs: number }
  | { readonly kind: 'freeze'; readonly at: number; readonly whom: Whom; readonly forMs: number }
  /** A world is told to go; another run begins in its place, so long after it has. */
  | { readonly kind: 'drain'; readonly at: number; readonly whom: Whom; readonly forMs: number }
  /** They are cut off, with one another, from all others; and from the servers, unless they reach these. */
  | {
      readonly kind: 'part'
      readonly at: number
      readonly whom: Whom
      readonly also: readonly Whom[]
      readonly reachServers: boolean
      readonly forMs: number
    }
  /** Everything is slow, and much is lost. */
  | { readonly kind: 'storm'; readonly at: number; readonly forMs: number }
  /** Somebody sets a wall clock. */
  | { readonly kind: 'step'; readonly at: number; readonly whom: Whom; readonly byMs: number }

export interface Plan {
  readonly seed: number
  readonly worlds: number
  readonly edges: number
  readonly minutes: number
  /** By their numbers. */
  readonly visitors: readonly number[]
  readonly weather: Weather
  /** Whether the servers refuse an append whose expectation is wrong. */
  readonly expects: boolean
  /** Whether worlds begin again from their files; or from the beginning of the stream. */
  readonly files: boolean
  readonly faults: readonly Fault[]
  readonly planted: Planted | null
}

export interface PlanOptions {
  readonly worlds: number
  readonly edges: number
  readonly minutes: number
  readonly planted: Planted | null
}

const minuteMs = 60_000

/** From one fault to the next, in the mean. */
const faultMeansMs = [8_000, 20_000, 60_000] as const

const fair: Weather = {
  ...{ delayMs: 5, lost: 0, doubled: 0 },
  ...{ unacknowledged: 0, repeated: 0, late: 0, behind: 0 },
}

export const storm: Weather = {
  ...{ delayMs: 150, lost: 0.2, doubled: 0.1 },
  ...{ unacknowledged: 0.2, repeated: 0.2, late: 0.1, behind: 0.1 },
}

/** The life of a seed. */
export const planOf = (seed: number, { worlds, edges, minutes, planted }: PlanOptions): Plan => {
  const dice = new Dice(`plan ${seed}`)
  const size = { worlds, edges, minutes }
  const visitors = Array.from({ length: dice.between(2, 6) }, (_, index) => index + 1)
  const weather = weatherOf(dice)
  const expects = dice.chance(0.5)
  const files = seed % 2 === 1
  const faults = faultsOf(dice, size)
  return { seed, ...size, visitors, weather, expects, files, faults, planted }
}

const weatherOf = (dice: Dice): Weather => {
  const at = (probabilities: readonly number[]) => dice.one(probabilities)
  return {
    delayMs: at([1, 5, 20, 60]),
    lost: at([0, 0, 0.01, 0.05]),
    doubled: at([0, 0, 0.05]),
    unacknowledged: at([0, 0.02, 0.1]),
    repeated: at([0, 0.02, 0.1]),
    late: at([0, 0.01, 0.05]),
    behind: at([0, 0, 0.02]),
  }
}

type Size = Pick<Plan, 'worlds' | 'edges' | 'minutes'>

const faultsOf = (dice: Dice, size: Size): Fault[] => {
  const faults: Fault[] = []
  const meanMs = dice.one(faultMeansMs)
  const kinds = dice.one(mixtures)
  const end = size.minutes * minuteMs
  for (let at = dice.around(meanMs); at < end; at += dice.around(meanMs)) {
    faults.push(faultAt(at, dice, { ...size, kind: dice.one(kinds) }))
  }
  return faults
}

/** What goes wrong in a life: a bit of everything, or some things often. */
const mixtures: readonly (readonly Fault['kind'][])[] = [
  ['kill', 'freeze', 'freeze', 'part', 'part', 'storm', 'step'],
  ['part'],
  ['kill', 'freeze'],
  ['part', 'storm', 'step'],
  ['drain', 'drain', 'kill', 'freeze', 'part', 'storm'],
]

const faultAt = (
  at: number,
  dice: Dice,
  { worlds, edges, kind }: Size & Pick<Fault, 'kind'>,
): Fault => {
  const world = () => `world ${dice.between(1, worlds)}`
  const edge = () => `edge ${dice.between(1, edges)}`
  const whom = dice.one([() => 'the leader', () => 'the leader', world, edge])()
  const forMs = dice.one([200, 1_500, 4_000, 15_000])
  switch (kind) {
    case 'part': {
      const also = Array.from({ length: dice.between(0, 2) }, dice.one([world, edge, edge]))
      return { kind, at, whom, also, reachServers: dice.chance(0.6), forMs }
    }
    case 'storm':
      return { kind, at, forMs }
    case 'step': {
      const byMs = dice.one([-1, 1]) * dice.one([1_000, 30_000, 3_600_000, 86_400_000])
      return { kind, at, whom, byMs }
    }
    default:
      return { kind, at, whom, forMs }
  }
}

/** No fault at all, and no bad weather: what a life is without. */
export const calm = (plan: Plan): Plan => ({ ...plan, weather: fair, faults: [], expects: true })
