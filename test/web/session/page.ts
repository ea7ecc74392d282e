// The chat page's life without a browser: its line, clock and dice are toys.
import { createActor, fromCallback, fromPromise, SimulatedClock } from 'xstate'
import type { ClientFrame, ServerFrame } from '../../../src/events/frames.ts'
import {
  type Kept,
  type LifeEvent,
  type LineEvent,
  type LineOrder,
  nothingKept,
  type Welcome,
  type Wish,
} from '../../../web/session/context.ts'
import { life } from '../../../web/session/life.ts'

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

export const idle: Welcome = { type: 'welcome', you: ann, state: 'idle' }
export const waiting: Welcome = { type: 'welcome', you: ann, state: 'waiting' }
export const chattingIn = (room: string, messages: readonly Message[] = []): Welcome => ({
  type: 'welcome',
  you: ann,
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

const given = { kept: nothingKept, random: 0, farewell: () => Promise.resolve() }

/** Opens a page; ids are m1, m2, … */
export const openPage = (some: { kept?: Kept; farewell?: () => Promise<void> } = {}) => {
  const { kept, random, farewell } = { ...given, ...some }
  const orders: LineOrder[] = []
  const clock = new SimulatedClock()
  let minted = 0
  let sendBack: (event: LifeEvent) => void = () => undefined
  const line = fromCallback<LineOrder>((parts) => {
    sendBack = parts.sendBack
    parts.receive((order) => orders.push(order))
  })
  const actor = createActor(
    life.provide({ actors: { line, farewell: fromPromise<void>(farewell) } }),
    {
      clock,
      input: {
        now: () => dawn + clock.now(),
        random: () => random,
        mint: () => {
          minted += 1
          return `m${minted}`
        },
        kept,
      },
    },
  )
  actor.start()
  const page = {
    hears: (...events: readonly (ServerFrame | LineEvent)[]) => {
      for (const event of events) sendBack(event)
      return page
    },
    does: (...wishes: readonly Wish[]) => {
      for (const wish of wishes) actor.send(wish)
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
    /** Everything the line was told since this was last asked. */
    orders: (): readonly LineOrder[] => orders.splice(0),
    /** The frames among them. */
    frames: (): readonly ClientFrame[] =>
      orders.splice(0).flatMap((order) => (order.type === 'send' ? [order.frame] : [])),
    /** The lines that were opened among them, as `room after`. */
    opened: (): readonly string[] =>
      orders
        .splice(0)
        .flatMap((order) => (order.type === 'open' ? [`${order.room} ${order.after}`] : [])),
    isIn: (state: Parameters<ReturnType<typeof actor.getSnapshot>['matches']>[0]) =>
      actor.getSnapshot().matches(state),
    context: () => actor.getSnapshot().context,
    /** The conversation as it is read: what arrived, then what is on its way. */
    reads: (): readonly string[] => {
      const { talk } = actor.getSnapshot().context
      if (talk === null) return []
      return [
        ...talk.said.map(({ seq, from, text }) => `${seq} ${from}: ${text}`),
        ...talk.outbox.map(({ state, text }) => `${state}: ${text}`),
      ]
    },
  }
  return page
}

/** A page whose conversation has just begun. */
export const openChat = () => {
  const page = openPage().hears(idle, { type: 'waiting', since: dawn }, matchedIn('r1'))
  page.orders()
  return page
}
