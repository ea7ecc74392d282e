// A log over time, step by step: how many wait and talk, who meets and parts, how long that took.
import type { History } from '../timeline/history.ts'
import type { QueryResult } from './queryResult.ts'
import { percentilesOf, waitsIn } from './waits.ts'

/**
 * Columns of equal length, a row for each step: the time in UTC in whole steps, from the one in
 * which the log begins to the one in which it ends. Times are ms of Unix time, waits ms.
 */
export interface OverTime {
  readonly stepMs: number
  /** When each step begins. */
  readonly at: readonly number[]
  /** Sessions that look for a partner at the end of the step, those who are away among them. */
  readonly waiting: readonly number[]
  /** Sessions in a conversation at the end of the step. */
  readonly chatting: readonly number[]
  /** What happened in the step: conversations begun, conversations ended, sockets lost. */
  readonly matches: readonly number[]
  readonly ends: readonly number[]
  readonly drops: readonly number[]
  /** How long those had waited who were matched in the step; null where nobody was. */
  readonly waitP50: readonly (number | null)[]
  readonly waitP90: readonly (number | null)[]
}

const [secondMs, minuteMs, hourMs, dayMs] = [1_000, 60_000, 3_600_000, 86_400_000]

/** Spans up to the first are told in steps of the second: some hundred lines, as a screen is wide. */
const steps: readonly (readonly [spanMs: number, stepMs: number])[] = [
  [10 * minuteMs, secondMs],
  [dayMs, minuteMs],
  [10 * dayMs, 10 * minuteMs],
  [60 * dayMs, hourMs],
]

/** A clock that was set by years makes no more lines than these. */
const rowsMax = 2_000

/** How long the steps are for a log that spans so many ms: a minute, unless it is short or long. */
export const stepFor = (spanMs: number): number => {
  const [, stepMs] = steps.find(([upTo]) => spanMs <= upTo) ?? []
  return stepMs ?? dayMs * Math.ceil(spanMs / dayMs / rowsMax)
}

export const overTimeIn = (history: History, wantedStepMs?: number): OverTime => {
  const { length } = history
  const [began, ended] = length === 0 ? [0, -1] : [history.at(0), history.at(length - 1)]
  const stepMs = wantedStepMs ?? stepFor(ended - began)
  const first = Math.floor(began / stepMs)
  const rows = length === 0 ? 0 : Math.floor(ended / stepMs) - first + 1
  const rowAt = (at: number) => Math.floor(at / stepMs) - first
  const { matches, ends, drops, chatting } = happeningsIn(history, rows, rowAt)
  const { waiting, lengths } = waitingIn(history, rows, rowAt)
  const percentiles = lengths.map(percentilesOf)
  return {
    stepMs,
    at: Array.from({ length: rows }, (_, row) => (first + row) * stepMs),
    waiting,
    chatting,
    matches,
    ends,
    drops,
    waitP50: percentiles.map((found) => found?.p50 ?? null),
    waitP90: percentiles.map((found) => found?.p90 ?? null),
  }
}

type RowAt = (at: number) => number

/** Who is in a conversation: two. */
const membersOf = 2

const happeningsIn = (history: History, rows: number, rowAt: RowAt) => {
  const [matches, ends, drops] = [zeros(rows), zeros(rows), zeros(rows)]
  const changes = zeros(rows)
  const open = new Set<string>()
  const closes = (room: string, row: number) => {
    if (!open.delete(room)) return
    add(ends, row, 1)
    add(changes, row, -membersOf)
  }
  for (let index = 0; index < history.length; index++) {
    const row = rowAt(history.at(index))
    switch (history.type(index)) {
      case 'matchmaker.matched':
        add(matches, row, 1)
        break
      case 'room.opened':
        open.add(history.actor(index))
        add(changes, row, membersOf)
        break
      case 'room.leave_chat':
        closes(history.actor(index), row)
        break
      case 'matchmaker.faulted':
        closes((JSON.parse(history.json(index)) as { readonly actor: string }).actor, row)
        break
      case 'session.disconnect':
        add(drops, row, 1)
        break
    }
  }
  return { matches, ends, drops, chatting: summed(changes) }
}

/** How many wait at the end of each step, and how long those had waited who were matched in it. */
const waitingIn = (history: History, rows: number, rowAt: RowAt) => {
  const changes = zeros(rows)
  const lengths = Array.from({ length: rows }, (): number[] => [])
  for (const { from, to, end } of waitsIn(history)) {
    add(changes, rowAt(from), 1)
    if (end !== 'open') add(changes, rowAt(to), -1)
    if (end === 'matched') lengths[rowAt(to)]?.push(to - from)
  }
  return { waiting: summed(changes), lengths }
}

const zeros = (rows: number): number[] => new Array<number>(rows).fill(0)

const add = (column: number[], row: number, number: number): void => {
  column[row] = (column[row] ?? 0) + number
}

/** What stands after each row, of what each row changes. */
const summed = (changes: readonly number[]): number[] => {
  let sum = 0
  return changes.map((change) => {
    sum += change
    return sum
  })
}

/** As CSV, with times in UTC and waits in seconds; its head says how long a step is. */
export const queryOverTime = (history: History): QueryResult => {
  const overTime = overTimeIn(history)
  return {
    verbatim: true,
    *lines() {
      yield headOf(overTime)
      for (let row = 0; row < overTime.at.length; row++) yield lineOf(overTime, row)
    },
    records: recordsOf(overTime),
  }
}

const headOf = ({ stepMs }: OverTime): string =>
  [
    `time_each_${stepMs / secondMs}_s`,
    ...['waiting', 'chatting', 'matches', 'ends', 'drops'],
    ...['wait_p50_s', 'wait_p90_s'],
  ].join(',')

const lineOf = (overTime: OverTime, row: number): string => {
  const { at, waiting, chatting, matches, ends, drops, waitP50, waitP90 } = overTime
  const counts = [waiting, chatting, matches, ends, drops].map((column) => column[row])
  const waits = [waitP50, waitP90].map((column) => secondsOf(column[row] ?? null))
  return [new Date(at[row] ?? 0).toISOString(), ...counts, ...waits].join(',')
}

const secondsOf = (ms: number | null): string => (ms === null ? '' : (ms / secondMs).toFixed(3))

function* recordsOf({ stepMs, ...columns }: OverTime): Iterable<unknown> {
  for (let row = 0; row < columns.at.length; row++) {
    yield {
      ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]])),
      stepMs,
    }
  }
}
