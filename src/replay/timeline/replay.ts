// A log folded through the actors, which can be had as of any event.
import { Result } from 'effect'
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { LogUnreadable } from '../../events/log.ts'
import type { RecordedEvent, Source } from '../source/source.ts'
import { Checkpoints, type IndexedCheckpoint, latest, placeOfLatest } from './checkpoints.ts'
import { History } from './history.ts'
import { foreseen } from './unforeseen.ts'

/** Within the stretch that is being looked at checkpoints are as close as this, so that going back is quick. */
const closeStrideEvents = 500

/** Stretches whose close checkpoints are kept: why two were matched is asked of an earlier one, and back again. */
const closeStretchesMax = 4

/** From one checkpoint of the fold to the next, with those in between, of which the first may be missing. */
interface Stretch {
  readonly from: number
  readonly checkpoints: IndexedCheckpoint[]
}

/**
 * A log in memory and its fold, effects muted. `actorsAt` gives the actors as of any event; the
 * checkpoints of the fold bound what that costs, in either direction.
 */
export class Replay {
  readonly source: Source
  readonly history = new History()
  /** Why the log could not be read to its end; null if it could. */
  fault: LogUnreadable | null = null
  #checkpoints = new Checkpoints()
  /** The stretches looked at last, the last one first. */
  #close: readonly Stretch[] = []
  #end = new ActorSystem()
  #current: { actorSystem: ActorSystem; index: number } | null = null

  /** Whether it is folded as it is read; whoever folds it anew asks for no actors of it. */
  #isFolded: boolean

  private constructor(source: Source, isFolded: boolean) {
    this.source = source
    this.#isFolded = isFolded
    this.#keep()
  }

  /**
   * Loads a log step by step, whole or only the turns that begin by the event `upTo`; yields after
   * every batch how many events there are by now.
   */
  static *loading(source: Source, upTo = Number.POSITIVE_INFINITY): Generator<number, Replay> {
    const replay = new Replay(source, true)
    yield* replay.more(upTo)
    return replay
  }

  /** The same of the events alone: for whoever folds them anew, and looks at no actors of this fold. */
  static *reading(source: Source): Generator<number, Replay> {
    const replay = new Replay(source, false)
    yield* replay.more()
    return replay
  }

  /** Loads a log at once. */
  static of(source: Source): Replay {
    const loading = Replay.loading(source)
    for (;;) {
      const { done, value } = loading.next()
      if (done) return value
    }
  }

  /** Takes in what the log has gained since; yields as `loading` does. */
  *more(upTo = Number.POSITIVE_INFINITY): Generator<number, void> {
    const { history } = this
    const last = history.length === 0 ? 0 : history.seq(history.length - 1)
    const reading = this.source.read(last)
    for (;;) {
      const { done, value } = reading.next()
      if (done) {
        this.fault = Result.isFailure(value) ? value.failure : null
        return
      }
      if (!this.#fold(value, upTo)) {
        reading.return(Result.void)
        return
      }
      yield history.length
    }
  }

  /**
   * The actors once the event at `index` was taken; -1 is before the first. They are good until the
   * next call, and only to be read.
   */
  actorsAt(index: number): ActorSystem {
    const current = this.#current
    const start = this.#nearest(index)
    // On from where we are if that is no further than from a checkpoint.
    const near = current !== null && current.index <= index && current.index >= start.index
    const actorSystem = near ? current.actorSystem : ActorSystem.restored(start.actors)
    for (let next = (near ? current.index : start.index) + 1; next <= index; next++) {
      foreseen(this.history.seq(next), () => actorSystem.fold(this.history.event(next)))
      this.#keepClose(actorSystem, next, index)
    }
    this.#current = { actorSystem, index }
    return actorSystem
  }

  /** False once it has come to what is not wanted any more. */
  #fold(batch: readonly RecordedEvent[], upTo: number): boolean {
    for (const recorded of batch) {
      const { seq, turn } = recorded.event
      const { length } = this.history
      if (seq > upTo && (length === 0 || this.history.turn(length - 1) !== turn)) return false
      this.history.push(recorded)
      if (!this.#isFolded) continue
      foreseen(seq, () => this.#end.fold(recorded.event))
      if (this.#checkpoints.isDue(this.history.length - 1, this.#end.size)) this.#keep()
    }
    return true
  }

  #keep(): void {
    this.#checkpoints.keep({ index: this.history.length - 1, actors: this.#end.checkpoint() })
  }

  /** The last checkpoint at or before the event. */
  #nearest(index: number): IndexedCheckpoint {
    const far = this.#checkpoints.latest(index) as IndexedCheckpoint
    const stretch = this.#close.find(({ from }) => from === far.index) ?? {
      from: far.index,
      checkpoints: [],
    }
    const others = this.#close.filter((other) => other !== stretch)
    this.#close = [stretch, ...others].slice(0, closeStretchesMax)
    return latest(stretch.checkpoints, index) ?? far
  }

  /** On the way to an event: half way from the last one to it, and so on, the last ones closest. */
  #keepClose(actorSystem: ActorSystem, index: number, end: number): void {
    const [stretch] = this.#close
    if (stretch === undefined) return
    const { checkpoints, from } = stretch
    const place = placeOfLatest(checkpoints, index)
    const gap = index - (checkpoints[place]?.index ?? from)
    // Freezing costs as much as there are actors, so it must pay.
    if (gap < Math.max(closeStrideEvents, actorSystem.size / 8, end - index)) return
    checkpoints.splice(place + 1, 0, { index, actors: actorSystem.checkpoint() })
  }
}
