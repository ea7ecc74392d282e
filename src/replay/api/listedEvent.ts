// An event as the page lists it, without what people wrote.
import type { LogEvent } from '../../events/event.ts'
import { redactedDataOf } from '../../store/shredding/redaction.ts'
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
    brief: briefOf(shownDataOf(history.event(index)), history.at(index)),
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

/** What a report and a decision are comes first: their many ids would push it off the line. */
const tells = (data: object, name: string): boolean =>
  name === 'decision' || ('proven' in data && (name === 'reason' || name === 'proven'))

/** `by s_1 · text [erased, 9 chars] · until +30 s`: times as seen `from` the event. */
const briefOf = (data: Readonly<Record<string, unknown>>, from: number): string => {
  const brief = Object.entries(data)
    .toSorted(([one], [other]) => Number(tells(data, other)) - Number(tells(data, one)))
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${wordOf(value, from)}`)
    .join(' · ')
  return brief.length > briefCharactersMax ? `${brief.slice(0, briefCharactersMax)}…` : brief
}

const wordOf = (value: unknown, from: number): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && value > timesFrom) return secondsOf(value - from)
  if (typeof value !== 'object' || value === null) return String(value)
  if ('id' in value && 'day' in value) return `${value.id}`
  const words = Object.values(value).map((one) => wordOf(one, from))
  return words.join(Array.isArray(value) ? ', ' : ' ')
}

/** Larger numbers in an event are times. */
const timesFrom = 1e11

const secondsOf = (ms: number): string => `${ms < 0 ? '−' : '+'}${Math.abs(ms) / 1_000} s`
