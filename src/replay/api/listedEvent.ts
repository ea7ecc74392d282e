// An event as the page lists it, without what people wrote.
import type { LogEvent } from '../../events/event.ts'
import { redactedDataOf } from '../../store/shredding/redaction.ts'
import { eventWords } from '../queries/eventLine.ts'
import type { History } from '../timeline/history.ts'
import type { ListedEvent } from './apiTypes.ts'

/** One line of a list holds no more. */
const briefCharactersMax = 120

export const listedEventAt = (history: History, index: number): ListedEvent => {
  const from = causeOf(history, index)
  return {
    index,
    seq: history.seq(index),
    turn: history.turn(index),
    at: history.at(index),
    actor: history.actor(index),
    type: history.type(index),
    cause: from === null ? null : { index: from, actor: history.actor(from) },
    brief: briefOf(history.event(index)),
  }
}

/** The index of the event that led to this one; null if none did, or if it is no longer there. */
export const causeOf = (history: History, index: number): number | null => {
  const cause = history.cause(index)
  if (cause === null) return null
  const from = history.indexOf(cause)
  return from >= 0 && history.seq(from) === cause ? from : null
}

/** The event's data, without words. */
export const shownDataOf = (event: LogEvent): Readonly<Record<string, unknown>> => {
  if (event.type !== 'matchmaker.attested') return redactedDataOf(event)
  const { digest, moved } = event.data
  return moved === undefined ? { digest } : { digest, moved: `${Object.keys(moved).length} actors` }
}

/** In the words of the terminal: times as seen `from` the event, `+30 s`. */
const briefOf = (event: LogEvent): string => {
  const shown = { ...event, data: redactedDataOf(event) } as LogEvent
  const brief = eventWords(shown, (at) => secondsOf(at - event.at))
  return brief.length > briefCharactersMax ? `${brief.slice(0, briefCharactersMax)}…` : brief
}

const secondsOf = (ms: number): string => `${ms < 0 ? '−' : '+'}${Math.abs(ms) / 1_000} s`
