// What a world's node keeps of the stream on its own disk, and begins from after a stop.
import { Result } from 'effect'
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { type Head, type LogSpace, unmeasured } from '../../events/log.ts'
import type { Ask, Reading } from '../../events/projection.ts'
import type { FollowedLot } from '../../store/batches/position.ts'
import type { FiledBeginning } from '../../store/shredding/filedKeys.ts'
import { type Position, positionOf } from './position.ts'

/** What a standby goes on from: the log up to a message of the stream, folded. */
export interface Beginning {
  readonly position: Position
  readonly head: Head
  readonly actorSystem: ActorSystem
  /** All who live, the oldest first, with the keys that they have by now. */
  readonly living: readonly FiledBeginning[]
}

export interface LocalFile {
  /** To be gone on from once. */
  readonly beginning: Beginning
  /** Takes what comes next in the stream; returns at once. */
  readonly take: (lot: FollowedLot) => void
  /** Waits while too much of it is not stored yet. */
  readonly room: () => Promise<void>
  /** False from when something cannot be stored until it is. */
  readonly isWritable: () => boolean
  readonly space: () => LogSpace
  /** Asks the projections, once turn `follows` is stored. */
  readonly ask: (...asked: [...Parameters<Ask>, follows: number]) => Reading
}

/** Before the first message of the stream. */
export const atTheStart = (): Beginning => ({
  position: positionOf([]),
  head: { seq: 0, turn: 0, at: 0 },
  actorSystem: new ActorSystem(),
  living: [],
})

/** For a node that keeps nothing: it begins with the stream, and answers nothing. */
export const noFile = (): LocalFile => ({
  beginning: atTheStart(),
  take: () => {},
  room: async () => {},
  isWritable: () => true,
  space: () => unmeasured,
  ask: () => ({
    next: async () => Result.succeed({ rows: [], isLast: true }),
    drop: () => {},
  }),
})
