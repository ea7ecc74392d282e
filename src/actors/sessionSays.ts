// What a session tells the world and the other actors.
import type { DataOf, EventFor } from '../events/event.ts'
import type { Gender, Profile, RoomId, Seeks, SessionId } from '../events/fields.ts'
import { alarm, effects, frame, send } from './effect.ts'

export interface SessionContext {
  readonly id: SessionId
  readonly gender: Gender
  readonly seeks: Seeks
  /** Until when it may come back; null while it is online. */
  readonly until: number | null
  /** Since when it waits, and from when on anyone will do; null unless waiting. */
  readonly since: number | null
  readonly relaxAt: number
  readonly room: RoomId | null
  readonly partner: SessionId | null
  /** Its last partner. */
  readonly avoid: SessionId | null
  readonly blocks: readonly SessionId[]
  /** What people wrote: erased in a log without keys, and no part of a state's digest. */
  readonly words: {
    readonly username: string
    readonly bio: string
    readonly interests: readonly string[]
    readonly profile: Profile | null
  }
}

export type SessionEvent = EventFor<'session'>
export type SessionInput = { readonly id: SessionId } & DataOf<'session.join'>

/** Whether a session is idle, waiting or chatting, as its clients are told. */
export const placeOf = ({ room, since }: SessionContext) =>
  room !== null ? 'chatting' : since !== null ? 'waiting' : 'idle'

const ticketOf = ({ id, gender, seeks, since, relaxAt, avoid, blocks, words }: SessionContext) =>
  send({
    actor: 'matchmaker',
    type: 'matchmaker.find_match',
    data: {
      session: id,
      username: words.username,
      bio: words.bio,
      gender,
      seeks,
      interests: words.interests,
      since: since ?? 0,
      relaxAt,
      avoid,
      blocks,
    },
  })

/** The room of a session that is chatting. */
const roomOf = ({ room }: SessionContext): RoomId => room ?? ''

const waiting = ({ id, since }: SessionContext) => frame(id, { type: 'waiting', since: since ?? 0 })

const welcome = (context: SessionContext) => {
  const { id, gender, seeks, room, words } = context
  const { username, bio, interests, profile } = words
  return frame(id, {
    type: 'welcome',
    you: { username, bio, gender, seeks, interests },
    state: placeOf(context),
    ...(room !== null && profile !== null && { room, partner: profile }),
  })
}

const effect = effects<SessionContext, SessionEvent>()

export const sessionSays = {
  armGrace: effect(({ context }) => [
    alarm(context.until ?? 0, { actor: context.id, type: 'session.expired', data: {} }),
  ]),
  welcome: effect<'connect'>(({ context }) => [
    welcome(context),
    ...(context.since === null ? [] : [waiting(context)]),
  ]),
  tellWaiting: effect<'find_match'>(({ context }) => [waiting(context)]),
  tellMatched: effect<'matched'>(({ context, event }) => [
    frame(context.id, {
      type: 'matched',
      room: event.room,
      partner: event.profile,
      shared: event.shared,
    }),
  ]),
  tellEnded: effect<'leave_chat' | 'chat_ended'>(({ context, event }) => [
    frame(context.id, {
      type: 'chat_ended',
      reason: event.type === 'chat_ended' ? event.reason : 'left',
    }),
  ]),
  takeTicket: effect(({ context }) => [ticketOf(context)]),
  withdrawTicket: effect(({ context }) => [
    send({
      actor: 'matchmaker',
      type: 'matchmaker.leave_chat',
      data: { session: context.id },
    }),
  ]),
  goAway: effect<'disconnect' | 'restart'>(({ context, event }) => [
    send({
      actor: roomOf(context),
      type: 'room.away',
      data: { by: context.id, until: event.until },
    }),
  ]),
  comeBack: effect<'connect'>(({ context }) => [
    send({ actor: roomOf(context), type: 'room.back', data: { by: context.id } }),
  ]),
  leaveRoom: effect<'leave_chat' | 'left' | 'expired'>(({ context, event }) => [
    send({
      actor: roomOf(context),
      type: 'room.leave_chat',
      data: { by: context.id, reason: event.type === 'expired' ? 'expired' : 'left' },
    }),
  ]),
  dismiss: effect(({ context }) => [{ kind: 'dismiss', to: context.id }]),
}
