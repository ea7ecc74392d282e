// The docket for a browser on this machine, and of that only for whoever has the whole address.
import { createHash, timingSafeEqual } from 'node:crypto'
import { Result, Schema } from 'effect'
import type { Clock } from '../../events/ports.ts'
import { type Answer, json, refuse } from '../../http/exchange/answer.ts'
import { badJson } from '../../http/exchange/refusals.ts'
import { type Request, sendsJson } from '../../http/exchange/request.ts'
import { type LocalRoute, openLocalPage, type PageOptions } from '../../replay/api/localPage.ts'
import type { Docket, OpenedReport } from '../docket.ts'
import { plainText } from '../plainText.ts'
import {
  decisionNames,
  decisionWords,
  notProvenMeans,
  outcomeSentence,
  provenMeans,
} from '../words.ts'
import type { DecideAnswer, ReportAnswer, ReportsAnswer } from './pageTypes.ts'

/** So many of the reports are shown: the next come up as these are decided. */
const shownMax = 200

export interface ModerationPageOptions extends PageOptions {
  /** What the address ends with: nobody guesses it. */
  readonly token: string
  readonly clock: Clock
}

/** Serves the docket; its address has the token in it. */
export const openModerationPage = async (
  docket: Docket,
  options: ModerationPageOptions,
): ReturnType<typeof openLocalPage> => {
  const routes = routesTo(docket, options)
  const opened = await openLocalPage(
    { name: 'page', page: ({ moderation }) => moderation, routes },
    options,
  )
  // Behind a #: browsers send it to nobody.
  return Result.map(opened, ({ address, close }) => ({
    address: `${address}/#${options.token}`,
    close,
  }))
}

const routesTo = (
  docket: Docket,
  { token, clock }: ModerationPageOptions,
): Readonly<Record<string, LocalRoute>> => {
  const guarded = (
    method: 'GET' | 'POST',
    answer: (request: Request) => Promise<Answer>,
  ): LocalRoute => ({
    methods: [method],
    answer: async (request) => {
      if (isKnown(request, token)) return answer(request)
      return refuse(request, notLetIn)
    },
  })
  return {
    '/api/reports': guarded('GET', (request) => answerReports(request, docket, clock)),
    '/api/report': guarded('GET', (request) => answerReport(request, docket)),
    '/api/decide': guarded('POST', (request) => {
      const body = request.body(clock)
      return answerDecision(request, { docket, body, clock })
    }),
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A page of somebody else's can neither read the address nor send this header. */
const isKnown = ({ header }: Request, token: string): boolean =>
  timingSafeEqual(digest(header('authorization')), digest(`Bearer ${token}`))

const notLetIn = {
  status: 401,
  error: 'not_let_in',
  message: 'Open the whole address that the terminal shows.',
}

const failed = (request: Request, { message }: { readonly message: string }): Answer =>
  refuse(request, { status: 409, error: 'not_done', message })

const answerReports = async (request: Request, docket: Docket, clock: Clock): Promise<Answer> => {
  const listed = await docket.list(shownMax)
  if (Result.isFailure(listed)) return failed(request, listed.failure)
  const { isRunning, total, reports, faults } = listed.success
  const answer: ReportsAnswer = {
    now: clock.now(),
    isRunning,
    total,
    reports,
    faults: faults.map(({ message }) => message),
  }
  return json(200, answer)
}

const answerReport = async (request: Request, docket: Docket): Promise<Answer> => {
  const opened = await docket.open(Number(request.query.get('number')))
  return Result.isFailure(opened)
    ? failed(request, opened.failure)
    : json(200, shownOf(opened.success))
}

const shownOf = (opened: OpenedReport): ReportAnswer => {
  const { content, ...rest } = opened
  const report = { ...rest, means: opened.proven ? provenMeans : notProvenMeans }
  if (content === null) return { ...report, content: null }
  const { note, left_out: leftOut, transcript } = content
  return {
    ...report,
    content: {
      note: plainText(note),
      leftOut,
      transcript: transcript.map(({ n, from, text, at }) => ({
        n,
        from,
        text: plainText(text),
        at: at ?? null,
      })),
    },
  }
}

const Asked = Schema.Struct({ number: Schema.Number, name: Schema.Literals(decisionNames) })

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Asked))

interface DecisionParts {
  readonly docket: Docket
  readonly body: ReturnType<Request['body']>
  readonly clock: Clock
}

const answerDecision = async (
  request: Request,
  { docket, body, clock }: DecisionParts,
): Promise<Answer> => {
  const read = await body.whole
  const asked =
    Result.isSuccess(read) && sendsJson(request)
      ? Result.getOrNull(decode(read.success.toString()))
      : null
  if (asked === null) return refuse(request, badJson)
  const { number, name } = asked
  const outcome = await docket.decide(number, decisionWords[name].decided)
  if (Result.isFailure(outcome)) return failed(request, outcome.failure)
  const answer: DecideAnswer = { message: outcomeSentence(name, outcome.success, clock.now()) }
  return json(200, answer)
}
