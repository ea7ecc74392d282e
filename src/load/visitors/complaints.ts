// What a visitor complains of: blocks and reports of those it met, and what is answered to them.
import type { ClientFrame, ServerFrame } from '../../events/frames.ts'
import type { ClientSocket } from '../client/connection.ts'
import type { Measures } from '../measures/measures.ts'
import type { ToldReceipt } from '../referee/rooms/receipts.ts'
import type { Complaint, ComplaintAnswer, Truth } from '../referee/safety/safety.ts'
import { Rng } from '../scenario/rng.ts'
import type { Lifecycle } from './lifecycle.ts'
import { type Ended, falseReport, forgedReport, trueReport } from './reportFrame.ts'
import type { RunContext } from './runContext.ts'

/** What a visitor is about to do about the other of its conversation. */
interface Intent {
  readonly kind: Complaint['kind']
  readonly truth: Truth
  /** After the conversation, and not by ending it. */
  readonly isAfter: boolean
}

/** A complaint that was sent, or will be once there is a connection. */
interface Sent {
  readonly complaint: Complaint
  readonly frame: ClientFrame
}

type Error = Extract<ServerFrame, { type: 'error' }>

const answers: readonly string[] = [
  'not_proven',
  'too_many_reports',
  'too_late',
] satisfies ComplaintAnswer[]

export class Complaints {
  socket: ClientSocket | null = null
  readonly #number: number
  readonly #context: RunContext
  readonly #measures: Measures
  readonly #rng: Rng
  #intent: Intent | null = null
  /** One at a time: an error does not say which complaint it answers. */
  #sent: Sent | null = null
  /** What this session has complained of, answered or not. */
  readonly #rooms = new Map<string, Complaint>()
  /** Of the room before the last. */
  #earlier: ToldReceipt | null = null
  /** How many sessions it has had: what was meant for an earlier one is dropped. */
  #sessions = 0

  constructor(number: number, context: RunContext) {
    this.#number = number
    this.#context = context
    this.#measures = context.measures.of(number)
    this.#rng = new Rng(context.seed, -1 - number)
  }

  /** True while something is still to be sent, or to be answered. */
  get isBusy(): boolean {
    return this.#intent !== null || this.#sent !== null
  }

  /** A conversation began. */
  meet(): void {
    this.#intent = this.#drawn()
  }

