// Opens a log, answers a question about it, and says where it is unsound.

import { Result } from 'effect'
import type { openPage } from '../api/page.ts'
import type { Question } from '../cli/request.ts'
import { exits, type Terminal, tell, watched } from '../cli/terminal.ts'
import { sliceIn } from '../slice/slice.ts'
import { follow } from '../source/follow.ts'
import type { LogFault, Source } from '../source/recorded.ts'
import { openLog } from '../source/source.ts'
import { Replay } from '../timeline/replay.ts'
import { verifying } from '../timeline/verify.ts'
import { policyIn } from '../whatif/policy.ts'
import { whatIf } from '../whatif/whatIf.ts'
import type { Answer, Unanswerable } from './answer.ts'
import { eventsIn } from './events.ts'
import { diffIn, stateIn } from './state.ts'
import { summaryOf } from './summary.ts'
import { verdictOf } from './verdict.ts'
import { whyIn } from './whyWords.ts'

/** What the command line can do beyond answering: each is handed in by the composition root. */
export interface Beyond {
  /** The text of a file; throws as Node does. */
  readonly readText: (file: string) => string
  /** Serves the log to a browser on this machine; port 0 is a free one. */
  readonly openPage: (replay: Replay, port: number) => ReturnType<typeof openPage>
}

/** Gives the exit code. */
export const ask = async (
  log: string,
  question: Question,
  { terminal, beyond }: { terminal: Terminal; beyond: Beyond },
): Promise<number> => {
  const source = openLog(log)
  if ('message' in source) return faulted(terminal, source)
  try {
    const replay = loaded(source, terminal)
    const code = await answered(replay, question, { terminal, beyond })
    if (replay.fault === null) return code
    return faulted(terminal, replay.fault)
  } finally {
    source.close()
  }
}

const loaded = (source: Source, terminal: Terminal): Replay =>
  watched(terminal, Replay.loading(source), { doing: 'Folding', total: source.events })

/** What came before it has been answered. */
const faulted = ({ note }: Terminal, { message }: LogFault): number => {
  note(`${message}\n`)
  return exits.unanswerable
}

const answered = async (
  replay: Replay,
  question: Question,
  { terminal, beyond }: { terminal: Terminal; beyond: Beyond },
): Promise<number> => {
  if (question.asks === 'events' && question.follow) {
    return follow(replay, question.wanted, terminal)
  }
  if (question.asks === 'open') {
    const page = await beyond.openPage(replay, question.port)
    if (Result.isFailure(page)) return tell(terminal, { why: page.failure.message })
    terminal.out(`The debugger is open at ${page.success.address} (Ctrl-C ends it)\n`)
    while (await terminal.pause());
    page.success.close()
    return exits.well
  }
  return tell(terminal, answerTo(replay, question, { terminal, beyond }))
}

const answerTo = (
  replay: Replay,
  question: Exclude<Question, { asks: 'open' }>,
  { terminal, beyond }: { terminal: Terminal; beyond: Beyond },
): Answer | Unanswerable => {
  const { history } = replay
  switch (question.asks) {
    case 'summary':
      return summaryOf(replay)
    case 'events':
      return eventsIn(history, question.wanted)
    case 'state':
      return stateIn(replay, question.seq)
    case 'diff':
      return diffIn(replay, ...question.seqs)
    case 'why':
      return whyIn(replay, question.session, question.seq)
    case 'verify': {
      const progress = { doing: 'Verifying', total: history.length }
      return verdictOf(history, watched(terminal, verifying(history), progress))
    }
    case 'what-if': {
      const policy = readPolicy(question.policy, beyond)
      return 'why' in policy ? policy : whatIf(replay, policy)
    }
    case 'export':
      return sliceIn(history, question.actor)
  }
}

const readPolicy = (file: string, { readText }: Beyond) => {
  let text: string
  try {
    text = readText(file)
  } catch {
    return { why: `There is no file ${file} that can be read.` }
  }
  return policyIn(text, file)
}
