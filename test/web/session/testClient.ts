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
} from '../../../web/session/events.ts'
import { emptyTabState, type TabState } from '../../../web/session/tabStorage.ts'

/** When the page is opened, in milliseconds since the epoch. */
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
export const chattingIn = (room: string, messages: readonly Message[] = []): Welcome => ({
  type: 'welcome',
  you: ann,
  visit: 'v1',
  state: 'chatting',
  room,
  partner: bea,
  messages,
})
export const matchedIn = (room: string, shared: readonly string[] = []): ServerFrame => ({
  type: 'matched',
  room,
  partner: bea,
  shared,
})

const given = { tabState: emptyTabState, random: 0, endSession: () => Promise.resolve() }

/** Opens a page; ids are m1, m2, … */
export const openTestClient = (
  some: { tabState?: TabState; endSession?: () => Promise<void> } = {},
) => {
  const { tabState, random, endSession } = { ...given, ...some }
  const commands: SocketCommand[] = []
  const clock = new SimulatedClock()
  let minted = 0
  let sendBack: (event: ClientEvent) => void = () => undefined
  const socket = fromCallback<SocketCommand>((parts) => {
    sendBack = parts.sendBack
    parts.receive((command) => commands.push(command))
  })
  const actor = createActor(
    clientMachine.provide({ actors: { socket, endSession: fromPromise<void>(endSession) } }),
    {
      clock,
      input: {
        now: () => dawn + clock.now(),
        random: () => random,
        newMessageId: () => {
          minted += 1
          return `m${minted}`
        },
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
    says: (...texts: readonly string[]) =>
      page.does(...texts.map((text) => ({ type: 'say', text }) as const)),
    /** Time goes by, in milliseconds. */
    rests: (ms: number) => {
      clock.increment(ms)
      return page
    },
    actor,
    /** Everything the socket was told since this was last asked. */
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
