// What leaves a session as it moves: frames to its client, events to other actors, alarms.
import type { Person, SessionEnd, Suspension } from '../events/fields.ts'
import { againMs } from '../events/limits.ts'
import { type Alarm, againOf, alarm, disarm, effects, frame, send } from './effect.ts'
import { later } from './matchmaking/persons.ts'
import {
  otherOf,
  type Parting,
  type Place,
  recentRoom,
  roomOf,
  type SessionContext,
  type SessionEvent,
  suspensionAt,
} from './sessionState.ts'

const effect = effects<SessionContext, SessionEvent>()

/** Actions of its chart that change nothing in it. */
export const sessionEffects = {
  armGrace: effect(({ context }) => [graceAlarm(context, context.until ?? 0)]),
  disarmGrace: effect(({ context }) => [disarm(context.id, 'session.expired')]),
  welcomeIdle: effect<'connect'>(({ context, event }) => [welcome(context, 'idle', event.at)]),
  welcomeWaiting: effect<'connect'>(({ context, event }) => [
    welcome(context, 'waiting', event.at),
    waiting(context),
  ]),
  welcomeChatting: effect<'connect'>(({ context, event }) => [
    welcome(context, 'chatting', event.at),
  ]),
  tellWaiting: effect<'find_match'>(({ context }) => [waiting(context)]),
  tellMatched: effect<'matched'>(({ context, event }) => [
    frame(context.id, {
      type: 'matched',
      room: event.room,
      partner: event.profile,
      shared: event.shared,
      ...(event.again && { again: event.again }),
    }),
  ]),
  /** The same whatever the other does: neither learns of a refusal. */
  tellAsked: effect<'again'>(({ context: { id, parted }, event: { room } }) => [
    frame(id, { type: 'again', room, until: parted?.until ?? 0 }),
  ]),
  giveAsk: effect(({ context }) => askOf(context)),
  /** Whoever is away has taken it back already. */
  withdrawAsk: effect(({ context, event }) => {
    const { id, parted, until } = context
    const isHere = until === null || event.type === 'disconnect' || event.type === 'restart'
    const isOfAnother =
      (event.type === 'block' || event.type === 'reported') && event.room !== parted?.room
    return parted?.asked && isHere && !isOfAnother
      ? [send({ actor: 'matchmaker', type: 'matchmaker.withdraw', data: { session: id } })]
      : []
  }),
  armForget: effect(({ context }) =>
    context.parted === null ? [] : [forgetAlarm(context, context.parted)],
  ),
  disarmForget: effect<'matched'>(({ context: { id, parted } }) =>
    parted === null ? [] : [disarm(id, 'session.forget')],
  ),
  takeTicket: effect(({ context }) => [ticketOf(context)]),
  withdrawTicket: effect(({ context: { id } }) => [
    send({ actor: 'matchmaker', type: 'matchmaker.leave_chat', data: { session: id } }),
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
      data: {
        by: context.id,
        reason: event.type === 'expired' ? 'expired' : 'left',
        ...(event.type !== 'expired' && againOf(event)),
      },
    }),
  ]),
  /** The partner hears what it would of any leaving, and may ask for as long. */
  breakOff: effect<'block' | 'suspended'>(({ context, event: { type, at } }) => [
    send({
      actor: roomOf(context),
      type: 'room.leave_chat',
      data: {
        by: context.id,
        reason: 'left',
        againUntil: at + againMs,
        ...(type === 'block' ? { blocks: true } : { suspended: true }),
      },
    }),
  ]),
  blockPartner: effect<'block'>(({ context }) => [blockOf(context.person, otherOf(context))]),
  /** Once is enough, whether it blocks or reports. */
  blockOther: effect<'block' | 'reported'>(({ context, event: { room, at } }) => {
    const recent = recentRoom(context, room, at)
    return recent === null || recent.blocked ? [] : [blockOf(context.person, recent.other)]
  }),
  tellBlocked: effect<'block'>(({ context: { id }, event: { room } }) => [
    frame(id, { type: 'blocked', room }),
  ]),
  tellReported: effect<'reported'>(({ context: { id }, event: { room } }) => [
    frame(id, { type: 'reported', room }),
  ]),
  /** The one that lasts: what was told before may hold for longer. */
  tellSuspended: effect<'suspended'>(({ context: { id, suspended }, event }) => {
    const { until, by } = later(suspended, { until: event.until, by: event.by })
    const message = suspendedMessage(by)
    return [frame(id, { type: 'error', code: 'suspended', message, until, by })]
  }),
  tellWarning: effect<'connect' | 'warned'>(({ context: { id, warned }, event: { type } }) =>
    type === 'warned' || warned ? [frame(id, { type: 'warned' })] : [],
  ),
  dismiss: effect<'left' | 'expired'>(({ context, event }) => [
    { kind: 'dismiss', to: context.id, end: endBy(event) },
  ]),
}

