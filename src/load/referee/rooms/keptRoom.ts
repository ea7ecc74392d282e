// What is kept of a room until the log is compared.
import type { ObservedRoom } from './observedRoom.ts'

/** A room whose conversation is over, as far as a comparison with the log needs it. */
export interface KeptRoom {
  readonly room: string
  readonly directions: readonly {
    readonly sender: number
    readonly first: number
    readonly last: number
    readonly ackedTo: number
    readonly refused: readonly number[]
    /** Nobody told whether these were taken. */
    readonly inDoubt: readonly number[]
  }[]
  /** Whose message each seq is, 0 or 1, from seq 1; 255 where it was not seen. */
  readonly order: Uint8Array
}

/** Null where nothing needs to be kept, or too little was seen. */
export const keptRoomOf = ({ id, directions, order, isForeign }: ObservedRoom): KeptRoom | null =>
  order === null || isForeign
    ? null
    : {
        room: id,
        directions: directions.map(({ refused, inDoubt, ...direction }) => {
          const { sender, first, last, ackedTo } = direction
          return { sender, first, last, ackedTo, refused: [...refused], inDoubt: [...inDoubt] }
        }),
        order: Uint8Array.from(
          { length: order.length },
          (_, index) => order[index] ?? unseenSender,
        ),
      }

/** In place of a direction's index, where a seq was not seen. */
export const unseenSender = 255
