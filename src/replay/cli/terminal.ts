// The terminal: where results, notes and progress go.
import type { QueryResult } from '../queries/queryResult.ts'
import { formatCount } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import { columnsUsual, wrapped } from '../text/wrapping.ts'

export interface Terminal {
  /** Standard output. */
  readonly out: (text: string) => void
  /** Waits until what was put out has been taken; where nobody reads it any more, for ever. */
  readonly taken?: () => Promise<void>
  /** Standard error. */
  readonly note: (text: string) => void
  readonly style: TextStyle
  /** How wide it is; as usual where it does not say. */
  readonly columns?: number
  /** Whether notes can be overwritten: they go to a terminal. */
  readonly isTerminal: boolean
  /** JSON instead of prose. */
  readonly json: boolean
  /** Waits a moment; false once the user wants an end, or nobody reads what is put out. */
  readonly pause: () => Promise<boolean>
}

export const exitCodes = { success: 0, disproved: 1, noAnswer: 2 } as const

/** So many lines are written at once. */
const chunkLines = 1_000

/** Writes the result; gives the exit code. */
export const tell = async (terminal: Terminal, result: QueryResult): Promise<number> => {
  await tellLines(terminal, terminal.json ? asJson(result.records) : textOf(result, terminal))
  return result.failed === true ? exitCodes.disproved : exitCodes.success
}

const textOf = (
  { lines, verbatim }: QueryResult,
  { style, columns = columnsUsual }: Terminal,
): Iterable<string> => (verbatim === true ? lines(style) : wrapped(lines(style), columns))

/** Writes line after line, no sooner than they are read: whoever has read enough is not waited for. */
export const tellLines = async (
  { out, taken }: Terminal,
  lines: Iterable<string>,
): Promise<void> => {
  let chunk: string[] = []
  for (const line of lines) {
    chunk.push(line)
    if (chunk.length < chunkLines) continue
    out(`${chunk.join('\n')}\n`)
    chunk = []
    await taken?.()
  }
  if (chunk.length > 0) out(`${chunk.join('\n')}\n`)
}

/** Writes why there is no result; gives the exit code. */
export const tellFailure = (
  { note }: Terminal,
  { message }: { readonly message: string },
): number => {
  note(`${message}\n`)
  return exitCodes.noAnswer
}

function* asJson(records: Iterable<unknown>): Iterable<string> {
  for (const record of records) yield JSON.stringify(record)
}

/** Shorter folds are over before anybody has read of them. */
const quietEvents = 50_000

/** Without a terminal there is a line every so many events. */
const lineEvents = 250_000

const barCharacters = 30

/** Runs a fold of about `total` events to its end and shows how far it is. */
export const runWithProgress = <A>(
  { note, isTerminal }: Terminal,
  fold: Generator<number, A>,
  { doing, total }: { doing: string; total: number },
): A => {
  let told = 0
  for (;;) {
    const { done, value } = fold.next()
    if (done) {
      if (isTerminal && told > 0) note('\r\u001b[K')
      return value
    }
    if (total < quietEvents) continue
    const part = Math.min(1, value / total)
    const count = `${formatCount(value)} of ${formatCount(total)} events`
    if (isTerminal) {
      const full = '█'.repeat(Math.round(part * barCharacters)).padEnd(barCharacters, '░')
      note(`\r${doing} ${full} ${String(Math.floor(part * 100)).padStart(3)} %  ${count}`)
      told = value
    } else if (value - told >= lineEvents) {
      note(`${doing}: ${count}\n`)
      told = value
    }
  }
}
