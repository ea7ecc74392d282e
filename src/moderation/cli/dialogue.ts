// The docket as a conversation with a moderator at a terminal: list, pick, read, decide, next.
import { Result } from 'effect'
import type { Docket, ListedReport } from '../docket.ts'
import { type DecisionName, decisionWords, outcomeSentence } from '../words.ts'
import { type Looks, listLines, unopened } from './listLines.ts'
import { reportLines } from './reportLines.ts'

export interface DialogueParts {
  readonly docket: Docket
  readonly limit: number
  readonly out: (text: string) => void
  readonly looks: () => Looks
  /** Null once nobody answers any more: Ctrl-D, Ctrl-C. */
  readonly ask: (question: string) => Promise<string | null>
  /** Whether it goes without being asked once more. */
  readonly yes: boolean
}

const pickQuestion = 'Number of a report, Enter for the first, l to look again, q to end: '
const decideQuestion =
  'd dismiss, w warn, s suspend 1 h, e suspend to the end of the pass,\n' +
  'Enter for the next, l for the list, q to end: '

const decisionKeys: Readonly<Record<string, DecisionName>> = {
  d: 'dismiss',
  w: 'warn',
  s: 'suspend',
  e: 'suspendToEnd',
}

/** Where it goes on: at the list, at the report after one of them, or nowhere. */
type Next = 'list' | 'end' | 'next'

/** Talks until the moderator has enough; gives why it could not go on, or null. */
export const talk = async (parts: DialogueParts): Promise<{ readonly message: string } | null> => {
  const { docket, limit, out, looks, ask } = parts
  for (;;) {
    const listed = await docket.list(limit)
    if (Result.isFailure(listed)) return listed.failure
    out(`${[...listLines(listed.success, looks())].join('\n')}\n`)
    for (const { message } of listed.success.faults) out(`${unopened(message)}\n`)
    const { reports } = listed.success
    if (reports.length === 0) return null
    const answer = await ask(`\n${pickQuestion}`)
    if (answer === null || isEnd(answer)) return null
    if (answer === 'l') continue
    const picked = answer === '' ? reports[0]?.number : Number(answer)
    if (picked === undefined || !Number.isSafeInteger(picked)) {
      out(`"${answer}" is no number of the list.\n\n`)
      continue
    }
    if ((await readOn(parts, reports, picked)) === 'end') return null
    out('\n')
  }
}

const isEnd = (answer: string): boolean => ['q', 'quit', 'exit'].includes(answer.toLowerCase())

/** From the picked report on, one after the other as the list has them. */
const readOn = async (
  parts: DialogueParts,
  reports: readonly ListedReport[],
  picked: number,
): Promise<Next> => {
  const place = reports.findIndex(({ number }) => number === picked)
  const numbers = place < 0 ? [picked] : reports.slice(place).map(({ number }) => number)
  for (const number of numbers) {
    const next = await readOne(parts, number)
    if (next !== 'next') return next
  }
  parts.out('That was the last of the list.\n')
  return 'list'
}

const readOne = async (parts: DialogueParts, number: number): Promise<Next> => {
  const { docket, out, looks, ask } = parts
  const opened = await docket.open(number)
  if (Result.isFailure(opened)) {
    out(`${opened.failure.message}\n`)
    return 'next'
  }
  out(`\n${[...reportLines(opened.success, looks())].join('\n')}\n`)
  for (;;) {
    const answer = (await ask(`\n${decideQuestion}`))?.toLowerCase() ?? null
    if (answer === null || isEnd(answer)) return 'end'
    if (answer === '' || answer === 'n') return 'next'
    if (answer === 'l') return 'list'
    const name = Object.hasOwn(decisionKeys, answer) ? decisionKeys[answer] : undefined
    if (name === undefined) out(`"${answer}" is none of these.\n`)
    else if (await decided(parts, number, name)) return 'next'
  }
}

/** Whether there is nothing more to decide on it. */
const decided = async (
  { docket, out, looks, ask, yes }: DialogueParts,
  number: number,
  name: DecisionName,
): Promise<boolean> => {
  if (!yes && !isYes(await ask(confirmQuestion(name)))) {
    out('Nothing is decided.\n')
    return false
  }
  const outcome = await docket.decide(number, decisionWords[name].decided)
  if (Result.isSuccess(outcome)) {
    out(`${outcomeSentence(name, outcome.success, looks().now)}\n`)
    return true
  }
  out(`${outcome.failure.message}\n`)
  return outcome.failure._tag === 'ReportGone' || outcome.failure._tag === 'Refused'
}

export const confirmQuestion = (name: DecisionName): string => `${decisionWords[name].asks} y/N `

export const isYes = (answer: string | null): boolean => /^y(es)?$/i.test(answer?.trim() ?? '')