/** What ends by itself, as a session stands: it is away, or may ask to talk again. */
export const sessionAlarms = (context: SessionContext): readonly Alarm[] => [
  ...(context.until === null ? [] : [graceAlarm(context, context.until)]),
  ...(context.parted === null ? [] : [forgetAlarm(context, context.parted)]),
]

const graceAlarm = ({ id }: SessionContext, until: number): Alarm =>
  alarm(until, id, 'session.expired')

const forgetAlarm = ({ id }: SessionContext, { until }: Parting): Alarm =>
  alarm(until, id, 'session.forget')

const waiting = ({ id, since }: SessionContext) => frame(id, { type: 'waiting', since: since ?? 0 })

const welcome = (context: SessionContext, state: Place, at: number) => {
  const { id, gender, seeks, room, parted, words } = context
  const { username, bio, interests, profile } = words
  const suspended = suspensionAt(context, at)
  return frame(id, {
    type: 'welcome',
    you: { username, bio, gender, seeks, interests },
    state,
    ...(room !== null && profile !== null && { room, partner: profile }),
    ...(parted !== null && {
      again: { room: parted.room, until: parted.until, asked: parted.asked },
    }),
    ...(suspended !== null && { suspended }),
  })
}

/** Who it is and what it wants, as the matchmaker is told. */
const wishesOf = ({ id, person, gender, seeks, words }: SessionContext) => ({
  session: id,
  person,
  username: words.username,
  bio: words.bio,
  gender,
  seeks,
  interests: words.interests,
})

const ticketOf = (context: SessionContext) =>
  send({
    actor: 'matchmaker',
    type: 'matchmaker.find_match',
    data: {
      ...wishesOf(context),
      since: context.since ?? 0,
      relaxAt: context.relaxAt,
      avoid: context.avoid,
    },
  })

/** Its wish to talk again, with what it is and wants now; nothing where it has none. */
const askOf = (context: SessionContext) => {
  const { parted, avoid } = context
  const partner = parted?.partner ?? avoid
  if (!parted?.asked || partner === null) return []
  const data = { ...wishesOf(context), room: parted.room, partner }
  return [send({ actor: 'matchmaker', type: 'matchmaker.again', data })]
}

const blockOf = (person: Person, other: Person) =>
  send({ actor: 'matchmaker', type: 'matchmaker.blocked', data: { person, other } })

/** What whoever is suspended is told, beside until when. */
export const suspendedMessage = (by: Suspension['by']): string =>
  by === 'reports'
    ? 'Several people reported you. You will not be matched for a while.'
    : 'A moderator read a report about you. You will not be matched for a while.'

const endBy = (event: Extract<SessionEvent, { type: 'left' | 'expired' }>): SessionEnd => {
  if (event.type === 'expired') return 'expired'
  return event.anew === true ? 'joined_anew' : 'left'
}
