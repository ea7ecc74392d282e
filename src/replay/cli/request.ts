// What the command line asks for: one question, with its parts.
import type { Unanswerable } from '../queries/answer.ts'
import type { Wanted } from '../queries/events.ts'

/** What was typed; null for what was not. */
export interface Typed {
  readonly session: string | null
  readonly room: string | null
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
  readonly verify: boolean
  readonly open: boolean
  /** Of the page; 0 for a free one. */
  readonly port: number | null
}

export type Question =
  | { readonly asks: 'summary' }
  | { readonly asks: 'events'; readonly wanted: Wanted; readonly follow: boolean }
  | { readonly asks: 'state'; readonly seq: number }
  | { readonly asks: 'diff'; readonly seqs: readonly [number, number] }
  | { readonly asks: 'why'; readonly session: string; readonly seq: number }
  | { readonly asks: 'what-if'; readonly policy: string }
  | { readonly asks: 'export'; readonly actor: string }
  | { readonly asks: 'verify' }
  | { readonly asks: 'open'; readonly port: number }

/** Options of two values, which a command line knows only one of. */
const pairs = ['--diff', '--why']

/** What joins the two: no id and no number has it. */
const joint = ','

/** `--diff 3 9` as one option with one value, `--diff=3,9`; the rest as it is. */
export const joined = (words: readonly string[]): string[] => {
  const [word, one, other, ...rest] = words
  if (word === undefined) return []
  const isPair = pairs.includes(word) && one !== undefined && other !== undefined
  return isPair
    ? [`${word}=${one}${joint}${other}`, ...joined(rest)]
    : [word, ...joined(words.slice(1))]
}

/** The question; or that two options do not go together, or what one of them lacks. */
export const questionOf = (typed: Typed): Question | Unanswerable => {
  const filters = (['session', 'room', 'type', 'from', 'to', 'until', 'follow'] as const).filter(
    (name) => typed[name] !== null && typed[name] !== false,
  )
  const asked = questionsIn(typed)
  const [first, second] = [...asked.map(([name]) => name), ...filters.map((name) => `--${name}`)]
  if (asked.length > 1 || (asked.length === 1 && filters.length > 0)) {
    return { why: `${first} and ${second} do not go together: ask one question at a time.` }
  }
  const [question] = asked
  if (question !== undefined) return question[1]()
  if (filters.length === 0) return { asks: 'summary' }
  if (typed.follow && (typed.until !== null || typed.to !== null)) {
    const end = typed.until === null ? '--to' : '--until'
    return { why: `--follow and ${end} do not go together: one goes on where the other ends.` }
  }
  const given = filters.filter((name) => name !== 'follow').map((name) => [name, typed[name]])
  return { asks: 'events', wanted: Object.fromEntries(given) as Wanted, follow: typed.follow }
}

type Made = readonly [name: string, question: () => Question | Unanswerable]

const questionsIn = (typed: Typed): Made[] => {
  const { state, diff, why, whatIf, export: exported, verify, open, port } = typed
  const asked: Made[] = []
  if (state !== null) asked.push(['--state', () => ({ asks: 'state', seq: state })])
  if (diff !== null) asked.push(['--diff', () => diffOf(diff)])
  if (why !== null) asked.push(['--why', () => whyOf(why)])
  if (whatIf !== null) asked.push(['--what-if', () => ({ asks: 'what-if', policy: whatIf })])
  if (exported !== null) asked.push(['--export', () => ({ asks: 'export', actor: exported })])
  if (verify) asked.push(['--verify', () => ({ asks: 'verify' })])
  if (open || port !== null) asked.push(['--open', () => ({ asks: 'open', port: port ?? 0 })])
  return asked
}

const diffOf = (text: string): Question | Unanswerable => {
  const [from, to] = text.split(joint).map(seqOf)
  return from === undefined || to === undefined || from === null || to === null
    ? { why: '--diff takes the seqs of two events: --diff 3 9.' }
    : { asks: 'diff', seqs: [from, to] }
}

const whyOf = (text: string): Question | Unanswerable => {
  const [session = '', seq] = text.split(joint)
  const number = seqOf(seq ?? '')
  return number === null
    ? { why: '--why takes a session and the seq of an event: --why s_AbCdEf 17.' }
    : { asks: 'why', session, seq: number }
}

const seqOf = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)
