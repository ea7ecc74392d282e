// What the command line asks of a log: one query, with its parameters.
import { Result } from 'effect'
import type { EventCriteria } from '../queries/events.ts'
import { type QueryFailure, queryFailure } from '../queries/queryResult.ts'
import { kitFrom } from './kitFrom.ts'

/** The options that were given; null for those that were not. */
export interface CommandLineOptions {
  readonly session: string | null
  readonly room: string | null
  readonly person: string | null
  readonly report: string | null
  readonly type: string | null
  readonly from: string | null
  readonly to: string | null
  readonly until: number | null
  readonly follow: boolean
  readonly state: number | null
  readonly diff: string | null
  readonly why: string | null
  readonly whatIf: string | null
  readonly export: string | null
  readonly stop: string | null
  readonly record: string | null
  readonly csv: string | null
  readonly verify: boolean
  readonly against: string | null
  readonly open: boolean
  /** Of the page; 0 for a free one. */
  readonly port: number | null
}

export type LogQuery =
  | { readonly kind: 'summary' }
  | { readonly kind: 'events'; readonly criteria: EventCriteria; readonly follow: boolean }
  | { readonly kind: 'state'; readonly seq: number }
  | { readonly kind: 'diff'; readonly seqs: readonly [number, number] }
  | { readonly kind: 'why'; readonly session: string; readonly seq: number }
  | { readonly kind: 'what-if'; readonly policyFile: string }
  | { readonly kind: 'export'; readonly actor: string }
  | { readonly kind: 'stop'; readonly condition: string }
  | { readonly kind: 'record'; readonly actor: string; readonly file: string; readonly kit: string }
  | { readonly kind: 'over-time'; readonly file: string }
  | { readonly kind: 'verify' }
  | { readonly kind: 'against'; readonly checkout: string }
  /** `port` null: none was named. */
  | { readonly kind: 'open'; readonly port: number | null }

/** Options of two values, which a command line knows only one of. */
const pairOptions = ['--diff', '--why', '--record']

/** Options of a time, which may be one before the end: `-5m`. */
const timeOptions = ['--from', '--to']

/** Options that say which events are wanted. */
const filterOptions = [
  ...['session', 'room', 'person', 'report', 'type', 'from', 'to', 'until'],
  'follow',
] as const

/** What joins the two: no id and no number has it. */
const separator = ','

/** `--diff 3 9` as one option with one value, `--diff=3,9`; the rest as it is. */
export const joinPairs = (words: readonly string[]): string[] => {
  const [word, one, other, ...rest] = words
  if (word === undefined) return []
  const isPair = pairOptions.includes(word) && one !== undefined && other !== undefined
  // A time before the end begins as an option does.
  if (timeOptions.includes(word) && one?.startsWith('-')) {
    return [`${word}=${one}`, ...joinPairs(words.slice(2))]
  }
  return isPair
    ? [`${word}=${one}${separator}${other}`, ...joinPairs(rest)]
    : [word, ...joinPairs(words.slice(1))]
}

/** Fails where two options do not go together, or one lacks something. */
export const logQueryOf = (options: CommandLineOptions): Result.Result<LogQuery, QueryFailure> => {
  const noSeq = (['state', 'until'] as const).find((name) => (options[name] ?? 1) < 1)
  if (noSeq !== undefined) {
    return badCommandLine(`--${noSeq} takes the seq of an event, and the first has 1.`)
  }
  const filters = filterOptions.filter((name) => options[name] !== null && options[name] !== false)
  const asked = queriesIn(options)
  const [first, second] = [...asked.map(([name]) => name), ...filters.map((name) => `--${name}`)]
  if (asked.length > 1 || (asked.length === 1 && filters.length > 0)) {
    return badCommandLine(`${first} and ${second} do not go together: ask one question at a time.`)
  }
  const [only] = asked
  if (only !== undefined) return only[1]
  if (filters.length === 0) return Result.succeed({ kind: 'summary' })
  const { follow, until, to } = options
  if (follow && (until !== null || to !== null)) {
    const end = until === null ? '--to' : '--until'
    return badCommandLine(
      `--follow and ${end} do not go together: one goes on where the other ends.`,
    )
  }
  const given = filters.filter((name) => name !== 'follow').map((name) => [name, options[name]])
  const criteria = Object.fromEntries(given) as EventCriteria
  return Result.succeed({ kind: 'events', criteria, follow })
}

const badCommandLine = (message: string) => queryFailure('BadCommandLine', message)

type Parsed = Result.Result<LogQuery, QueryFailure>

/** Every query that the options ask, by the option that asks it. */
const queriesIn = (options: CommandLineOptions): (readonly [option: string, query: Parsed])[] => {
  const {
    state,
    diff,
    why,
    whatIf,
    stop,
    record,
    export: exported,
    csv,
    verify,
    against,
    open,
    port,
  } = options
  const asked: [string, Parsed][] = []
  const ask = (option: string, query: LogQuery) => asked.push([option, Result.succeed(query)])
  if (state !== null) ask('--state', { kind: 'state', seq: state })
  if (diff !== null) asked.push(['--diff', diffOf(diff)])
  if (why !== null) asked.push(['--why', whyOf(why)])
  if (whatIf !== null) ask('--what-if', { kind: 'what-if', policyFile: whatIf })
  if (exported !== null) ask('--export', { kind: 'export', actor: exported })
  if (stop !== null) ask('--stop', { kind: 'stop', condition: stop })
  if (record !== null) asked.push(['--record', recordOf(record)])
  if (csv !== null) ask('--csv', { kind: 'over-time', file: csv })
  if (verify) ask('--verify', { kind: 'verify' })
  if (against !== null) ask('--against', { kind: 'against', checkout: against })
  if (open || port !== null) asked.push(['--open', openAt(port)])
  return asked
}

const portMax = 65_535

const openAt = (port: number | null): Parsed =>
  port !== null && (port < 1 || port > portMax)
    ? badCommandLine(`--port takes a number from 1 to ${portMax}, not ${port}.`)
    : Result.succeed({ kind: 'open', port })

const diffOf = (text: string): Parsed => {
  const [from, to] = text.split(separator).map(seqOf)
  return from === undefined || to === undefined || from === null || to === null
    ? badCommandLine('--diff takes the seqs of two events: --diff 3 9.')
    : Result.succeed({ kind: 'diff', seqs: [from, to] })
}

const whyOf = (text: string): Parsed => {
  const [session = '', seq] = text.split(separator)
  const number = seqOf(seq ?? '')
  return number === null
    ? badCommandLine('--why takes a session and the seq of an event: --why s_AbCdEf 17.')
    : Result.succeed({ kind: 'why', session, seq: number })
}

const recordOf = (text: string): Parsed => {
  const [actor = '', ...path] = text.split(separator)
  const file = path.join(separator)
  const kit = kitFrom(file)
  return kit === null
    ? badCommandLine(
        '--record takes a room or a session, and a file below test that ends in .test.ts: --record r_XyZ test/replay/it.test.ts.',
      )
    : Result.succeed({ kind: 'record', actor, file, kit })
}

const seqOf = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)
