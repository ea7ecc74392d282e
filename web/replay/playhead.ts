// web/replay/playhead.ts — where the debugger stands in the log, and how it gets elsewhere.
import type { ShownLog, ShownStep } from '../../src/replay/shown.ts'
import { ask, Gone, type Query, Refused } from './ask.ts'

export interface Sought {
  readonly text: string
  readonly types: string
  readonly actor: string
}

export const everything: Sought = { text: '', types: '', actor: '' }

export interface Standing {
  readonly log: ShownLog | null
  /** The event that was taken last. */
  readonly index: number
  /** What is known of it; while it is being fetched, of the one before. */
  readonly step: ShownStep | null
  readonly sought: Sought
  /** The key of the conversation in focus. */
  readonly focus: string | null
  /** Whether everything else is left out of the list and stepped over. */
  readonly isOnly: boolean
  readonly isPlaying: boolean
  /** Events a second. */
  readonly speed: number
  readonly isFollowing: boolean
  readonly isGone: boolean
  /** What became of the last wish, where it is not to be seen. */
  readonly notice: string
}

export const speeds = [1, 2, 4, 10, 25] as const

const start: Standing = {
  log: null,
  index: 0,
  step: null,
  sought: everything,
  focus: null,
  isOnly: false,
  isPlaying: false,
  speed: 4,
  isFollowing: false,
  isGone: false,
  notice: '',
}

/** How often the tail of a running server's log is looked for. */
const followMs = 700

/** The list's query; also what stepping keeps to. */
export const queryFor = ({ sought, isOnly, focus }: Standing): Query => ({
  ...sought,
  conversation: isOnly ? focus : null,
})

export class Playhead {
  #standing = start
  #listeners = new Set<() => void>()
  #fetching: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #tail: ReturnType<typeof setTimeout> | undefined

  get standing(): Standing {
    return this.#standing
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks for the log and goes to the event of this seq, or to the first. */
  load(seq: number | null): Promise<void> {
    return this.#try(async () => {
      const log = await ask('log')
      this.#set({ log, isGone: false })
      if (log.events === 0) return
      const { index } = seq === null ? { index: 0 } : await ask('seek', { seq })
      await this.#go(index ?? 0)
    })
  }

  seek(index: number): Promise<void> {
    return this.#try(() => this.#go(index))
  }

  /** To the next or the last event of the list; false where there is none. */
  async step(way: 'next' | 'previous'): Promise<boolean> {
    this.#set({ notice: '' })
    return this.#lead('seek', {
      from: this.#standing.index,
      step: way,
      ...queryFor(this.#standing),
    })
  }

  async mark(way: 'next' | 'previous'): Promise<void> {
    const isThere = await this.#lead('seek', { from: this.#standing.index, mark: way })
    if (!isThere) this.#set({ notice: `No ${way} match, end, fault or restart.` })
  }

  async cause(): Promise<void> {
    const cause = this.#standing.step?.row.cause
    if (cause) await this.seek(cause.index)
    else this.#set({ notice: 'Nothing in the log led to this event: it came from outside.' })
  }

  async consequence(): Promise<void> {
    const [first] = this.#standing.step?.consequences ?? []
    if (first !== undefined) await this.seek(first.index)
    else this.#set({ notice: 'This event led to nothing.' })
  }

  /** To the first or the last event of the list. */
  async end(way: 'first' | 'last'): Promise<void> {
    const last = (this.#standing.log?.events ?? 1) - 1
    await this.#lead('seek', {
      from: way === 'first' ? 0 : last,
      step: 'here',
      ...queryFor(this.#standing),
    })
  }

  /** To where the list is nearest to the index. */
  async near(index: number): Promise<void> {
    await this.#lead('seek', { from: index, step: 'here', ...queryFor(this.#standing) })
  }

  /** To a seq, or a time in milliseconds since the epoch. */
  async jump(to: { readonly seq: number } | { readonly at: number }): Promise<void> {
    await this.#lead('seek', { ...to })
  }

  play(isPlaying: boolean): void {
    clearTimeout(this.#timer)
    this.#set({ isPlaying, notice: '' })
    if (isPlaying) this.#beat()
  }

  pace(speed: number): void {
    this.#set({ speed })
  }

  search(sought: Partial<Sought>): void {
    this.#set({ sought: { ...this.#standing.sought, ...sought } })
  }

  only(isOnly: boolean): void {
    const { focus } = this.#standing
    const isPossible = focus !== null || !isOnly
    this.#set({ isOnly: isOnly && focus !== null })
    if (!isPossible) this.#set({ notice: 'This event belongs to no conversation.' })
  }

  /** Follows the log of a running server: whenever it has grown, to its last event. */
  follow(isFollowing: boolean): void {
    clearTimeout(this.#tail)
    if (isFollowing) this.play(false)
    this.#set({ isFollowing })
    if (isFollowing) void this.end('last').then(() => this.#look())
  }

  #beat(): void {
    this.#timer = setTimeout(async () => {
      const isThere = await this.step('next')
      if (!this.#standing.isPlaying) return
      if (isThere) this.#beat()
      else this.#set({ isPlaying: false, notice: 'The end.' })
    }, 1_000 / this.#standing.speed)
  }

  async #look(): Promise<void> {
    await this.#try(async () => {
      const { events, fault } = await ask('head')
      const known = this.#standing.log
      if (events === known?.events && fault === known.fault) return
      this.#set({ log: await ask('log') })
      if (events > 0) await this.#go(events - 1)
    })
    if (!this.#standing.isFollowing) return
    this.#tail = setTimeout(() => void this.#look(), followMs)
  }

  async #lead(question: 'seek', query: Query): Promise<boolean> {
    let isThere = false
    await this.#try(async () => {
      const { index } = await ask(question, query)
      if (index === null) return
      isThere = true
      await this.#go(index)
    })
    return isThere
  }

  /** The newest wish wins: what an earlier one asked for is let go. */
  async #go(index: number): Promise<void> {
    this.#fetching?.abort()
    const fetching = new AbortController()
    this.#fetching = fetching
    this.#set({ index, notice: '' })
    const { focus, isOnly } = this.#standing
    const step = await ask('step', { index, focus }, fetching.signal)
    const key = step.conversation?.key ?? null
    const isLeft = isOnly && key !== focus
    this.#set({
      step,
      focus: key ?? focus,
      isGone: false,
      ...(isLeft && { isOnly: false, notice: 'This event belongs to another conversation.' }),
    })
  }

  async #try(wish: () => Promise<void>): Promise<void> {
    try {
      await wish()
    } catch (error) {
      if (error instanceof Gone) this.#set({ isGone: true, isPlaying: false })
      else if (error instanceof Refused) this.#set({ notice: error.message, isPlaying: false })
      else if (!(error instanceof DOMException)) throw error
    }
  }

  #set(change: Partial<Standing>): void {
    this.#standing = { ...this.#standing, ...change }
    for (const listener of this.#listeners) listener()
  }
}
