// The stretches of a visitor's lifecycle, and what is to happen in the present one.
import type { Gauges, RunContext } from './runContext.ts'

/** `away`: it will come back by itself. `gone`: it will not. */
export type Phase = 'coming' | 'idle' | 'waiting' | 'chatting' | 'away' | 'gone'

const gaugeOf: Readonly<Record<Phase, keyof Gauges | null>> = {
  coming: 'coming',
  idle: null,
  waiting: 'waiting',
  chatting: 'chatting',
  away: 'away',
  gone: null,
}

export class Lifecycle {
  phase: Phase = 'gone'
  #context: RunContext
  /** RunCounts stretches; what was planned in an earlier one no longer applies. */
  #stretch = 0

  constructor(context: RunContext) {
    this.#context = context
  }

  /** Begins a stretch; what was planned for the one before does not happen. */
  become(phase: Phase): void {
    const { gauges } = this.#context
    this.#stretch += 1
    const [former, next] = [gaugeOf[this.phase], gaugeOf[phase]]
    if (former !== null) gauges[former] -= 1
    if (next !== null) gauges[next] += 1
    this.phase = phase
  }

  /** Nothing that was planned happens any more. */
  stop(): void {
    this.#stretch += 1
  }

  later(ms: number, task: (at: number) => void): void {
    this.at(this.#context.now() + ms, task)
  }

  /** At that time, unless its life has gone on to another stretch by then. */
  at(time: number, task: (at: number) => void): void {
    const stretch = this.#stretch
    this.#context.scheduler.at(time, (at) => {
      if (this.#stretch === stretch && !this.#context.isOver) task(at)
    })
  }
}
