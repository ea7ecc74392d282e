// A run second by second, as lines for other programs: CSV, or JSON.
import type { Moment } from '../measures/loadResult.ts'

type Column = readonly [name: string, of: (moment: Moment) => number | null]

/** Rates are of that second; times in milliseconds. */
const columns: readonly Column[] = [
  ['second', ({ second }) => second],
  ['connections', ({ connections }) => connections],
  ['chats', ({ chats }) => chats],
  ['sent', ({ sent }) => sent],
  ['delivered', ({ delivered }) => delivered],
  ['errors', ({ errors }) => errors],
  ['faults', ({ faults }) => faults],
  ['cores', ({ cores }) => Number(cores.toFixed(3))],
  ['delivery_p50_ms', ({ delivery }) => delivery?.p50 ?? null],
  ['delivery_p99_ms', ({ delivery }) => delivery?.p99 ?? null],
  ['delivery_max_ms', ({ delivery }) => delivery?.max ?? null],
]

/** The names of the columns. */
export const csvHead = columns.map(([name]) => name).join(',')

/** A row; what was not measured is empty. */
export const csvLine = (moment: Moment): string =>
  columns.map(([, of]) => String(of(moment) ?? '')).join(',')

export const jsonLine = (moment: Moment): string => JSON.stringify(moment)
