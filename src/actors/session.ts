// A visitor, from joining to leaving for good.
import { assign, setup } from 'xstate'
import type { DataOf, EventFor } from '../events/event.ts'
import type {
  Gender,
  MemberNumber,
  Person,
  PersonId,
  Profile,
  RoomId,
  Seeks,
  SessionEnd,
  SessionId,
  Suspension,
} from '../events/fields.ts'
import { againMs, reportMs } from '../events/limits.ts'
import { type Alarm, againOf, alarm, disarm, effects, frame, send } from './effect.ts'
import { later, personOf } from './matchmaking/persons.ts'

/** Nobody has more conversations than these in `reportMs`, but to make us remember them. */
const recentMax = 100

/** The conversation that it was in last, and whether it asked to take it up again. */
interface Parting {
  readonly room: RoomId
  readonly until: number
  readonly asked: boolean
  /** Absent in logs from before there were persons: there `avoid` is its session. */
  readonly partner?: SessionId
}

/** A conversation that ended a while ago: its other may still be blocked or reported. */
export interface RecentRoom {
  readonly room: RoomId
  /** Who the other was, and in which session. */
  readonly other: Person
  readonly partner: SessionId
  /** Which of the two members this session was. */
  readonly member: MemberNumber
  /** Until when that is possible, in ms of Unix time. */
  readonly until: number
  readonly blocked: boolean
  readonly reported: boolean
  /** Whether that was with the words that were said: then it is done. */
  readonly proven: boolean
}

export interface SessionContext {
  readonly id: SessionId
  readonly person: Person
  readonly gender: Gender
  readonly seeks: Seeks
  /** Until when it may come back; null while it is online. */
  readonly until: number | null
  /** Since when it waits, and from when on anyone will do; null unless waiting. */
  readonly since: number | null
  readonly relaxAt: number
  readonly room: RoomId | null
  readonly partner: SessionId | null
  /** Who that is, and which of the two members it is itself; null where the log does not say. */
  readonly other: Person | null
  readonly member: MemberNumber | null
  /** Its last partner. */
  readonly avoid: PersonId | null
  /** While it may ask to talk again with its last partner; null once that is over. */
  readonly parted: Parting | null
  /** The conversations that ended of late, the oldest first; null where there are none. */
  readonly recent: readonly RecentRoom[] | null
  /** While it is not matched, and maybe for a while after. */
  readonly suspended: Suspension | null
  /** True while it is to be told that a moderator asks it to behave. */
  readonly warned: true | null
  /** What people wrote: redacted in a log without keys, and no part of a state checksum. */
  readonly words: {
    readonly username: string
    readonly bio: string
    readonly interests: readonly string[]
    readonly profile: Profile | null
  }
}

type SessionEvent = EventFor<'session'>
type SessionInput = { readonly id: SessionId } & DataOf<'session.join'>
type On<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

/** Where a session is, as its clients are told. */
export type Place = 'idle' | 'waiting' | 'chatting'

/** Where the session is whose state value this is; null once it is gone. */
export const placeOf = (value: unknown): Place | null =>
  (value as { readonly here?: { readonly place: Place } }).here?.place ?? null

const ticketOf = ({ id, person, gender, seeks, words, ...wait }: SessionContext) =>
  send({
    actor: 'matchmaker',
    type: 'matchmaker.find_match',
    data: {
      session: id,
      person,
      username: words.username,
      bio: words.bio,
      gender,
      seeks,
      interests: words.interests,
      since: wait.since ?? 0,
      relaxAt: wait.relaxAt,
      avoid: wait.avoid,
    },
  })

/** Its wish to talk again, with what it is and wants now; nothing where it has none. */
const askOf = ({ id, person, gender, seeks, avoid, parted, words }: SessionContext) => {
  const partner = parted?.partner ?? avoid
  return parted?.asked && partner !== null
    ? [
        send({
          actor: 'matchmaker',
          type: 'matchmaker.again',
          data: {
            session: id,
            person,
            username: words.username,
            bio: words.bio,
            gender,
            seeks,
            interests: words.interests,
            room: parted.room,
            partner,
          },
        }),
      ]
    : []
}

/** The room of a session that is chatting. */
const roomOf = ({ room }: SessionContext): RoomId => room ?? ''

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

