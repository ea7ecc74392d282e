// Blocking and reporting a stranger: wished once, said until the server has heard, never undone.
import { sendTo } from 'xstate'
import type { RoomId } from '../../../src/events/fields.ts'
import type { Receipt } from '../../../src/events/frames.ts'
import { reportMs } from '../../../src/events/limits.ts'
import type { ClientContext } from '../context.ts'
import type { ClientEvent } from '../events.ts'
import { dueHere } from '../line/serverClock.ts'
import { isForLater, machineSetup } from '../machineSetup.ts'
import { bareReport, type ReportParts, type ReportRefusal, type TalkEnd } from './report.ts'

type Told = { context: ClientContext; event: ClientEvent }

/** The last conversation is over because its other was blocked or reported. */
export const isCutOff = ({ shielding, lastTalk }: ClientContext): boolean =>
  shielding !== null && shielding.room === lastTalk?.room

/** The server has yet to hear that this conversation was cut off. */
export const isCutOffUntold = ({ shielding }: ClientContext, room: RoomId | null): boolean =>
  shielding !== null && shielding.room === room && shielding.outcome === null

/** The end of the conversation that this is about, once it is known. */
const endOfShielded = ({ shielding, talkEnd }: ClientContext): TalkEnd | null =>
  talkEnd !== null && talkEnd.room === shielding?.room ? talkEnd : null

const untilOf = ({ serverClock, input }: ClientContext, receipt: Receipt | undefined): number => {
  const latest = input.now() + reportMs
  const due = receipt === undefined ? null : dueHere(serverClock, receipt.at + reportMs)
  return due === null ? latest : Math.min(latest, due)
}

/** What an event says of the end of the last conversation. */
const talkEndOf = (context: ClientContext, event: ClientEvent): TalkEnd | null => {
  const { lastTalk, talkEnd } = context
  if (event.type !== 'chat_ended' && event.type !== 'welcome') return talkEnd
  const { receipt } = event
  const room = receipt?.room ?? lastTalk?.room
  if (room === undefined) return talkEnd
  if (talkEnd?.room === room) return receipt === undefined ? talkEnd : { ...talkEnd, receipt }
  return { room, until: untilOf(context, receipt), receipt: receipt ?? null }
}

const noteEnd = machineSetup.enqueueActions(({ context, event, enqueue }) => {
  const talkEnd = talkEndOf(context, event)
  enqueue.assign({ talkEnd })
  enqueue.cancel('talkEndOver')
  if (talkEnd === null) return
  const delay = Math.max(0, talkEnd.until - context.input.now())
  enqueue.raise({ type: 'talkEndOver' }, { id: 'talkEndOver', delay })
})

const forgetShielding = machineSetup.assign({ shielding: null, evidence: [] })

const forgetAll = machineSetup.enqueueActions(({ enqueue }) => {
  enqueue.cancel('talkEndOver')
  enqueue.assign({ talkEnd: null, shielding: null, evidence: [] })
})

const begin = machineSetup.assign(({ context, event }) => {
  const { lastTalk, conversation, talkEnd, roomLeft } = context
  if (lastTalk === null || (event.type !== 'block' && event.type !== 'report')) return {}
  const { room, name } = lastTalk
  const report = event.type === 'report' ? { reason: event.reason, note: event.note } : null
  const isUnderWay = talkEnd?.room !== room && roomLeft !== room
  const isBare = event.type === 'report' && event.isBare
  const hasWords = !isBare && conversation?.room === room
  return {
    shielding: { room, name, report, isUnderWay, outcome: null, refusal: null },
    evidence: hasWords ? conversation.transcript : [],
  }
})

const sayBlock = machineSetup.enqueueActions(({ context: { shielding }, enqueue }) => {
  if (shielding === null) return
  enqueue({ type: 'sendFrame', params: { type: 'block', room: shielding.room } })
})

/** Without the words: of a conversation under way the server reads them itself. */
const sayReport = machineSetup.enqueueActions(({ context: { shielding }, enqueue }) => {
  if (shielding === null || shielding.report === null) return
  const { room, report } = shielding
  enqueue({ type: 'sendFrame', params: bareReport(room, report) })
})

const isReport = ({ context: { shielding } }: { context: ClientContext }): boolean =>
  shielding !== null && shielding.report !== null

/** Of what is over the server has no words. */
const isReportUnderWay = (told: { context: ClientContext }): boolean =>
  isReport(told) && told.context.shielding?.isUnderWay === true && !isEndKnown(told)

const isEndKnown = ({ context }: { context: ClientContext }): boolean =>
  endOfShielded(context) !== null

/** The other left before the report came, which had no words with it. */
const hasLeftBefore = ({ context, event }: Told): boolean =>
  isReportUnderWay({ context }) &&
  event.type === 'chat_ended' &&
  event.receipt?.room === context.shielding?.room

const isStillUnderWay = ({ context, event }: Told): boolean =>
  event.type === 'welcome' && event.state === 'chatting' && event.room === context.shielding?.room

const noteOver = machineSetup.assign(({ context: { shielding } }) => ({
  shielding: shielding && { ...shielding, isUnderWay: false },
}))

const settle = (outcome: 'blocked' | 'reported') =>
  machineSetup.assign(({ context: { shielding } }) => ({
    shielding: shielding && { ...shielding, outcome },
    evidence: [],
  }))

const isOfThis = ({ context, event }: Told): boolean =>
  (event.type === 'blocked' || event.type === 'reported') && event.room === context.shielding?.room

const refusalIn = ({ context: { shielding }, event }: Told): ReportRefusal | null => {
  const report = shielding?.report ?? null
  if (event.type !== 'error' || report === null) return null
  const isRefused = event.code === 'not_proven' || event.code === 'too_many_reports'
  return isRefused ? { why: event.code, report } : null
}

