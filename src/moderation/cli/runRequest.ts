// Does what a moderator asked for on the command line, and gives the exit code.
import { Result } from 'effect'
import { exitCodes, type Terminal, tellFailure } from '../../replay/cli/terminal.ts'
import { makeFolder } from '../../replay/cli/writing.ts'
import { plural } from '../../replay/text/format.ts'
import type { Docket } from '../docket.ts'
import type { ModeratorKey } from '../keys.ts'
import { plainJson } from '../plainText.ts'
import { type DecisionName, decisionWords, outcomeSentence } from '../words.ts'
import { wrapped } from './columns.ts'
import { confirmQuestion, type DialogueParts, isYes, talk } from './dialogue.ts'
import { writeSealed } from './exported.ts'
import { listLines, unopened } from './listLines.ts'
import { reportLines } from './reportLines.ts'
import type { ModerateRequest } from './request.ts'

/** What a request may reach, handed in by the composition root. */
export interface Surroundings extends Omit<DialogueParts, 'out'> {
  readonly terminal: Terminal
  /** Null: none was named. */
  readonly key: ModeratorKey | null
  /** Whether somebody can be asked. */
  readonly isAsking: boolean
  readonly openPage: (
    docket: Docket,
    port: number,
  ) => Promise<Result.Result<OpenedPage, { readonly message: string }>>
}

interface OpenedPage {
  readonly address: string
  readonly close: () => void
}

const withoutKey = {
  message:
    'Name the key that opens the reports: --identity KEYFILE ' +
    '(npm run moderate -- keygen KEYFILE makes one).',
}

/** Gives the exit code. */
export const runRequest = async (
  request: ModerateRequest,
  surroundings: Surroundings,
): Promise<number> => {
  const { terminal, key } = surroundings
  const needsKey = request.kind !== 'decide' && request.kind !== 'export'
  if (needsKey && key === null) return tellFailure(terminal, withoutKey)
  switch (request.kind) {
    case 'list':
      return list(surroundings)
    case 'show':
      return show(request.number, surroundings)
    case 'decide':
      return decide(request.number, request.name, surroundings)
    case 'export':
      return exportTo(request.folder, surroundings)
    case 'open':
      return open(request.port, surroundings)
  }
}

const list = async (surroundings: Surroundings): Promise<number> => {
  const { terminal, docket, limit, looks, isAsking } = surroundings
  if (isAsking && !terminal.json) {
    const fault = await talk({ ...surroundings, out: terminal.out })
    return fault === null ? exitCodes.success : tellFailure(terminal, fault)
  }
  const listed = await docket.list(limit)
  if (Result.isFailure(listed)) return tellFailure(terminal, listed.failure)
  const { reports, faults } = listed.success
  const lines = terminal.json ? reports.map(plainJson) : [...listLines(listed.success, looks())]
  if (lines.length > 0) terminal.out(`${lines.join('\n')}\n`)
  for (const { message } of faults) terminal.note(`${unopened(message)}\n`)
  return faults.length === 0 ? exitCodes.success : exitCodes.disproved
}

const show = async (number: number, { terminal, docket, looks }: Surroundings): Promise<number> => {
  const opened = await docket.open(number)
  if (Result.isFailure(opened)) return refused(terminal, opened.failure)
  const lines = terminal.json ? [plainJson(opened.success)] : reportLines(opened.success, looks())
  terminal.out(`${[...lines].join('\n')}\n`)
  return opened.success.content === null ? exitCodes.disproved : exitCodes.success
}

/** What is not there, or not taken, is an answer; what could not be asked is none. */
const refused = (
  terminal: Terminal,
  failure: { readonly _tag: string; readonly message: string },
): number => {
  const code = tellFailure(terminal, failure)
  return ['ReportGone', 'Refused'].includes(failure._tag) ? exitCodes.disproved : code
}

const decide = async (
  number: number,
  name: DecisionName,
  surroundings: Surroundings,
): Promise<number> => {
  const { terminal, docket, looks, ask, yes, isAsking } = surroundings
  if (!yes && !isAsking) {
    return tellFailure(terminal, { message: 'Nobody can be asked here: say --yes to decide.' })
  }
  if (!yes && !isYes(await ask(`Report ${number}. ${confirmQuestion(name)}`))) {
    terminal.note('Nothing is decided.\n')
    return exitCodes.disproved
  }
  const { decided } = decisionWords[name]
  const outcome = await docket.decide(number, decided)
  if (Result.isFailure(outcome)) return refused(terminal, outcome.failure)
  const { now, width } = looks()
  const told = terminal.json
    ? [plainJson({ number, ...decided, ...outcome.success })]
    : wrapped(outcomeSentence(name, outcome.success, now), width)
  terminal.out(`${told.join('\n')}\n`)
  return exitCodes.success
}

const exportTo = (folder: string, { terminal, docket, key, looks }: Surroundings): number => {
  const made = makeFolder(folder)
  if (Result.isFailure(made)) return tellFailure(terminal, made.failure)
  let [written, kept] = [0, 0]
  for (const sealed of docket.sealed()) {
    if (Result.isFailure(sealed)) return tellFailure(terminal, sealed.failure)
    const wrote = writeSealed(folder, sealed.success)
    if (Result.isFailure(wrote)) return tellFailure(terminal, wrote.failure)
    if (wrote.success) written += 1
    else kept += 1
  }
  if (terminal.json) terminal.out(`${plainJson({ folder, written, kept })}\n`)
  else terminal.out(`${exportedLines({ folder, written, kept }, key, looks().width).join('\n')}\n`)
  return exitCodes.success
}

const exportedLines = (
  { folder, written, kept }: { folder: string; written: number; kept: number },
  key: ModeratorKey | null,
  width: number,
): readonly string[] => [
  `${plural(written, 'report')} written to ${folder}, sealed as they were.`,
  ...(kept === 0 ? [] : [`${plural(kept, 'file')} there before stayed as it was.`]),
  `Open one:  age -d -i ${key?.file ?? 'KEYFILE'} ${folder}/report-NUMBER.age`,
  ...wrapped('These copies are not erased by themselves: erase them when you are done.', width),
]

const open = async (port: number, surroundings: Surroundings): Promise<number> => {
  const { terminal, docket, openPage } = surroundings
  const page = await openPage(docket, port)
  if (Result.isFailure(page)) return tellFailure(terminal, page.failure)
  terminal.out(`The reports are open at ${page.success.address}\n`)
  terminal.out('Only who has this whole address gets in. Ctrl-C ends it.\n')
  while (await terminal.pause());
  page.success.close()
  return exitCodes.success
}
