// Where the debugger stands in the log, and how it gets elsewhere.
import { ask, Gone, type Query, Refused } from './ask.ts'
import { queryFor, type Sought, type Standing, start } from './standing.ts'

/** Wishes that may wait for their turn: a key that is held down must not be heard for long after. */
const waitingMax = 3

/** How often the tail of a running server's log is looked for. */
const followMs = 700

export class Playhead {
  #standing = start
  #listeners = new Set<() => void>()
  #fetching: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #tail: ReturnType<typeof setTimeout> | undefined
  #waiting = 0
  #turns: Promise<unknown> = Promise.resolve()

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

  /** To the next or the previous event of the list; false where there is none. */
  step(way: 'next' | 'previous'): Promise<boolean> {
    return this.#inTurn(() => {
      const { index } = this.#standing
      this.#set({ notice: '' })
      return this.#lead({ from: index, step: way, ...queryFor(this.#standing) })
    })
  }

  mark(way: 'next' | 'previous'): Promise<boolean> {
    return this.#inTurn(async () => {
      const isThere = await this.#lead({ from: this.#standing.index, marker: way })
      if (!isThere) this.#set({ notice: `No ${way} match, end, fault or restart.` })
      return isThere
    })
  }

  cause(): Promise<boolean> {
    return this.#inTurn(() =>
      this.#along(
        this.#standing.step?.from?.index,
        'Nothing in the log led to this event: it came from outside.',
      ),
    )
  }

  consequence(): Promise<boolean> {
    return this.#inTurn(() =>
      this.#along(this.#standing.step?.consequences[0]?.index, 'This event led to nothing.'),
    )
  }

  /** To the first or the last event of the list. */
  async end(way: 'first' | 'last'): Promise<void> {
    await this.near(way === 'first' ? 0 : (this.#standing.log?.events ?? 1) - 1)
  }

  /** To where the list is nearest to the index. */
  async near(index: number): Promise<void> {
    await this.#lead({ from: index, step: 'here', ...queryFor(this.#standing) })
  }

  /** To a seq, or a time in milliseconds since the epoch. */
  async jump(to: { readonly seq: number } | { readonly at: number }): Promise<void> {
    await this.#lead({ ...to })
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

  /** What is wished for from where one stands waits until one stands there. */
  async #inTurn(wish: () => Promise<boolean>): Promise<boolean> {
    if (this.#waiting >= waitingMax) return false
    this.#waiting += 1
    const turn = this.#turns.then(wish).finally(() => {
      this.#waiting -= 1
    })
    this.#turns = turn.catch(() => false)
    return turn
  }

  async #along(index: number | undefined, otherwise: string): Promise<boolean> {
    if (index === undefined) this.#set({ notice: otherwise })
    else await this.seek(index)
    return index !== undefined
  }

  async #lead(query: Query): Promise<boolean> {
    let isThere = false
    if ((this.#standing.log?.events ?? 0) === 0) return false
    await this.#try(async () => {
      const { index } = await ask('seek', query)
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
