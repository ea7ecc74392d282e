// What is kept of a conversation until the log is compared.
import type { ObservedRoom } from './observedRoom.ts'

/** A conversation that is over, as far as a comparison with the log needs it. */
export interface KeptRoom {
  readonly room: string
  readonly sides: readonly {
    readonly user: number
    readonly first: number
    readonly last: number
    readonly ackedTo: number
    readonly refused: readonly number[]
  }[]
  /** Whose message each seq is, 0 or 1, from seq 1; 255 where it was not seen. */
  readonly order: Uint8Array
}

/** Null where nothing needs to be kept, or too little was seen. */
export const keptRoomOf = ({ room, sides, order, isForeign }: ObservedRoom): KeptRoom | null =>
  order === null || isForeign
    ? null
    : {
        room,
        sides: sides.map(({ user, first, last, ackedTo, refused }) => {
          return { user, first, last, ackedTo, refused: [...refused] }
        }),
        order: Uint8Array.from(
          { length: order.length },
          (_, index) => order[index] ?? unseenSender,
        ),
      }

/** In place of a side, where a seq was not seen. */
export const unseenSender = 255
