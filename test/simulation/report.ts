// A failed life on the disk: the log up to the failure, and a note of how it came to that.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { makeFolder, type NotWritten, written } from '../../src/replay/cli/writing.ts'
import { jsonLinesOf } from '../../src/replay/source/jsonLines.ts'
import { plural } from '../../src/replay/text/format.ts'
import type { Lived } from './life.ts'
import type { Fault, Plan } from './plan.ts'
import { checks, type Failure } from './referee/checks.ts'

/** Of what happened before the failure. */
const traceLines = 60

export interface Written {
  readonly log: string
  readonly note: string
}

/** Writes both into a folder, named by the seed. */
export const writeFailure = (
  folder: string,
  lived: Lived,
  failure: Failure,
): Result.Result<Written, NotWritten> => {
  const { seed, planted } = lived.plan
  const name = `seed-${seed}${planted === null ? '' : `-${planted}`}`
  const log = join(folder, `${name}.jsonl`)
  const note = join(folder, `${name}.txt`)
  const made = makeFolder(folder)
  if (Result.isFailure(made)) return Result.fail(made.failure)
  return written(folder, () => {
    writeFileSync(log, jsonLinesOf(lived.events))
    writeFileSync(note, noteOf(lived, failure, log))
    return { log, note }
  })
}

/** As a shell takes it. */
export const replayOf = (log: string): string =>
  `npm run replay -- ${/^[\w./@%+=:-]+$/.test(log) ? log : `'${log.replaceAll("'", `'\\''`)}'`}`

/** What a check holds, in words. */
export const sentenceOf = (check: string): string =>
  check in checks ? checks[check as keyof typeof checks] : 'a rule of the README'

const noteOf = ({ plan, trace }: Lived, failure: Failure, log: string): string =>
  [
    `Seed ${plan.seed} breaks "${failure.check}" (${sentenceOf(failure.check)}):`,
    `  ${failure.what}`,
    `at ${seconds(failure.at)}, after event ${failure.seq}.`,
    '',
    'The log as it counted by then:',
    `  ${replayOf(log)}`,
    failure.seq > 0 ? `  ${replayOf(log)} --state ${failure.seq}` : '',
    '',
    'What is left of the life, once all is left out without which it fails as well:',
    ...planLines(plan),
    '',
    'What happened last:',
    ...trace.slice(-traceLines),
    '',
    'The plan, for a test:',
    JSON.stringify(plan),
    '',
  ].join('\n')

const planLines = ({
  worlds,
  edges,
  minutes,
  visitors,
  weather,
  expects,
  files,
  faults,
  planted,
}: Plan) => [
  `  ${plural(worlds, 'world')}, ${plural(edges, 'edge')}, ${plural(minutes, 'minute')}, visitors ${visitors.join(', ') || 'none'}`,
  `  the servers ${expects ? 'refuse' : 'take'} an append whose expectation is wrong`,
  `  worlds begin again ${files ? 'from their files' : 'from the beginning of the stream'}`,
  `  network: ${JSON.stringify(weather)}`,
  ...(planted === null ? [] : [`  planted: ${planted}`]),
  ...faults.map((fault) => `  ${faultLine(fault)}`),
]

const faultLine = (fault: Fault): string => {
  const { at, kind, ...rest } = fault
  return `${seconds(at)}: ${kind} ${JSON.stringify(rest)}`
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`
