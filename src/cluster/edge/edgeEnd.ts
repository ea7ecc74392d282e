// The edge's end of the line to whatever world leads: nothing is lost or done twice over a take-over.
import { Result } from 'effect'
import { unavailable } from '../../actors/engine/refusal.ts'
import type { Clock } from '../../events/ports.ts'
import type {
  Answers,
  Done,
  EdgeCommand,
  EdgeEars,
  EdgeName,
  EdgeNote,
  Line,
  Question,
} from '../../http/line/line.ts'
import type { EdgeBus } from '../bus.ts'
import type {
  Beat,
  Fingerprint,
  FromEdge,
  Moment,
  Stalled,
  ToEdge,
  WorldName,
} from '../messages.ts'
import { type Asked, answerMsMax, lineDown, Questions } from './questions.ts'
import { type Numbered, type Settle, Unanswered } from './unanswered.ts'

/** How often an edge says that it is here, in ms. */
const usualHereMs = 150

/**
 * For how long what was asked may wait for a world, in ms: one that has not heard of an edge for twice
 * as long does not know any more what it has done for it.
 */
const strandedMs = 300_000

/** For how long no beat may come until nobody is taken to lead, in ms: a take-over is quicker as a rule. */
const beatlessMsMax = 2_000

/** Commands that may wait for a world: beyond it clients are told so. What opens or closes is kept. */
const unansweredMax = 10_000

export interface EdgeEndParts {
  /** Another name each time that an edge starts. */
  readonly edge: EdgeName
  readonly bus: EdgeBus
  readonly clock: Pick<Clock, 'after' | 'disarm' | 'monotonic'>
  readonly hereMs?: number
  readonly fingerprint: Fingerprint
  /** Hears of each epoch whose world has answered. */
  readonly met?: (led: Pick<Beat, 'epoch' | 'world'>) => void
  /** Hears of each world that leads with another secret, once: it is as if nobody did. */
  readonly foreign?: (world: WorldName) => void
  /** Hears how long it took, in ms, until a command was known to be done. */
  readonly answered?: (ms: number) => void
}

type Said = Extract<ToEdge, { readonly kind: 'said' }>

/**
 * Hears one epoch at a time, the newest that it knows of. It says hello to each, and sends what may
 * not be done yet once that is answered; what it has heard of a turn it does not hear again.
 */
export class EdgeEnd implements Line {
  readonly #parts: EdgeEndParts
  readonly #unanswered = new Unanswered()
  readonly #questions: Questions
  #ears: EdgeEars = deaf
  #epoch = 0
  /** Who leads in it; and the last that led with another secret. */
  #led: WorldName = ''
  #foreign: WorldName | null = null
  /** Whether the world of this epoch has answered the hello. */
  #isMet = false
  /** The last turn of which all that is its own has been heard. */
  #seen: number | null = null
  /** The last answer that has been heard. */
  #at: Moment = [0, 0]
  /** When a world was heard last, and when a beat of this epoch or a newer one; by the monotonic source. */
  #heardAt: number
  #beatAt = Number.NEGATIVE_INFINITY
  /** When it was last heard that nothing can be taken in. */
  #stalledAt = Number.NEGATIVE_INFINITY
  #unhear: () => void
  #isOver = false