/** Until when it is not matched, as far as it knows, and why; null where it may be. */
export const suspensionAt = (
  { suspended }: Pick<SessionContext, 'suspended'>,
  at: number,
): Suspension | null => (suspended !== null && at < suspended.until ? suspended : null)

/** What whoever is suspended is told, beside until when. */
export const suspendedMessage = (by: Suspension['by']): string =>
  by === 'reports'
    ? 'Several people reported you. You will not be matched for a while.'
    : 'A moderator read a report about you. You will not be matched for a while.'

/** The other of its conversation; a session without a pass is a person of its own. */
export const otherOf = ({ partner, other }: SessionContext): Person =>
  other ?? personOf({ session: partner ?? '' })

/** The conversation of late in that room, while its other may be blocked or reported. */
export const recentRoom = (
  { recent }: Pick<SessionContext, 'recent'>,
  room: RoomId,
  at: number,
): RecentRoom | null => recent?.find((one) => one.room === room && at < one.until) ?? null

/** Those of late with the one that ends now. */
const recentWith = (context: SessionContext, at: number, marks: Partial<RecentRoom>) => {
  const { recent, partner, other, member } = context
  if (partner === null || other === null || member === null) return recent
  const ended = { room: roomOf(context), other, partner, member, until: at + reportMs }
  const known = (recent ?? []).filter(({ until }) => at < until)
  return [...known, { ...ended, blocked: false, reported: false, proven: false, ...marks }].slice(
    -recentMax,
  )
}

const blockOf = (person: Person, other: Person) =>
  send({ actor: 'matchmaker', type: 'matchmaker.blocked', data: { person, other } })

const endBy = (event: On<'left' | 'expired'>): SessionEnd => {
  if (event.type === 'expired') return 'expired'
  return event.anew === true ? 'joined_anew' : 'left'
}

const effect = effects<SessionContext, SessionEvent>()

const graceAlarm = ({ id }: SessionContext, until: number): Alarm =>
  alarm(until, id, 'session.expired')

const forgetAlarm = ({ id }: SessionContext, { until }: Parting): Alarm =>
  alarm(until, id, 'session.forget')

/** What ends by itself, as a session stands: it is away, or may ask to talk again. */
export const sessionAlarms = (context: SessionContext): readonly Alarm[] => [
  ...(context.until === null ? [] : [graceAlarm(context, context.until)]),
  ...(context.parted === null ? [] : [forgetAlarm(context, context.parted)]),
]

