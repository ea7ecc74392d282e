// The phases of a visitor's life, and what is scheduled in the present one.
import type { Gauges } from '../measures/measures.ts'
import type { RunContext } from './runContext.ts'
import type { Task } from './scheduler.ts'

/** `held`: told to come later. `away`: it will come back by itself. `gone`: it will not. */
export type VisitorPhase = 'coming' | 'held' | 'idle' | 'waiting' | 'chatting' | 'away' | 'gone'

const gaugeOf: Readonly<Record<VisitorPhase, keyof Gauges | null>> = {
  coming: 'coming',
  held: 'held',
  idle: null,
  waiting: 'waiting',
  chatting: 'chatting',
  away: 'away',
  gone: null,
}

export class Lifecycle {
  phase: VisitorPhase = 'gone'
  #context: RunContext
  /** How many phases there were; what was scheduled in an earlier one no longer applies. */
  #phases = 0

  constructor(context: RunContext) {
    this.#context = context
  }

  /** Begins a phase; what was scheduled for the one before does not happen. */
  enter(phase: VisitorPhase): void {
    const { gauges } = this.#context
    this.#phases += 1
    const [former, next] = [gaugeOf[this.phase], gaugeOf[phase]]
    if (former !== null) gauges[former] -= 1
    if (next !== null) gauges[next] += 1
    this.phase = phase
  }

  /** Nothing that was scheduled happens any more. */
  stop(): void {
    this.#phases += 1
  }

  later(ms: number, task: Task): void {
    this.at(this.#context.now() + ms, task)
  }

  /** At that time, unless another phase has begun by then. */
  at(time: number, task: Task): void {
    const phases = this.#phases
    this.#context.scheduler.at(time, (at) => {
      if (this.#phases === phases && !this.#context.isOver) task(at)
    })
  }
}