  constructor(parts: EdgeEndParts) {
    this.#parts = parts
    this.#questions = new Questions(parts.clock)
    this.#heardAt = parts.clock.monotonic()
    this.#unhear = parts.bus.hear({
      toEdge: this.#toEdge,
      beat: this.#beat,
      stalled: this.#stalled,
    })
    this.#sayHere()
  }

  /** Whether a world leads that knows of this edge, as far as was heard lately. */
  get isMet(): boolean {
    return this.#isMet && this.#isLately(this.#beatAt)
  }

  /**
   * Whether it is known that nothing is taken in at the moment, which may last: clients are told so. Where
   * only nobody leads somebody soon does, and what is said until then waits.
   */
  get #isStalled(): boolean {
    const isSilenced = this.#isLately(this.#stalledAt) || !this.#parts.bus.isUp()
    return isSilenced && !this.#isLately(this.#beatAt)
  }

  #isLately(at: number): boolean {
    return this.#parts.clock.monotonic() - at <= beatlessMsMax
  }

  /** The newest of which it has heard; 0: none. */
  get epoch(): number {
    return this.#epoch
  }

  /** How many commands are not known to be done. */
  get unanswered(): number {
    return this.#unanswered.size
  }

  readonly hear = (ears: EdgeEars): void => {
    this.#ears = ears
  }

  readonly tell = (command: EdgeCommand): void => {
    if (this.#isRefused(command)) {
      queueMicrotask(() => this.#ears.refused(command, unavailable))
    } else this.#send(this.#number(command, null))
  }

  readonly order = (command: EdgeCommand): ReturnType<Line['order']> =>
    new Promise((resolve) => {
      if (this.#isRefused(command)) {
        resolve(Result.fail(lineDown))
        return
      }
      const armed = this.#parts.clock.after(answerMsMax, () => resolve(Result.fail(lineDown)))
      const settle: Settle = (done) => {
        this.#parts.clock.disarm(armed)
        resolve(done)
      }
      this.#send(this.#number(command, settle))
    })

  /** Where no world is met at the moment nobody waits to hear how it is, nor where none answers for a while. */
  readonly ask = <T extends Question['type']>(question: Extract<Question, { readonly type: T }>) =>
    (this.#isStalled || (question.type === 'health' && !this.isMet)
      ? Promise.resolve(Result.fail(lineDown))
      : this.#questions.ask(question, this.#put)) as Promise<
      Result.Result<Answers[T], typeof lineDown>
    >

  readonly #put = (asked: Asked): void => {
    if (this.#isMet) this.#say({ kind: 'ask', epoch: this.#epoch, ...asked })
  }

  readonly note = (note: EdgeNote): void => {
    if (this.#isMet) this.#say({ kind: 'note', epoch: this.#epoch, note })
  }

  /** From now on it says and hears nothing. */
  stop(): void {
    this.#isOver = true
    this.#isMet = false
    this.#unhear()
  }

  /** Of what opens or closes the world has to hear, however late. */
  #isRefused({ type }: EdgeCommand): boolean {
    if (type === 'opened' || type === 'closed') return false
    return this.#isStalled || this.#unanswered.size >= unansweredMax
  }

  #number(command: EdgeCommand, settle: Settle | null): Numbered {
    const givenAt = this.#parts.clock.monotonic()
    return this.#unanswered.add({ command, at: this.#at, givenAt, settle })
  }

  #send({ n, at, command }: Numbered): void {
    if (this.#isMet) this.#say({ kind: 'command', epoch: this.#epoch, n, at, command })
  }

  #say(said: Unnamed<FromEdge>): void {
    this.#parts.bus.toWorld({ ...said, edge: this.#parts.edge })
  }

  readonly #beat = ({ epoch, world, fingerprint }: Beat): void => {
    if (epoch < this.#epoch || this.#isForeign(world, fingerprint)) return
    this.#beatAt = this.#parts.clock.monotonic()
    this.#led = world
    if (epoch > this.#epoch) {
      this.#epoch = epoch
      this.#isMet = false
    }
    if (!this.#isMet) this.#sayHello()
  }

  #isForeign(world: WorldName, fingerprint: Fingerprint | undefined): boolean {
    const own = this.#parts.fingerprint
    if ((fingerprint ?? own) === own) return false
    if (world !== this.#foreign) this.#parts.foreign?.(world)
    this.#foreign = world
    return true
  }

  readonly #stalled = ({ epoch }: Stalled): void => {
    if (epoch >= this.#epoch) this.#stalledAt = this.#parts.clock.monotonic()
  }

  #sayHello(): void {
    if (this.#parts.clock.monotonic() - this.#heardAt > strandedMs) this.#giveUp()
    const { next, sockets } = this.#unanswered
    this.#say({ kind: 'hello', epoch: this.#epoch, seen: this.#seen, next, sockets })
  }

  readonly #sayHere = (): void => {
    if (this.#isOver) return
    if (this.#isMet && this.#seen !== null) {
      const { next, last: sent } = this.#unanswered
      this.#say({ kind: 'here', epoch: this.#epoch, seen: this.#seen, next, sent })
      this.#questions.askAgain(this.#put)
    }
    this.#parts.clock.after(this.#parts.hereMs ?? usualHereMs, this.#sayHere)
  }

  readonly #toEdge = (said: ToEdge): void => {
    // What a world says that does not know yet that it was overtaken; or that is met by its beat.
    if (said.epoch !== this.#epoch) return
    if (said.kind === 'said') this.#hearSaid(said)
    else if (said.kind === 'answer') this.#hearAnswer(said)
    else if (!this.#isMet && said.kind !== 'too_late') return
    else if (said.kind === 'aside') for (const one of said.said) this.#ears.said(one)
    else if (said.kind === 'again')
      for (const one of this.#unanswered.from(said.from)) this.#send(one)
    else this.#beginAnew()
  }

  #hearAnswer({ epoch, id, count, answer }: Extract<ToEdge, { readonly kind: 'answer' }>): void {
    const [of, last] = this.#at
    this.#at = [epoch, of === epoch ? Math.max(last, count) : count]
    this.#questions.answered(id, answer)
  }

  #hearSaid({ after, turn, done, said, refused, outcomes }: Said): void {
    const seen = this.#seen ?? after
    // Something before it was lost: it comes again.
    if (after > seen) return
    this.#seen = Math.max(seen, turn)
    this.#heardAt = this.#parts.clock.monotonic()
    const results = {
      refused: new Map(refused.map(([n, why]) => [n, why])),
      outcomes: new Map(outcomes),
    }
    let next = 0
    for (const [of, one] of said) {
      if (of <= seen) continue
      // That a message is stored says so of all before it: whoever sent one that was not hears that first.
      for (; turnOf(refused[next]) < of; next += 1) this.#settle(refused[next]?.[0] ?? 0, results)
      this.#ears.said(one)
    }
    this.#settle(done, results)
    if (this.#isMet) return
    this.#isMet = true
    this.#parts.met?.({ epoch: this.#epoch, world: this.#led })
    for (const one of this.#unanswered.from(1)) this.#send(one)
    this.#questions.askAll(this.#put)
  }

  #settle(upTo: number, { refused, outcomes }: KnownResults): void {
    const { clock, answered } = this.#parts
    const now = clock.monotonic()
    for (const { n, command, givenAt, settle } of this.#unanswered.done(upTo)) {
      answered?.(now - givenAt)
      const refusal = refused.get(n)
      if (settle !== null) {
        const done = outcomes.get(n) ?? nothingMore
        settle(refusal === undefined ? Result.succeed(done) : Result.fail(refusal))
      } else if (refusal !== undefined) this.#ears.refused(command, refusal)
    }
  }

  /** What waits was asked too long ago: nobody can tell whether it was done. */
  #giveUp(): void {
    for (const { settle } of this.#unanswered.drop()) settle?.(Result.fail(lineDown))
    this.#beginAnew()
  }

  /** What it missed is not kept any more, or it was taken for gone: its clients come anew. */
  #beginAnew(): void {
    this.#isMet = false
    this.#seen = null
    for (const socket of this.#unanswered.dropSockets()) {
      this.#ears.said({ type: 'close', socket, reason: 'restart', end: null })
    }
  }
}

/** What came of commands, by their numbers, where it is more than that they are done. */
interface KnownResults {
  readonly refused: ReadonlyMap<number, Parameters<EdgeEars['refused']>[1]>
  readonly outcomes: ReadonlyMap<number, Done>
}

/** After which turn a refusal is to be heard; where nobody says, after all. */
const turnOf = (refused: Said['refused'][number] | undefined): number =>
  refused?.[2] ?? Number.POSITIVE_INFINITY

/** The same without the name of the edge. */
type Unnamed<S> = S extends { readonly edge: EdgeName } ? Omit<S, 'edge'> : never

const nothingMore: Done = { isFresh: false }

/** Before anybody hears. */
const deaf: EdgeEars = { said: () => {}, refused: () => {} }
