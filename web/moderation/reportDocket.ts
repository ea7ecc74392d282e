// What the page knows: the reports that wait, the one that is read, what was decided last.
import type { ReportAnswer, ReportsAnswer } from '../../src/moderation/page/pageTypes.ts'
import type { DecisionName } from '../../src/moderation/words.ts'
import type { Asked, DocketClient } from './docketClient.ts'

/** New reports are asked for this often. */
const lookMs = 3_000

export interface DocketState {
  /** Null until the first answer. */
  readonly listed: ReportsAnswer | null
  /** The number of the report that is read. */
  readonly selected: number | null
  /** That report, once it is opened. */
  readonly opened: ReportAnswer | null
  /** Why nothing can be asked at the moment. */
  readonly isUnreachable: boolean
  readonly isLockedOut: boolean
  /** Why the list cannot be told. */
  readonly fault: string | null
  /** What was decided last, or why it was not. */
  readonly notice: string
}

export class ReportDocket {
  readonly #client: DocketClient
  readonly #watchers = new Set<() => void>()
  state: DocketState = {
    listed: null,
    selected: null,
    opened: null,
    isUnreachable: false,
    isLockedOut: false,
    fault: null,
    notice: '',
  }

  constructor(client: DocketClient) {
    this.#client = client
  }

  subscribe(watch: () => void): () => void {
    this.#watchers.add(watch)
    return () => this.#watchers.delete(watch)
  }

  /** Looks now, and again and again. */
  async watch(): Promise<void> {
    await this.look()
    setTimeout(() => void this.watch(), lookMs)
  }

  async look(): Promise<void> {
    const asked = await this.#client.reports()
    this.#heard(asked)
    this.#change({ fault: asked._tag === 'Refused' ? asked.message : null })
    if (asked._tag !== 'Answered') return
    this.#change({ listed: asked.answer })
    const { selected, opened } = this.state
    const isThere = asked.answer.reports.some(({ number }) => number === selected)
    if (selected === null || isThere || opened === null) return
    // What it said is not to be seen any longer than it is kept.
    const notice = `Report ${selected} waits no longer: it was decided, or its time is over.`
    this.#change({ selected: null, opened: null, notice })
  }

  async select(number: number): Promise<void> {
    if (this.state.selected === number && this.state.opened !== null) return
    this.#change({ selected: number, opened: null, notice: '' })
    const asked = await this.#client.report(number)
    this.#heard(asked)
    if (this.state.selected !== number) return
    if (asked._tag === 'Answered') this.#change({ opened: asked.answer })
    else if (asked._tag === 'Refused') this.#change({ selected: null, notice: asked.message })
  }

  /** The next in the list, or the one before; the first where none is read. */
  async step(by: 1 | -1): Promise<void> {
    const reports = this.state.listed?.reports ?? []
    const place = reports.findIndex(({ number }) => number === this.state.selected)
    const next = reports[place < 0 ? 0 : place + by]
    if (next !== undefined) await this.select(next.number)
  }

  close(): void {
    this.#change({ selected: null, opened: null })
  }

  /** Decides on the one that is read, and goes on to the next. */
  async decide(name: DecisionName): Promise<void> {
    const number = this.state.selected
    if (number === null) return
    const reports = this.state.listed?.reports ?? []
    const place = reports.findIndex((report) => report.number === number)
    const next = reports[place + 1] ?? reports[place - 1]
    const asked = await this.#client.decide(number, name)
    this.#heard(asked)
    if (asked._tag === 'Refused') this.#change({ notice: asked.message })
    if (asked._tag === 'Answered') {
      this.#change({ selected: null, opened: null })
      if (next !== undefined) await this.select(next.number)
      this.#change({ notice: `Report ${number}. ${asked.answer.message}` })
    }
    await this.look()
  }

  #heard(asked: Asked<unknown>): void {
    const isUnreachable = asked._tag === 'Unreachable'
    const isLockedOut = asked._tag === 'NotLetIn'
    this.#change({
      isUnreachable,
      isLockedOut,
      // Nothing is read on once the program that opened it is gone.
      ...((isUnreachable || isLockedOut) && { opened: null, selected: null, listed: null }),
    })
  }

  #change(change: Partial<DocketState>): void {
    this.state = { ...this.state, ...change }
    for (const watch of this.#watchers) watch()
  }
}
