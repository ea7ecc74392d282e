// The network between processes and the servers of the stream: slow, lossy, and at times in parts.
import { Result } from 'effect'
import type { Unanswered } from '../../../src/cluster/stream.ts'
import { type Path, unanswered } from '../../kit/memoryStream.ts'
import type { Dice } from './dice.ts'
import type { Process } from './process.ts'
import type { VirtualTime } from './virtualTime.ts'

/** How bad the network is all the time, beside what goes wrong at a moment: probabilities, and ms. */
export interface Weather {
  /** The mean of a delay. Whatever goes from one to another keeps its order. */
  readonly delayMs: number
  /** A message between processes is lost. */
  readonly lost: number
  /** It comes twice. */
  readonly doubled: number
  /** What was asked of the servers is done, and nobody hears of it. */
  readonly unacknowledged: number
  /** It is done a second time, a while later. */
  readonly repeated: number
  /** It is done so late that nobody waits any more. */
  readonly late: number
  /** Whoever follows the stream is a while behind. */
  readonly behind: number
}

/** How long somebody waits for the servers. */
const answerMs = 2_000

/** How late what is late may be. */
const lateMs = 6_000

/** How far behind whoever follows may be. */
const behindMsMax = 4_000

/** The ways between a process and the servers, each with an order of its own. */
const [asks, answers, tidings] = ['asks', 'answers', 'tidings'] as const

/** The part of the network that the servers' majority is in. */
const mainland = 0

export class Network {
  readonly #time: VirtualTime
  readonly #dice: Dice
  weather: Weather
  /** In which part a machine is; all are in one unless it says so. */
  readonly #parts = new Map<string, number>()
  /** Machines that reach the servers though they are in another part. */
  readonly #reaching = new Set<string>()
  /** When the last that went from one to another is there: by the one, then by the other. */
  readonly #arrivals = new Map<string, Map<string, number>>()
  #onHeal: (() => void)[] = []

  constructor(time: VirtualTime, dice: Dice, weather: Weather) {
    this.#time = time
    this.#dice = dice
    this.weather = weather
  }

  /** From now on those machines can only reach one another, and the servers where that is said. */
  part(names: readonly string[], part: number, reachServers = false): void {
    for (const name of names) {
      this.#parts.set(name, part)
      if (reachServers) this.#reaching.add(name)
      else this.#reaching.delete(name)
    }
    if (part !== mainland) return
    for (const again of this.#onHeal.splice(0)) again()
  }

  /** A message from one process to another: at most once but for a double, in order. */
  send(from: Process, to: Process, arrive: () => void): void {
    if (this.#partOf(from) !== this.#partOf(to)) return
    const { lost, doubled } = this.weather
    if (this.#dice.chance(lost)) return
    const times = this.#dice.chance(doubled) ? 2 : 1
    for (let time = 1; time <= times; time++) {
      this.#time.at(this.#arrival(from.name, to.name), () => to.enter(arrive))
    }
  }

  /** The way of a process to the servers. */
  pathOf(process: Process): Path {
    return {
      ask: (done) => this.#ask(process, done),
      tell: (news) => this.#tell(process, news),
    }
  }

  #ask<A>(process: Process, done: () => A): Promise<Result.Result<A, Unanswered>> {
    const { unacknowledged, repeated, late } = this.weather
    const dice = this.#dice
    return new Promise((resolve) => {
      const answer = (given: Result.Result<A, Unanswered>) => process.enter(() => resolve(given))
      this.#time.after(answerMs, () => answer(unanswered))
      const isUnheard = dice.chance(unacknowledged)
      const ask = (): void => {
        const given = done()
        if (isUnheard) return
        this.#reach(process, answers, () => answer(Result.succeed(given)))
      }
      // What a part cannot send waits with it, or is lost.
      if (!this.#reaches(process) && dice.chance(0.3)) return
      if (dice.chance(late)) {
        this.#time.after(dice.between(answerMs, lateMs), () => this.#reach(process, asks, ask))
      } else this.#reach(process, asks, ask)
      if (!dice.chance(repeated)) return
      const again = () => this.#reach(process, asks, done)
      this.#time.after(dice.between(answerMs / 10, lateMs), again)
    })
  }

  #tell(process: Process, news: () => void): void {
    const behindMs = this.#dice.chance(this.weather.behind) ? this.#dice.between(0, behindMsMax) : 0
    this.#reach(process, tidings, () => process.enter(news), behindMs)
  }

  /** Goes between a process and the servers once they reach one another, in order on each way. */
  #reach(process: Process, way: string, then: () => void, extraMs = 0): void {
    this.#time.at(this.#arrival(process.name, way, extraMs), () => {
      if (this.#reaches(process)) then()
      else this.#onHeal.push(() => this.#reach(process, way, then))
    })
  }

  #reaches(process: Process): boolean {
    return this.#partOf(process) === mainland || this.#reaching.has(process.machine)
  }

  #partOf({ machine }: Process): number {
    return this.#parts.get(machine) ?? mainland
  }

  #arrival(from: string, to: string, extraMs = 0): number {
    const ways = this.#arrivals.get(from) ?? new Map<string, number>()
    this.#arrivals.set(from, ways)
    const at = this.#time.now + this.#dice.around(this.weather.delayMs) + extraMs
    const arrival = Math.max(at, ways.get(to) ?? 0)
    ways.set(to, arrival)
    return arrival
  }
}