  /** It goes on, from now on and as long as this phase lasts. */
  talk(lifecycle: Lifecycle): void {
    if (this.#intent === null || this.#intent.isAfter) return
    lifecycle.later(this.#rng.exponential(this.#context.scenario.chat * 1_000), () => this.#break())
  }

  /** It is over, and the referee does not know yet. */
  ended(room: string, receipt: ToldReceipt | undefined): void {
    const { referee, scheduler, scenario, now } = this.#context
    const intent = this.#intent
    const said = intent?.isAfter ? referee.wordsIn(this.#number) : null
    const earlier = this.#earlier
    this.#earlier = receipt ?? null
    this.#intent = intent?.isAfter === true ? intent : null
    if (intent === null || !intent.isAfter) return
    const ended = said === null || receipt === undefined ? null : { room, receipt, said }
    const other = referee.partnerOf(this.#number)
    const sessions = this.#sessions
    scheduler.at(now() + this.#rng.exponential(scenario.think * 1_000), () => {
      this.#intent = this.#intent === intent ? null : this.#intent
      if (sessions === this.#sessions) this.#lookBack(intent, { ended, earlier, room, other })
    })
  }

  /** Sends once more, on a new socket, what was not answered on the old one. */
  resend(): void {
    if (this.#sent !== null) this.#send(this.#sent)
  }

  /** Its session is no more, and what it would have complained of with it. */
  forget(): void {
    this.#settle()
    this.#intent = null
    this.#earlier = null
    this.#rooms.clear()
    this.#sessions += 1
  }

  blocked(room: string): void {
    const { referee } = this.#context
    const measures = this.#measures
    const complaint = this.#rooms.get(room)
    if (complaint === undefined) {
      referee.safety.unasked(this.#number, 'blocked', room)
      return
    }
    measures.counts.blocks += 1
    referee.safety.blocked(this.#number, complaint)
    if (complaint === this.#sent?.complaint && complaint.kind === 'block') this.#settle()
  }

  reported(room: string): void {
    const complaint = this.#rooms.get(room)
    if (complaint?.kind !== 'report') {
      this.#context.referee.safety.unasked(this.#number, 'reported', room)
    } else this.#answered(complaint, 'reported')
  }

  /** Whether that answers a complaint. */
  refused({ code, id }: Error): boolean {
    if (this.#sent === null || id !== undefined) return false
    const { complaint } = this.#sent
    if (answers.includes(code)) this.#answered(complaint, code as ComplaintAnswer)
    else if (code === 'unavailable' || code === 'rate_limited') {
      this.#context.referee.safety.gone(this.#number)
      this.#context.referee.stays(this.#number)
      this.#settle()
    }
    return answers.includes(code)
  }

  #answered(complaint: Complaint, answer: ComplaintAnswer): void {
    const { referee } = this.#context
    const measures = this.#measures
    const { counts } = measures
    if (answer === 'reported' && complaint.truth === 'true') counts.reports += 1
    if (answer === 'not_proven') counts.notProven += 1
    if (answer === 'too_many_reports') counts.tooManyReports += 1
    referee.safety.answered(this.#number, complaint, answer)
    if (complaint === this.#sent?.complaint) this.#settle()
  }

  #drawn(): Intent | null {
    const { blocks, reports, falseReports, forgedReports } = this.#context.scenario
    const rng = this.#rng
    if (rng.chance(blocks)) return { kind: 'block', truth: 'true', isAfter: rng.chance(0.5) }
    if (rng.chance(reports)) return { kind: 'report', truth: 'true', isAfter: rng.chance(0.5) }
    // Of a room that is open the server has the words itself.
    if (rng.chance(falseReports)) return { kind: 'report', truth: 'false', isAfter: true }
    if (rng.chance(forgedReports)) return { kind: 'report', truth: 'forged', isAfter: true }
    return null
  }

  /** Ends the conversation that it is in. */
  #break(): void {
    const { referee, isDraining } = this.#context
    const [intent, room] = [this.#intent, referee.roomOf(this.#number)]
    this.#intent = null
    if (isDraining || intent === null || room === null || this.#sent !== null) return
    referee.goes(this.#number, 'block')
    const { kind, truth } = intent
    const other = referee.partnerOf(this.#number)
    const frame: ClientFrame =
      kind === 'block' ? { type: 'block', room } : { type: 'report', room, reason: 'other' }
    this.#complain({ complaint: { kind, truth, room, other, hasWords: false }, frame })
  }

  /** Complains of a conversation that is over. */
  #lookBack({ kind, truth }: Intent, { ended, earlier, room, other }: Former): void {
    if (this.#context.isDraining || this.#context.isOver || this.#sent !== null) return
    const hasWords = kind === 'report'
    const complaint = { kind, truth, room, other, hasWords }
    if (kind === 'block') this.#complain({ complaint, frame: { type: 'block', room } })
    else if (ended !== null)
      this.#complain({ complaint, frame: this.#report(truth, ended, earlier) })
  }

  #report(truth: Truth, ended: Ended, earlier: ToldReceipt | null): ClientFrame {
    const { counts } = this.#measures
    if (truth === 'true') return trueReport(ended, this.#rng)
    if (truth === 'forged') {
      counts.forgedReports += 1
      return forgedReport(ended, this.#rng)
    }
    counts.falseReports += 1
    return falseReport(ended, { rng: this.#rng, earlier })
  }

  #complain(sent: Sent): void {
    this.#sent = sent
    this.#rooms.set(sent.complaint.room, sent.complaint)
    this.#context.gauges.complaints += 1
    this.#send(sent)
  }

  #send({ complaint, frame }: Sent): void {
    if (this.socket === null) return
    this.#context.referee.safety.complains(this.#number, complaint)
    this.socket.send(this.#context.wireOf(this.#number).write(frame))
  }

  #settle(): void {
    if (this.#sent === null) return
    this.#context.gauges.complaints -= 1
    this.#sent = null
  }
}

/** A conversation that is over: `ended` is null where it does not know all that was said. */
interface Former {
  readonly ended: Ended | null
  readonly earlier: ToldReceipt | null
  readonly room: string
  readonly other: number | null
}
