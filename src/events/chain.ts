// The hash chain over what is said in a room: its end stands for all of it, in order.
import { hash } from 'node:crypto'
import type { MemberNumber, RoomId } from './fields.ts'

/** Where the chain of a room begins. */
export const chainStart = (room: RoomId): string => hash('sha256', room, 'base64url')

/** The chain after one more message, the `number`th of its room. */
export const chainAfter = (
  chain: string,
  member: MemberNumber,
  { number, text }: { readonly number: number; readonly text: string },
): string => hash('sha256', `${chain} ${member} ${number} ${text}`, 'base64url')
