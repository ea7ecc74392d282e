// Where the debugger is in the log, and how it gets elsewhere.

import { shortId } from '../../../src/events/limits.ts'
import type { StepResponse, StopResponse } from '../../../src/replay/api/apiTypes.ts'
import { type ApiRoute, fetchApi, type QueryParameters } from './apiClient.ts'
import type { JumpTarget } from './jumpTarget.ts'
import { keepNotes, keptNotes } from './keptNotes.ts'
import {
  type EventFilter,
  type FieldFault,
  initialPlayheadState,
  listParameters,
  type PlayheadState,
  type Span,
} from './playheadState.ts'
import { withSameParts } from './sameParts.ts'
import { type SliceWithNotes, withNotes } from './sliceWithNotes.ts'
import { StepsAhead } from './stepsAhead.ts'

/** Moves that may wait for their turn: a key that is held down must not be heard for long after. */
const queuedMovesMax = 3

/** How often the tail of a running server's log is looked for. */
const followMs = 700

/** An answer that takes longer is said to be long: nobody takes it for a page that stands still. */
const longMs = 400

/** What the parts of the debugger's page are shown with. */
export interface PlayheadProps {
  readonly playhead: Playhead
  readonly state: PlayheadState
}

/** Why a log is not followed to which no server adds. */
export const nobodyAdds = 'Only the database of a server can be followed: nobody adds to this log.'

const nothingChanged = {
  beginning: 'Nothing in the log changed it before.',
  end: 'Nothing changes it after this.',
  'too far': 'Nothing changed it in many events; further is not looked.',
} as const

export class Playhead {
  #state = initialPlayheadState
  #listeners = new Set<() => void>()
  #fetching: AbortController | null = null
  #playTimer: ReturnType<typeof setTimeout> | undefined
  #followTimer: ReturnType<typeof setTimeout> | undefined
  #queuedMoves = 0
  /** Answers that are being waited for. */
  #awaited = 0
  #lastMove: Promise<unknown> = Promise.resolve()
  #lastStep: 'next' | 'previous' = 'next'
  #ahead = new StepsAhead(() => this.#update({ isUnreachable: true, isPlaying: false }))

  get state(): PlayheadState {
    return this.#state
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks for the log and goes to the event of this seq, or to the first. */
  async load(seq: number | null): Promise<void> {
    await this.#inOrder(async () => {
      const log = await this.#fetch('log')
      if (log === null) return false
      const saved = log.bookmarks.map(({ seq, note }) => [seq, note] as const)
      const bookmarks = keptNotes(log) ?? new Map([...saved, ...this.#state.bookmarks])
      const isFollowing = this.#state.isFollowing && log.isLive
      this.#ahead.forget()
      this.#update({ log, bookmarks, isFollowing, isUnreachable: false })
      if (log.events === 0) return false
      return this.#seek({ seq: seq ?? 0 })
    })
  }

  async goTo(index: number): Promise<void> {
    this.#update({ index, notice: '', fieldFault: null })
    const { focus } = this.#state
    const step = await this.#fetch('step', { index, focus }, this.#newest())
    if (step !== null) this.#stand(step)
  }

  /** The newest request wins: what an earlier one asked for is let go. */
  #newest(): AbortSignal {
    this.#fetching?.abort()
    this.#fetching = new AbortController()
    return this.#fetching.signal
  }

