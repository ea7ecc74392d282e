// The chat page's client without a browser: its socket, clock and dice are toys.
import { createActor, fromCallback, fromPromise, SimulatedClock } from 'xstate'
import type { ClientFrame, ServerFrame } from '../../../src/events/frames.ts'
import { clientMachine } from '../../../web/session/clientMachine.ts'
import type {
  ClientEvent,
  SocketCommand,
  SocketEvent,
  VisitorEvent,
  Welcome,
  WorkEvent,
} from '../../../web/session/events.ts'
import type { ReportFrame, ReportParts } from '../../../web/session/safety/report.ts'
import { reportFrame } from '../../../web/session/safety/reportFrame.ts'
import { emptyTabState, type TabState } from '../../../web/session/tabStorage.ts'

/** When the page is opened, in milliseconds of Unix time. */
export const dawn = 1_790_000_000_000

export const ann: Welcome['you'] = {
  username: 'Ann',
  bio: '',
  gender: 'female',
  seeks: 'anyone',
  interests: ['tea'],
}

export const bea = { username: 'Bea', bio: 'Sails.', gender: 'female' } as const

type Message = Extract<ServerFrame, { type: 'message' }>

export const fromPartner = (seq: number, text: string, room = 'r1'): Message => ({
  type: 'message',
  room,
  seq,
  from: 'partner',
  text,
  at: dawn + seq,
})

export const fromYou = (seq: number, text: string, id: string, room = 'r1'): Message => ({
  ...fromPartner(seq, text, room),
  from: 'you',
  id,
})

export const idle: Welcome = { type: 'welcome', you: ann, visit: 'v1', state: 'idle' }
export const waiting: Welcome = { type: 'welcome', you: ann, visit: 'v1', state: 'waiting' }
export const chattingIn = (
  room: string,
  messages: readonly Message[] = [],
  said = messages.length,
): Welcome => ({
  type: 'welcome',
  you: ann,
  visit: 'v1',
  state: 'chatting',
  room,
  partner: bea,
  said,
  messages,
})
export const matchedIn = (room: string, shared: readonly string[] = []): ServerFrame => ({
  type: 'matched',
  room,
  partner: bea,
  shared,
})

const sha256 = (bytes: Uint8Array<ArrayBuffer>) => crypto.subtle.digest('SHA-256', bytes)

/** What a timer sets up is late by at most this. */
const stepMs = 50

const given = {
  tabState: emptyTabState,
  random: 0,
  endSession: (_visit: string | null) => Promise.resolve(),
}

/** By how much the server's clock is ahead of the page's, in milliseconds. */
export const serverAheadMs = 180_000

/** Opens a page; ids are m1, m2, … Its server answers pings at once, until the line is `cut`. */
export const openTestClient = (
  some: { tabState?: TabState; endSession?: (visit: string | null) => Promise<void> } = {},
) => {
  const { tabState, random, endSession } = { ...given, ...some }
  const commands: SocketCommand[] = []
  const clock = new SimulatedClock()
  let minted = 0
  let isCut = false
  let isVisible = true
  let pings = 0
  let sendBack: (event: ClientEvent) => void = () => undefined
  const socket = fromCallback<SocketCommand>((parts) => {
    sendBack = parts.sendBack
    parts.receive((command) => {
      if (command.type !== 'send' || command.frame.type !== 'ping') {
        commands.push(command)
        return
      }
      pings += 1
      if (!isCut) sendBack({ type: 'pong', at: dawn + clock.now() + serverAheadMs })
    })
  })
  const actor = createActor(
    clientMachine.provide({
      actors: {
        socket,
        endSession: fromPromise<void, string | null>(({ input }) => endSession(input)),
        makeReport: fromPromise<ReportFrame, ReportParts | null>(async ({ input }) => {
          if (input === null) throw new Error('nothing is to be reported')
          return reportFrame(input, sha256)
        }),
      },
    }),
    {
      clock,
      input: {
        now: () => dawn + clock.now(),
        random: () => random,
        newMessageId: () => {
          minted += 1
          return `m${minted}`
        },
        isVisible: () => isVisible,
        tabState,
      },
    },
  )
  actor.start()
  const page = {
    hears: (...events: readonly (ServerFrame | SocketEvent)[]) => {
      for (const event of events)
        sendBack(event.type === 'message' ? { type: 'messages', messages: [event] } : event)
      return page
    },
    does: (...events: readonly VisitorEvent[]) => {
      for (const event of events) actor.send(event)
      return page
    },
    /** As the worker tells it that solves a challenge; or the visitor stops it. */
    hearsOfWork: (event: WorkEvent | { readonly type: 'stopWork' }) => {
      actor.send(event)
      return page
    },
    says: (...texts: readonly string[]) =>
      page.does(...texts.map((text) => ({ type: 'say', text }) as const)),
    /** Time goes by, in milliseconds; so finely that what a timer leads to has its time as well. */
    rests: (ms: number) => {
      for (let left = ms; left > 0; left -= stepMs) clock.increment(Math.min(left, stepMs))
      return page
    },
    /** From now on nobody answers pings, and nobody says so. */
    cut: () => {
      isCut = true
      return page
    },
    /** Whether somebody may be looking; to be looked at again is a reason to `wake`. */
    looked: (at: boolean) => {
      isVisible = at
      return page
    },
    /** How often the line was tried since this was last asked. */
    pings: (): number => {
      const asked = pings
      pings = 0
      return asked
    },
    now: () => dawn + clock.now(),
    actor,
    /** Everything but pings that the socket was told since this was last asked. */
    commands: (): readonly SocketCommand[] => commands.splice(0),
    /** The frames among them. */
    frames: (): readonly ClientFrame[] =>
      commands.splice(0).flatMap((command) => (command.type === 'send' ? [command.frame] : [])),
    /** The connections that were opened among them, as `room after`. */
    opened: (): readonly string[] =>
      commands
        .splice(0)
        .flatMap((command) =>
          command.type === 'open' ? [`${command.room} ${command.after}`] : [],
        ),
    isIn: (state: Parameters<ReturnType<typeof actor.getSnapshot>['matches']>[0]) =>
      actor.getSnapshot().matches(state),
    context: () => actor.getSnapshot().context,
    /** The conversation as it is read: what arrived, then what is on its way. */
    reads: (): readonly string[] => {
      const { conversation } = actor.getSnapshot().context
      if (conversation === null) return []
      return [
        ...conversation.transcript.map(({ seq, from, text }) => `${seq} ${from}: ${text}`),
        ...conversation.pending.map(({ state, text }) => `${state}: ${text}`),
      ]
    },
  }
  return page
}

/** A page whose conversation has just begun. */
export const openTestChat = () => {
  const page = openTestClient().hears(idle, { type: 'waiting', since: dawn }, matchedIn('r1'))
  page.commands()
  return page
}
