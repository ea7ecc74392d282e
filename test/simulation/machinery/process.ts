// A process of the simulation: it can be killed, frozen and thawed, and has a clock of its own.
import { SteadyClock } from '../../../src/clock.ts'
import type { Dice } from './dice.ts'
import type { VirtualTime } from './virtualTime.ts'

/** How often a running clock looks for what is due. */
const turnMs = 50

export interface ProcessParts {
  /** Of this run, and of where it runs: the next run there has another name. */
  readonly name: string
  readonly machine: string
  readonly time: VirtualTime
  readonly dice: Dice
  /** What its machine's wall clock shows, in ms of Unix time. */
  readonly wall: () => number
  /** It threw: our own bug. */
  readonly threw: (error: unknown) => void
}

/** Whatever comes to it from outside comes by `enter`, one after the other. */
export class Process {
  readonly name: string
  readonly machine: string
  readonly clock: SteadyClock
  readonly #parts: ProcessParts
  #state: 'running' | 'frozen' | 'dead' = 'running'
  /** What came while it was frozen, and has not been done since. */
  #queue: (() => void)[] = []
  #isToLook = false
  #wakesAt: number | null = null
  #unwake = () => {}
  #onDeath: (() => void)[] = []

  constructor(parts: ProcessParts) {
    this.name = parts.name
    this.machine = parts.machine
    this.#parts = parts
    const { time, wall, dice } = parts
    const bootedMs = dice.between(0, 1_000_000)
    this.clock = new SteadyClock({ wall, monotonic: () => bootedMs + time.now })
  }

  get isDead(): boolean {
    return this.#state === 'dead'
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /** Does something in it: at once, once it is thawed, or never. */
  readonly enter = (take: () => void): void => {
    if (this.#state === 'dead') return
    if (this.#state === 'frozen' || this.#queue.length > 0) this.#queue.push(take)
    else this.#do(take)
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen'
  }

  thaw(): void {
    if (this.#state !== 'frozen') return
    this.#state = 'running'
    // Its timers are late as well: whether they come before what waits at its doors is not promised.
    const turn = () => this.clock.turn()
    if (this.#parts.dice.chance(0.5)) this.#queue.unshift(turn)
    else this.#queue.push(turn)
    this.#catchUp()
  }

  kill(): void {
    if (this.#state === 'dead') return
    this.#state = 'dead'
    this.#queue = []
    this.#unwake()
    for (const then of this.#onDeath.splice(0)) then()
  }

  onDeath(then: () => void): void {
    this.#onDeath.push(then)
  }

  readonly #catchUp = (): void => {
    if (this.#state !== 'running') return
    const [take, ...rest] = this.#queue
    if (take === undefined) return
    this.#queue = rest
    this.#do(take)
    this.#parts.time.after(0, this.#catchUp)
  }

  #do(take: () => void): void {
    try {
      take()
    } catch (error) {
      this.#parts.threw(error)
    }
    if (this.#isToLook) return
    this.#isToLook = true
    this.#parts.time.afterwards(this.#look)
  }

  /** It may have asked its clock to be woken. */
  readonly #look = (): void => {
    this.#isToLook = false
    const { time, dice } = this.#parts
    const { due } = this.clock
    if (this.#state === 'dead' || due === null) return
    const inMs = Math.max(0, Math.ceil(due - this.clock.monotonic()))
    const at = time.now + inMs
    if (this.#wakesAt !== null && this.#wakesAt <= at + turnMs) return
    this.#unwake()
    this.#wakesAt = at + dice.between(0, turnMs - 1)
    this.#unwake = time.at(this.#wakesAt, () => {
      this.#wakesAt = null
      if (this.#state === 'running') this.enter(() => this.clock.turn())
    })
  }
}