/** The promise that a report blocks as well is kept. */
const blockInstead = machineSetup.enqueueActions(({ context, event, enqueue }) => {
  const { shielding } = context
  const refusal = refusalIn({ context, event })
  enqueue.assign({ shielding: shielding && { ...shielding, report: null, refusal } })
  enqueue(sayBlock)
})

/** What was on its way when the conversation was cut off may have arrived since. */
const reportParts = ({ context }: { context: ClientContext }): ReportParts | null => {
  const { shielding, conversation, evidence } = context
  if (shielding === null || shielding.report === null) return null
  const { room, report } = shielding
  const isHere = conversation?.room === room && evidence.length > 0
  return {
    room,
    report,
    transcript: isHere ? conversation.transcript : evidence,
    receipt: endOfShielded(context)?.receipt ?? null,
  }
}

const toKept = {
  guard: ({ context }: { context: ClientContext }) => !context.isConnected,
  target: 'kept',
} as const

/** Frames keep their order: it is said before anybody else is asked for. */
const kept = machineSetup.createStateConfig({
  on: {
    welcome: [
      {
        guard: (told: Told) => isStillUnderWay(told) && isReport(told),
        target: 'told',
        actions: sayReport,
      },
      { guard: isReport, target: 'awaitingEnd', actions: [noteEnd, noteOver, sayBlock] },
      { guard: isStillUnderWay, target: 'told', actions: sayBlock },
      { target: 'told', actions: [noteEnd, sayBlock] },
    ],
    talkEndOver: { target: '#client.shielding.free.late', actions: forgetShielding },
  },
})

const telling = machineSetup.createStateConfig({
  initial: 'choosing',
  on: {
    blocked: [
      {
        guard: (told) => isOfThis(told) && !isReport(told),
        target: 'done',
        actions: settle('blocked'),
      },
      // A report has ended it: what is told of its end from now on is no news.
      { guard: isOfThis, actions: noteOver },
    ],
    reported: { guard: isOfThis, target: 'done', actions: settle('reported') },
    error: [
      { guard: (told) => refusalIn(told) !== null, target: '.told', actions: blockInstead },
      {
        guard: ({ event }) => event.code === 'too_late',
        target: 'free.late',
        actions: forgetShielding,
      },
      {
        guard: ({ event }) => event.id === undefined && isForLater(event),
        target: '.deferred',
      },
    ],
  },
  states: {
    choosing: {
      always: [
        toKept,
        { guard: isReportUnderWay, target: 'told', actions: sayReport },
        { guard: isReport, target: 'awaitingEnd', actions: sayBlock },
        { target: 'told', actions: sayBlock },
      ],
    },
    kept,
    /** Left a moment ago: the receipt comes with the word that it is over. */
    awaitingEnd: {
      always: [toKept, { guard: isEndKnown, target: 'proving' }],
    },
    proving: {
      always: toKept,
      invoke: {
        src: 'makeReport',
        input: reportParts,
        onDone: {
          target: 'told',
          actions: sendTo('socket', ({ event }) => ({ type: 'send', frame: event.output })),
        },
        onError: 'withoutWords',
      },
    },
    withoutWords: { entry: sayReport, always: 'told' },
    told: {
      always: toKept,
      on: { chat_ended: { guard: hasLeftBefore, target: 'proving', actions: noteEnd } },
    },
    deferred: { always: toKept, after: { retryAfter: 'choosing' } },
  },
})

const isTelling = ({ context: { shielding } }: { context: ClientContext }): boolean =>
  shielding !== null && shielding.outcome === null

const isTalkBegun = (told: Told): boolean =>
  !isTelling(told) && told.event.type === 'welcome' && told.event.state === 'chatting'

/** Whether it was about somebody else than who is there now. */
const isAboutFormer = ({ context: { conversation, shielding } }: Told): boolean =>
  conversation !== null && conversation.room !== shielding?.room

/**
 * `free`: nothing was done about whoever is there, or was last; it may be, until it is too late.
 * It stands before all that tells the server whom one left and that one looks for the next.
 */
export const shielding = machineSetup.createStateConfig({
  initial: 'opened',
  on: {
    chat_ended: { actions: noteEnd },
    welcome: [
      { guard: isTalkBegun, target: '.free', actions: forgetAll },
      { guard: ({ event }) => event.state !== 'chatting', actions: noteEnd },
    ],
    matched: { guard: (told) => !isTelling(told), target: '.free', actions: forgetAll },
    depart: { target: '.free', actions: forgetAll },
  },
  states: {
    /** A refresh has not heard what came of it. */
    opened: {
      always: [
        { guard: isTelling, target: 'telling' },
        { guard: ({ context }) => context.shielding !== null, target: 'done' },
        { target: 'free' },
      ],
    },
    free: {
      initial: 'open',
      states: {
        open: {
          on: {
            block: { target: '#client.shielding.telling', actions: begin },
            report: { target: '#client.shielding.telling', actions: begin },
            talkEndOver: 'late',
          },
        },
        late: { after: { lateNews: 'over' } },
        over: {},
      },
    },
    telling,
    done: {
      always: { guard: isAboutFormer, target: 'free', actions: forgetAll },
      initial: 'open',
      states: {
        /** Whoever was blocked may be reported as well. */
        open: {
          on: {
            report: {
              guard: ({ context }) => context.shielding?.outcome === 'blocked',
              target: '#client.shielding.telling',
              actions: begin,
            },
            talkEndOver: 'over',
          },
        },
        over: {},
      },
    },
  },
})
