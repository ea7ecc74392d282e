// Why a command is not taken, in words.
import type { Result } from 'effect'
import type { Detail } from '../../events/errors.ts'
import type { Command } from '../../events/event.ts'
import type { SessionId, Suspension } from '../../events/fields.ts'
import type { ErrorCode } from '../../events/frames.ts'
import { hashOf } from '../../events/hash.ts'
import type { LogSpace } from '../../events/log.ts'
import { frame, type SocketEffect } from '../effect.ts'
import { blocksMax, reportsPerHourMax } from '../matchmaking/persons.ts'
import { memberOf, roomMessagesMax } from '../room.ts'
import { suspendedMessage } from '../session.ts'
import { recentRoom, suspensionAt } from '../sessionState.ts'
import type { ActorSystem } from './actorSystem.ts'

/**
 * Why a command was not taken. `duplicate`: it was taken before, and once is enough; `replaced`: it is of
 * a socket whose session has come to another.
 */
export interface Refusal {
  readonly code: ErrorCode | 'no_session' | 'duplicate' | 'replaced'
  readonly message: string
  /** For a message that is a `duplicate`: the number and the time (ms) of the one that stands. */
  readonly sent?: { readonly seq: number; readonly at: number }
  /** What the code leaves open. */
  readonly detail?: Detail<'unavailable'>
  /** For `room_full`: how many messages a room may hold. */
  readonly max?: number
  /** For `unavailable` and `too_many_reports`: after how many seconds to try again. */
  readonly retryAfter?: number
  /** For `suspended`. */
  readonly suspension?: Suspension
}

/** Whether a command was taken, or why not. */
export type Taken = Result.Result<void, Refusal>

export const noSession: Refusal = { code: 'no_session', message: 'This session has ended.' }

export const replaced: Refusal = {
  code: 'replaced',
  message: 'This session has come to another socket.',
}

export const notChatting = {
  code: 'not_chatting',
  message: 'You are not in a conversation now.',
} as const satisfies Refusal

/** Says nothing of the other: it depends on one's own doings and on the clock. */
const tooLate: Refusal = {
  code: 'too_late',
  message: 'This conversation cannot be taken up again any more.',
}

export const outOfOrder = {
  code: 'out_of_order',
  message: 'The message that this one follows was not taken. Please send that one first.',
} as const satisfies Refusal

export const unavailable: Refusal = {
  code: 'unavailable',
  message: 'The server cannot store anything at the moment. Please try again soon.',
  detail: 'storing',
}

/** How soon space may be back: who ends gives it back within a minute. */
const spaceRetrySeconds = 60

/** The disk runs full: who is here may go on, and nobody new comes in. */
const noSpaceToJoin: Refusal = {
  code: 'unavailable',
  message: 'The server has no space for new visitors at the moment. Please try again later.',
  detail: 'space',
  retryAfter: spaceRetrySeconds,
}

/** The disk is full: nothing is taken that would fill it further. */
const noSpaceToTalk: Refusal = {
  code: 'unavailable',
  message: 'The server has no space left to take this in. Please try again later.',
  detail: 'space',
  retryAfter: spaceRetrySeconds,
}

/** The log will not store what was asked: this is what whoever asked is told. */
export const lost: Refusal = {
  code: 'unavailable',
  message: 'The server could not store this. Please try again soon.',
  detail: 'lost',
}

/** The server stops: what is asked now would not be carried out. */
export const stopping: Refusal = {
  code: 'unavailable',
  message: 'The server is about to restart. Your client will come back by itself.',
  detail: 'stopping',
}

/** It is over for too long to block or report anybody for it, or was none of the session's. */
export const tooLateToReport: Refusal = {
  code: 'too_late',
  message: 'This conversation is over for too long, or was none of yours.',
}

/** Its conversation goes on: it may leave that as ever. */
const tooManyBlocks: Refusal = {
  code: 'rate_limited',
  message: 'You have blocked more people than anybody may in a day.',
}

const blockedBefore: Refusal = {
  code: 'duplicate',
  message: 'You have blocked this person before.',
}

export const reportedBefore: Refusal = {
  code: 'duplicate',
  message: 'You have reported this conversation before.',
}