  /** The playhead is where this was answered of. */
  #stand(answered: StepResponse): void {
    const { focus, isFocusOnly } = this.#state
    const step = withSameParts(this.#state.step, answered)
    const key = step.conversation?.key ?? null
    const isFocusLost = isFocusOnly && key !== focus
    this.#update({
      step,
      index: step.row.index,
      focus: key ?? focus,
      fieldFault: null,
      isUnreachable: false,
      ...(isFocusLost && { isFocusOnly: false }),
      notice: isFocusLost ? 'This event belongs to another conversation.' : '',
    })
    this.#lookAhead()
  }

  /** First where it went last, as it mostly goes on. */
  #lookAhead(): void {
    const onward = this.#stepMove(this.#lastStep)
    const back = this.#stepMove(this.#lastStep === 'next' ? 'previous' : 'next')
    this.#ahead.foresee(this.#state.isPlaying ? [onward] : [onward, back])
  }

  #stepMove(direction: 'next' | 'previous'): QueryParameters {
    const { index, focus } = this.#state
    return { from: index, step: direction, ...listParameters(this.#state), focus }
  }

  /** To the next or the previous event of the list; false where there is none. */
  step(direction: 'next' | 'previous'): Promise<boolean> {
    return this.#inOrder(async () => {
      this.#update({ notice: '' })
      this.#lastStep = direction
      const move = this.#stepMove(direction)
      const newest = this.#newest()
      const foreseen = await this.#patiently(this.#ahead.find(move))
      if (foreseen === null) return this.#seek(move, newest)
      if (!newest.aborted) this.#stand(foreseen)
      return true
    })
  }

  goToMark(direction: 'next' | 'previous'): Promise<boolean> {
    return this.#inOrder(async () => {
      const isThere = await this.#seek({ from: this.#state.index, marker: direction })
      if (!isThere) this.#update({ notice: `No ${direction} match, end, fault or restart.` })
      return isThere
    })
  }

  goToCause(): Promise<boolean> {
    return this.#inOrder(() =>
      this.#goToIfAny(
        this.#state.step?.from?.index,
        'Nothing in the log led to this event: it came from outside.',
      ),
    )
  }

  goToConsequence(): Promise<boolean> {
    return this.#inOrder(() =>
      this.#goToIfAny(this.#state.step?.consequences[0]?.index, 'This event led to nothing.'),
    )
  }

  /** To the event that changed an actor, or the field of it to which `path` leads, last or next. */
  goToChange(
    direction: 'next' | 'previous',
    { actor, path = [] }: { readonly actor: string; readonly path?: readonly string[] },
  ): Promise<boolean> {
    return this.#inOrder(async () => {
      const sought = { actor, path, from: this.#state.index, step: direction }
      const found = await this.#fetch('change', sought)
      if (found === null) return false
      const { index, why } = found
      return this.#goToIfAny(index ?? undefined, why === null ? '' : nothingChanged[why])
    })
  }

  /** Marks an event, with a note that may be empty; null: it is marked no more. */
  bookmark(seq: number, note: string | null): void {
    const bookmarks = new Map(this.#state.bookmarks)
    if (note === null) bookmarks.delete(seq)
    else bookmarks.set(seq, note)
    this.#update({ bookmarks })
    const { log } = this.#state
    if (log === null || keepNotes(log, bookmarks)) return
    this.tell('This browser keeps no notes: a page that is loaded anew has lost them.')
  }

  /** The conversation in focus, with the bookmarks that are in it; null: there is none. */
  async sliceWithNotes(): Promise<SliceWithNotes | null> {
    const { focus, bookmarks } = this.#state
    if (focus === null) return null
    const slice = await this.#fetch('slice', { actor: focus })
    if (slice === null) return null
    return withNotes(slice, bookmarks)
  }

  /** Limits the time line to a part of the log, in which the playhead then is; null: to nothing. */
  async limitTo(span: Span | null): Promise<void> {
    this.#update({ span: span === null ? null : { first: span.first, last: span.last } })
    const { index } = this.#state
    if (span !== null && (index < span.first || index > span.last)) await this.goTo(span.first)
  }

  /** Limits the time line to what happened between two times, in milliseconds of Unix time. */
  async limitToTimes(from: number, to: number): Promise<void> {
    const ends = await Promise.all(
      [from, to].map((at) => this.#fetch('seek', { at: Math.max(0, Math.round(at)) })),
    )
    const [first, last] = ends.map((found) => found?.index ?? null)
    if (first === null || first === undefined || last === null || last === undefined) return
    if (last > first) await this.limitTo({ first, last })
  }

  /** Sets the condition at which playing stops, and to which `goToStop` goes; empty: none. */
  stopWhere(where: string): void {
    this.#update({ where, fieldFault: null })
  }

  /** To the next event at which the condition holds. */
  goToStop(): Promise<boolean> {
    return this.#inOrder(async () => {
      const stop = await this.#nextStop(this.#state.index + 1, Number.POSITIVE_INFINITY)
      if (stop !== null) return this.#standAtStop(stop)
      if (this.#state.fieldFault === null)
        this.#update({ notice: 'It holds at no event after this.' })
      return false
    })
  }

  /** To the first or the last event of the list. */
  async goToEnd(end: 'first' | 'last'): Promise<void> {
    await this.goNear(end === 'first' ? 0 : (this.#state.log?.events ?? 1) - 1)
  }

  /** To where the list is nearest to the index. */
  async goNear(index: number): Promise<void> {
    if ((this.#state.log?.events ?? 0) === 0) return
    // While it is dragged the playhead moves ahead of what is known of each event.
    const here = { from: index, step: 'here', ...listParameters(this.#state) }
    const found = (await this.#fetch('seek', here))?.index ?? null
    if (found !== null) await this.goTo(found)
  }

  /** To a seq or a time; false where there is none. */
  async jump(target: JumpTarget): Promise<boolean> {
    const { focus } = this.#state
    const went = await this.#patiently(fetchApi('go', { ...target, focus }, this.#newest()))
    if (went._tag === 'Unreachable') this.#update({ isUnreachable: true, isPlaying: false })
    if (went._tag === 'Refused') this.blame({ field: 'jump', words: went.message })
    if (went._tag !== 'Answered' || went.answer.step === null) return false
    this.#stand(went.answer.step)
    return true
  }

  play(isPlaying: boolean): void {
    clearTimeout(this.#playTimer)
    this.#update({ isPlaying, notice: '' })
    if (isPlaying) this.#playNext()
  }

  setSpeed(speed: number): void {
    this.#update({ speed })
  }

  /** Says something for a moment that is to be seen nowhere else. */
  tell(notice: string): void {
    this.#update({ notice })
  }

  /** Says what is wrong with what was written into a field; null: nothing any more. */
  blame(fieldFault: FieldFault | null): void {
    this.#update(fieldFault === null ? { fieldFault } : { fieldFault, notice: '' })
  }

  search(filter: Partial<EventFilter>): void {
    this.#update({ filter: { ...this.#state.filter, ...filter } })
  }

  /** Whether only the conversation in focus is shown. */
  focusOnly(isFocusOnly: boolean): void {
    const { focus } = this.#state
    const isPossible = focus !== null || !isFocusOnly
    this.#update({ isFocusOnly: isFocusOnly && focus !== null })
    if (!isPossible) this.#update({ notice: 'This event belongs to no conversation.' })
  }

  /** Follows the log of a running server: whenever it has grown, to its last event. */
  follow(isFollowing: boolean): void {
    const { log } = this.#state
    if (isFollowing && log?.isLive === false) {
      this.tell(nobodyAdds)
      return
    }
    clearTimeout(this.#followTimer)
    if (isFollowing) this.play(false)
    this.#update({ isFollowing })
    if (isFollowing) void this.goToEnd('last').then(() => this.#lookForMore())
  }

  #playNext(): void {
    this.#playTimer = setTimeout(async () => {
      const from = this.#state.index + 1
      const isThere = await this.step('next')
      if (!this.#state.isPlaying) return
      if (this.#state.where !== '' && (await this.#stopsFrom(from))) return
      if (isThere) this.#playNext()
      else this.#update({ isPlaying: false, notice: 'The end.' })
    }, 1_000 / this.#state.speed)
  }

  /** Whether the condition held at an event from an index on, up to where the playhead is; it then stands there. */
  async #stopsFrom(from: number): Promise<boolean> {
    const stop = await this.#nextStop(from, this.#state.index + 1)
    if (stop !== null) await this.#standAtStop(stop)
    if (stop !== null || this.#state.fieldFault !== null) this.#update({ isPlaying: false })
    return !this.#state.isPlaying
  }

  async #standAtStop({ index, session }: StopResponse): Promise<boolean> {
    if (index === null) return false
    await this.goTo(index)
    this.#update({
      notice: session === null ? 'It holds here.' : `It holds here, of ${shortId(session)}.`,
    })
    return true
  }

  /** Where the condition holds first from an index on and before another; null where it does not. */
  async #nextStop(from: number, before: number): Promise<StopResponse | null> {
    const end = Math.min(before, this.#state.log?.events ?? 0)
    for (let at = from; at < end; ) {
      const { where } = this.#state
      const asked = await this.#patiently(fetchApi('stop', { from: at, where }))
      if (asked._tag === 'Unreachable') this.#update({ isUnreachable: true, isPlaying: false })
      if (asked._tag === 'Refused') this.blame({ field: 'stop', words: asked.message })
      if (asked._tag !== 'Answered') return null
      const { index, upTo } = asked.answer
      if (index !== null) return index < end ? asked.answer : null
      if (upTo <= at) return null
      at = upTo
    }
    return null
  }

  async #lookForMore(): Promise<void> {
    const head = await this.#fetch('head')
    const known = this.#state.log
    if (head !== null && (head.events !== known?.events || head.fault !== known.fault)) {
      const log = await this.#fetch('log')
      this.#ahead.forget()
      if (log !== null) this.#update({ log })
      if (log !== null && head.events > 0) await this.goTo(head.events - 1)
    }
    if (!this.#state.isFollowing) return
    this.#followTimer = setTimeout(() => void this.#lookForMore(), followMs)
  }

  /** A move from where the playhead stands waits until it stands there. */
  async #inOrder(move: () => Promise<boolean>): Promise<boolean> {
    if (this.#queuedMoves >= queuedMovesMax) return false
    this.#queuedMoves += 1
    const moved = this.#lastMove.then(move).finally(() => {
      this.#queuedMoves -= 1
    })
    this.#lastMove = moved.catch(() => false)
    return moved
  }

  async #goToIfAny(index: number | undefined, otherwise: string): Promise<boolean> {
    if (index === undefined) this.#update({ notice: otherwise })
    else await this.goTo(index)
    return index !== undefined
  }

  /** Goes where the server says that these parameters lead; false where they lead nowhere. */
  async #seek(parameters: QueryParameters, newest = this.#newest()): Promise<boolean> {
    const { log, focus } = this.#state
    if (log === null || log.events === 0) return false
    const went = await this.#fetch('go', { ...parameters, focus }, newest)
    // Whoever went elsewhere meanwhile is there.
    if (newest.aborted) return true
    if (went === null || went.step === null) return false
    this.#stand(went.step)
    return true
  }

  /** The answer; null where there is none, which is then shown. */
  async #fetch<Route extends ApiRoute>(
    route: Route,
    parameters: QueryParameters = {},
    signal: AbortSignal | null = null,
  ) {
    const result = await this.#patiently(fetchApi(route, parameters, signal))
    if (result._tag === 'Answered') return result.answer
    if (result._tag === 'Unreachable') this.#update({ isUnreachable: true, isPlaying: false })
    if (result._tag === 'Refused') this.#update({ notice: result.message, isPlaying: false })
    return null
  }

  /** Says that the process is busy while an answer is long in coming. */
  async #patiently<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#awaited += 1
    const timer = setTimeout(() => this.#update({ isBusy: true }), longMs)
    const given = await answer
    clearTimeout(timer)
    this.#awaited -= 1
    if (this.#awaited === 0 && this.#state.isBusy) this.#update({ isBusy: false })
    return given
  }

  /** Nothing is drawn anew where nothing changes. */
  #update(change: Partial<PlayheadState>): void {
    const names = Object.keys(change) as (keyof PlayheadState)[]
    if (names.every((name) => Object.is(this.#state[name], change[name]))) return
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
