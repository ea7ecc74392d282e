// Who is at a small server, and what is said in its rooms.
import type { WebSocket } from 'ws'
import type { ServerFrame } from '../../src/events/frames.ts'

export interface Profile {
  readonly username: string
  readonly gender: string
  readonly seeks: string
  readonly interests: readonly string[]
}

export interface Guest {
  readonly profile: Profile
  /** Of the person; several sessions may have it. */
  readonly pass: string
  ws: WebSocket | null
  room: Room | null
  /** The pass of its last partner. */
  last: string | null
  /** While it waits: whether it has for long enough to take anybody. */
  relaxed: boolean
  /** How often it has waited. */
  waits: number
}

export interface Room {
  readonly id: string
  readonly members: readonly Guest[]
  readonly said: {
    readonly member: number
    readonly text: string
    readonly seq: number
    readonly at: number
    readonly id: string
  }[]
  messages: number
  /** How each was acknowledged, by its id. */
  readonly taken: Map<string, ServerFrame>
  /** Held back until the next message overtakes it. */
  held: (() => void) | null
}

/** Nothing where the guest has no connection. */
export const tell = (guest: Guest, frame: ServerFrame): void =>
  guest.ws?.send(JSON.stringify(frame))

/** Which of the room's two members that is. */
export const numberOf = ({ members }: Room, guest: Guest): number => members.indexOf(guest) + 1