/** What a moderator decides on is not kept any more. */
export const reportGone: Refusal = {
  code: 'too_late',
  message: 'This report has been decided on, or is not kept any more.',
}

/** What is too much; whoever is here may always come back and leave, and so give space back. */
export const excessIn = (
  actorSystem: ActorSystem,
  { type, actor }: Command,
  level: LogSpace['level'],
): Refusal | null => {
  if (type === 'session.block') {
    const person = actorSystem.session(actor)?.person.id ?? ''
    const blocks = actorSystem.matchmaker.persons.blocksOf(person)
    return blocks.length < blocksMax ? null : tooManyBlocks
  }
  if (type === 'session.join') return level === 'full' || level === 'spent' ? noSpaceToJoin : null
  return isTalk(type) && level === 'spent' ? noSpaceToTalk : null
}

/** What adds to the log while it is here and more while it goes on. */
const isTalk = (type: Command['type']): boolean =>
  type === 'room.send_message' ||
  type === 'session.find_match' ||
  type === 'session.again' ||
  type === 'matchmaker.reported'

/** What is said where a command was taken and is lost; null where no frame asked for it. */
export const lossOf = (command: Command): SocketEffect | null => {
  const { type } = command
  if (!isTalk(type) && type !== 'session.leave_chat' && type !== 'session.block') return null
  const id = type === 'room.send_message' ? { id: command.data.id } : {}
  const said = { code: 'unavailable', message: lost.message, detail: 'lost' } as const
  return frame(askerOf(command), { type: 'error', ...said, ...id })
}

/** Whose frame asked for it. */
const askerOf = (command: Command): SessionId => {
  if (command.type === 'room.send_message') return command.data.by
  return command.type === 'matchmaker.reported' ? command.data.session : command.actor
}

/** To be asked only about a command that the actorSystem did not accept as of `at`. */
export const refusalOf = (actorSystem: ActorSystem, command: Command, at: number): Refusal => {
  switch (command.type) {
    case 'session.block': {
      const context = actorSystem.session(command.actor)
      if (context === null) return noSession
      const isBlocked = recentRoom(context, command.data.room, at)?.blocked
      return isBlocked ? blockedBefore : tooLateToReport
    }
    case 'matchmaker.reported':
      return tooManyReports(actorSystem.matchmaker.persons.reportWait(command.data.person.id, at))
    case 'matchmaker.decided':
      return reportGone
    case 'session.again':
    case 'session.find_match':
    case 'session.leave_chat': {
      const context = actorSystem.session(command.actor)
      if (context === null || context.until !== null) return noSession
      const suspension = suspensionAt(context, at)
      if (command.type !== 'session.leave_chat' && suspension !== null)
        return suspendedBy(suspension)
      if (actorSystem.placeOf(command.actor) !== 'chatting') {
        return command.type === 'session.again' ? tooLate : notChatting
      }
      return { code: 'already_chatting', message: 'Leave this conversation to find another.' }
    }
    case 'room.send_message': {
      const room = actorSystem.room(command.actor)
      const { by, id, text, number } = command.data
      if (room === null || !room.members.includes(by)) return notChatting
      const sent = room.ledger.find(memberOf(room, by), id)
      if (sent === undefined) {
        const { size } = room.ledger
        if (size < roomMessagesMax) throw new Error(`${number} was given where ${size + 1} is due`)
        const message = `This conversation holds ${roomMessagesMax} messages, as many as one may.`
        return { code: 'room_full', message, max: roomMessagesMax }
      }
      return sent.hash === hashOf(text)
        ? { code: 'duplicate', message: 'This message was accepted before.', sent }
        : { code: 'id_reused', message: 'This id already stands for another text.' }
    }
    default:
      return noSession
  }
}

const suspendedBy = (suspension: Suspension): Refusal => ({
  code: 'suspended',
  message: suspendedMessage(suspension.by),
  suspension,
})

export const tooManyReports = (waitMs: number): Refusal => ({
  code: 'too_many_reports',
  message: `You have made ${reportsPerHourMax} reports within an hour. Please wait a while.`,
  retryAfter: Math.ceil(waitMs / 1_000),
})