/** What a session says to whoever is outside, and to the other actors. */
const tells = {
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

/** What is done about the other of a conversation that is over, wherever one is by then. */
const afterwards = {
  block: {
    guard: 'mayBlock',
    actions: ['blockOther', 'tellBlocked', 'withdrawAsk', 'mark'],
  },
  reported: {
    guard: 'mayReport',
    actions: ['blockOther', 'tellReported', 'withdrawAsk', 'mark'],
  },
} as const

export const session = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as SessionInput,
  },
  guards: {
    isAway: ({ context }) => context.until !== null,
    isOnline: ({ context }) => context.until === null,
    isGraceOver: ({ context, event }) => context.until !== null && event.at >= context.until,
    mayAskAgain: ({ context: { until, parted, suspended }, event }) =>
      event.type === 'again' &&
      until === null &&
      parted?.room === event.room &&
      event.at < parted.until &&
      (suspended === null || event.at >= suspended.until),
    isPartingOver: ({ context: { parted }, event }) => parted !== null && event.at >= parted.until,
    isThisRoom: ({ context, event }) =>
      (event.type === 'chat_ended' || event.type === 'block') && event.room === context.room,
    mayLook: ({ context, event }) =>
      context.until === null && suspensionAt(context, event.at) === null,
    mayBlock: ({ context, event }) =>
      event.type === 'block' && recentRoom(context, event.room, event.at)?.blocked === false,
    /** What came without its words may come once more with them. */
    mayReport: ({ context, event }) => {
      if (event.type !== 'reported') return false
      const recent = recentRoom(context, event.room, event.at)
      return recent !== null && (!recent.reported || (event.proven && !recent.proven))
    },
    isSuspensionNew: ({ context: { suspended }, event }) =>
      event.type === 'suspended' &&
      (suspended === null || suspended.until < event.until || suspended.by !== event.by),
    isSuspensionNewHere: ({ context: { suspended, until }, event }) =>
      until === null &&
      event.type === 'suspended' &&
      (suspended === null || suspended.until < event.until || suspended.by !== event.by),
    isByModerator: ({ event }) => event.type === 'suspended' && event.by === 'moderator',
  },
  actions: {
    ...tells,
    awaitReturn: assign(({ event }) => ({ until: (event as On<'disconnect'>).until })),
    return: assign({ until: null }),
    choose: assign(({ context, event: taken }) => {
      const event = taken as On<'find_match'>
      return {
        seeks: event.seeks ?? context.seeks,
        since: context.since ?? event.at,
        relaxAt: event.relaxAt,
        suspended: null,
        words: { ...context.words, interests: event.interests ?? context.words.interests },
      }
    }),
    stopWaiting: assign({ since: null }),
    meet: assign(({ context, event: taken }) => {
      const event = taken as On<'matched'>
      return {
        since: null,
        room: event.room,
        partner: event.partner,
        other: event.person ?? null,
        member: event.member ?? null,
        parted: null,
        words: { ...context.words, profile: event.profile },
      }
    }),
    part: assign(({ context, event: taken }) => {
      const event = taken as On<'leave_chat' | 'chat_ended' | 'block' | 'suspended'>
      const { partner, other } = context
      const againUntil = 'againUntil' in event ? event.againUntil : undefined
      return {
        room: null,
        partner: null,
        other: null,
        member: null,
        avoid: other?.id ?? partner,
        parted:
          againUntil === undefined
            ? null
            : {
                room: roomOf(context),
                until: againUntil,
                asked: false,
                ...(other !== null && partner !== null && { partner }),
              },
        recent: recentWith(context, event.at, { blocked: event.type === 'block' }),
        words: { ...context.words, profile: null },
      }
    }),
    /** Whoever is blocked or reported is not met again. */
    mark: assign(({ context: { parted, recent }, event: taken }) => {
      const event = taken as On<'block' | 'reported'>
      const { room } = event
      const reported = event.type === 'reported' && { reported: true, proven: event.proven }
      const marks = { blocked: true, ...reported }
      return {
        parted: parted?.room === room ? null : parted,
        recent: recent?.map((one) => (one.room === room ? { ...one, ...marks } : one)) ?? null,
      }
    }),
    noteSuspension: assign(({ context: { suspended }, event: taken }) => {
      const { until, by } = taken as On<'suspended'>
      return { parted: null, suspended: later(suspended, { until, by }) }
    }),
    noteWarning: assign({ warned: true }),
    forgetWarning: assign({ warned: null }),
    ask: assign(({ context: { parted } }) => ({ parted: parted && { ...parted, asked: true } })),
    forgetParting: assign({ parted: null }),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => ({
    id: input.id,
    person: personOf({ ...input, session: input.id }),
    gender: input.gender,
    seeks: input.seeks,
    until: input.until,
    since: null,
    relaxAt: 0,
    room: null,
    partner: null,
    other: null,
    member: null,
    avoid: null,
    parted: null,
    recent: null,
    suspended: input.suspended ?? null,
    warned: null,
    words: {
      username: input.username,
      bio: input.bio,
      interests: input.interests,
      profile: null,
    },
  }),
  initial: 'here',
  entry: 'armGrace',
  states: {
    here: {
      type: 'parallel',
      states: {
        presence: {
          initial: 'away',
          states: {
            away: {
              on: {
                connect: { target: 'online', actions: ['return', 'disarmGrace'] },
                restart: { actions: ['awaitReturn', 'armGrace'] },
                warned: { actions: 'noteWarning' },
              },
            },
            online: {
              on: {
                disconnect: { target: 'away', actions: ['awaitReturn', 'armGrace'] },
                restart: { target: 'away', actions: ['awaitReturn', 'armGrace'] },
                warned: { actions: 'tellWarning' },
              },
            },
          },
        },
        place: {
          initial: 'idle',
          states: {
            idle: {
              on: {
                connect: [
                  {
                    guard: 'isAway',
                    actions: ['welcomeIdle', 'tellWarning', 'forgetWarning', 'giveAsk'],
                  },
                  { actions: 'welcomeIdle' },
                ],
                find_match: {
                  guard: 'mayLook',
                  target: 'waiting',
                  actions: ['choose', 'tellWaiting', 'giveAsk', 'takeTicket'],
                },
                again: { guard: 'mayAskAgain', actions: ['ask', 'tellAsked', 'giveAsk'] },
                forget: { guard: 'isPartingOver', actions: ['withdrawAsk', 'forgetParting'] },
                matched: { target: 'chatting', actions: ['disarmForget', 'meet', 'tellMatched'] },
                ...afterwards,
                suspended: {
                  guard: 'isSuspensionNew',
                  actions: ['withdrawAsk', 'tellSuspended', 'noteSuspension'],
                },
                disconnect: { actions: 'withdrawAsk' },
                restart: [
                  { guard: 'isOnline', actions: ['withdrawAsk', 'armForget'] },
                  { actions: 'armForget' },
                ],
                expired: { guard: 'isGraceOver', target: '#session.gone', actions: 'dismiss' },
                left: { target: '#session.gone', actions: ['withdrawAsk', 'dismiss'] },
              },
            },
            // It has a ticket while it is online; away, it keeps its place but is not paired.
            waiting: {
              on: {
                find_match: {
                  guard: 'isOnline',
                  actions: ['withdrawTicket', 'choose', 'tellWaiting', 'giveAsk', 'takeTicket'],
                },
                again: { guard: 'mayAskAgain', actions: ['ask', 'tellAsked', 'giveAsk'] },
                forget: { guard: 'isPartingOver', actions: ['withdrawAsk', 'forgetParting'] },
                matched: { target: 'chatting', actions: ['disarmForget', 'meet', 'tellMatched'] },
                connect: [
                  {
                    guard: 'isAway',
                    actions: [
                      'welcomeWaiting',
                      'tellWarning',
                      'forgetWarning',
                      'giveAsk',
                      'takeTicket',
                    ],
                  },
                  { actions: 'welcomeWaiting' },
                ],
                ...afterwards,
                suspended: [
                  {
                    guard: 'isSuspensionNewHere',
                    target: 'idle',
                    actions: [
                      'withdrawTicket',
                      'withdrawAsk',
                      'tellSuspended',
                      'stopWaiting',
                      'noteSuspension',
                    ],
                  },
                  {
                    guard: 'isSuspensionNew',
                    target: 'idle',
                    actions: ['stopWaiting', 'noteSuspension'],
                  },
                ],
                disconnect: { actions: ['withdrawTicket', 'withdrawAsk'] },
                restart: [
                  { guard: 'isOnline', actions: ['withdrawTicket', 'withdrawAsk', 'armForget'] },
                  { actions: 'armForget' },
                ],
                leave_chat: {
                  guard: 'isOnline',
                  target: 'idle',
                  actions: ['withdrawTicket', 'stopWaiting'],
                },
                expired: { guard: 'isGraceOver', target: '#session.gone', actions: 'dismiss' },
                left: [
                  { guard: 'isAway', target: '#session.gone', actions: 'dismiss' },
                  {
                    target: '#session.gone',
                    actions: ['withdrawTicket', 'withdrawAsk', 'dismiss'],
                  },
                ],
              },
            },
            chatting: {
              on: {
                connect: {
                  actions: ['welcomeChatting', 'tellWarning', 'forgetWarning', 'comeBack'],
                },
                disconnect: { actions: 'goAway' },
                restart: { actions: 'goAway' },
                leave_chat: { target: 'idle', actions: ['leaveRoom', 'part', 'armForget'] },
                chat_ended: {
                  guard: 'isThisRoom',
                  target: 'idle',
                  actions: ['part', 'armForget'],
                },
                block: [
                  {
                    guard: 'isThisRoom',
                    target: 'idle',
                    actions: ['breakOff', 'blockPartner', 'tellBlocked', 'part'],
                  },
                  { guard: 'mayBlock', actions: ['blockOther', 'tellBlocked', 'mark'] },
                ],
                reported: {
                  guard: 'mayReport',
                  actions: ['blockOther', 'tellReported', 'mark'],
                },
                suspended: [
                  {
                    guard: 'isByModerator',
                    target: 'idle',
                    actions: ['breakOff', 'tellSuspended', 'part', 'noteSuspension'],
                  },
                  { guard: 'isSuspensionNew', actions: ['tellSuspended', 'noteSuspension'] },
                ],
                expired: {
                  guard: 'isGraceOver',
                  target: '#session.gone',
                  actions: ['leaveRoom', 'dismiss'],
                },
                left: { target: '#session.gone', actions: ['leaveRoom', 'dismiss'] },
              },
            },
          },
        },
      },
    },
    gone: { type: 'final' },
  },
})
