// Blocking and reporting: what a visitor asks for is checked, sealed and given to the actors.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import {
  type Refusal,
  type Taken,
  tooLateToReport,
  tooManyReports,
  unavailable,
} from '../../actors/engine/refusal.ts'
import { type Conversation, isReported } from '../../actors/engine/safety.ts'
import type { RoomId, SessionId } from '../../events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../events/frames.ts'
import type { Clock, Report, ServerIds } from '../../events/ports.ts'
import type { Reading } from '../../events/projection.ts'
import type { Transcript, TranscriptMessage } from '../../projections/transcript.ts'
import type { Metrics } from '../operators/metrics.ts'
import type { Persons } from './persons.ts'
import type { Receipts } from './receipts.ts'
import { keptMessagesMax, newestOf, type ReportedWords, reportContent } from './reportContent.ts'
import type { Seal } from './sealing.ts'

/** Reports being read and sealed: each has up to 0.1 MB of words, and takes a millisecond. */
const inHandMax = 200

type ReportFrame = Extract<ClientFrame, { type: 'report' }>

export interface ReportingParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly ids: Pick<ServerIds, 'report'>
  readonly transcript: Transcript
  readonly receipts: Receipts
  readonly persons: Persons
  readonly metrics: Pick<Metrics, 'count'>
  readonly report: Report
  /** Null: nobody could read a report, so nothing of it is kept but that there was one. */
  readonly seal: Seal | null
  readonly reportKeptMs: number
  /** To whatever socket the session has by then. */
  readonly tell: (session: SessionId, frame: ServerFrame) => void
  readonly refuse: (session: SessionId, refusal: Refusal) => void
}

/** Who reports what, from where: an address as limits count it. */
export interface Asked {
  readonly session: SessionId
  readonly address: string
  readonly frame: ReportFrame
}

/** What was said, and whether that is certain. */
interface Told {
  readonly proven: boolean
  readonly words: ReportedWords
}

/** A report that is being finished. `reading`: its words are still to be read, where they are kept. */
interface InHand extends Asked, Told {
  readonly conversation: Conversation
  readonly reading: Reading<TranscriptMessage> | null
}

const noWords: ReportedWords = { messages: 0, transcript: [] }

const taken: Taken = Result.succeed(undefined)

export class Reporting {
  readonly #parts: ReportingParts
  /** Of whom, and of which room. */
  readonly #inHand = new Set<string>()

  constructor(parts: ReportingParts) {
    this.#parts = parts
  }

  /** Never again the other of that room; confirmed once more where that holds already. */
  block(session: SessionId, room: RoomId): Taken {
    const { engine, metrics } = this.#parts
    const isBlocked = engine.safety.conversation(session, room)?.blocked === true
    if (isBlocked) return this.#confirm(session, { type: 'blocked', room })
    const blocked = engine.take({ actor: session, type: 'session.block', data: { room } })
    if (Result.isSuccess(blocked)) metrics.count('blocks')
    return blocked
  }

  /**
   * Blocks at once, so that the visitor is out of it whatever becomes of the report. That is
   * finished though its socket should go; what comes of it is told to the session.
   */
  report(asked: Asked): Taken {
    const { engine } = this.#parts
    const { session, frame } = asked
    const { room } = frame
    const conversation = engine.safety.conversation(session, room)
    if (conversation === null) return this.#refused(tooLateToReport)
    const isDone = isReported(conversation, conversation.isOpen || hasWords(asked))
    if (isDone) return this.#confirmReported(asked)
    if (this.#inHand.has(keyOf(asked))) return taken
    // Before the block: what is over is read to its end, but only if it was asked for by then.
    const reading = this.#readingOf(conversation, room)
    const refusal = this.#blockFailure(asked, conversation) ?? this.#tooMuch(session)
    const told = refusal === null ? this.#told(asked, conversation) : null
    if (told === null) {
      reading?.drop()
      return this.#refused(refusal ?? notProven)
    }
    void this.#finish({ ...asked, ...told, conversation, reading })
    return taken
  }

  /** The newest words of a room that is open; null where they are not needed, or not there any more. */
  #readingOf({ isOpen }: Conversation, room: RoomId): Reading<TranscriptMessage> | null {
    const { engine, transcript, seal } = this.#parts
    if (!isOpen || seal === null) return null
    return transcript(room, Math.max(0, engine.saidIn(room) - keptMessagesMax))
  }

  #blockFailure({ session, frame }: Asked, { blocked }: Conversation): Refusal | null {
    if (blocked) return null
    return Result.getOrNull(Result.flip(this.block(session, frame.room)))
  }

  #tooMuch(session: SessionId): Refusal | null {
    const waitMs = this.#parts.engine.safety.reportWait(session)
    if (waitMs > 0) return tooManyReports(waitMs)
    return this.#inHand.size >= inHandMax ? unavailable : null
  }

  /** Null where something is said to have been said that was not, or that is not all that was. */
  #told({ frame }: Asked, { isOpen, member }: Conversation): Told | null {
    if (isOpen) return { proven: true, words: noWords }
    const { room, transcript, receipt, since } = frame
    if (transcript === undefined && receipt === undefined) return { proven: false, words: noWords }
    if (transcript === undefined || receipt === undefined) return null
    const evidence = { room, member, receipt, transcript, since }
    if (!this.#parts.receipts.proves(evidence)) return null
    const before = receipt.messages - transcript.length
    const messages = transcript.map(({ from, text }, index) => ({
      n: before + index + 1,
      from: from === 'you' ? ('reporter' as const) : ('reported' as const),
      text,
    }))
    return { proven: true, words: { messages: receipt.messages, transcript: messages } }
  }

  async #finish(inHand: InHand): Promise<void> {
    const { refuse, report } = this.#parts
    const { session } = inHand
    this.#inHand.add(keyOf(inHand))
    try {
      const finished = await this.#finished(inHand)
      if (Result.isSuccess(finished)) return
      // The same may have been sent twice at once, with the words and without.
      if (finished.failure.code === 'duplicate') this.#confirmReported(inHand)
      else refuse(session, finished.failure)
    } catch (error) {
      report('error', 'a report failed', { name: error instanceof Error ? error.name : 'unknown' })
      refuse(session, unavailable)
    } finally {
      this.#inHand.delete(keyOf(inHand))
    }
  }

  async #finished(inHand: InHand): Promise<Taken> {
    const { engine, persons, metrics } = this.#parts
    const { session, address, frame, conversation, proven, reading } = inHand
    const { room, reason } = frame
    const words = reading === null ? inHand.words : await newestWords(reading, session)
    if (words === null) return Result.fail(unavailable)
    const place = persons.placeOf(address, conversation.other.day)
    const kept = await this.#sealed({ ...inHand, words })
    const made = engine.safety.report({ session, room, reason, proven, place, kept }, conversation)
    const kind = Result.isFailure(made) ? 'refused' : proven ? 'proven' : 'unproven'
    metrics.count('reports', kind)
    return made
  }

  async #sealed({ frame, conversation, proven, words }: InHand) {
    const { clock, ids, seal, reportKeptMs } = this.#parts
    if (seal === null) return null
    const { room, reason, note = '' } = frame
    const other = conversation.other.id
    const facts = { room, at: clock.now(), reason, note, proven, other }
    const sealed = await seal(reportContent({ ...facts, ...words }))
    return { report: ids.report(), until: clock.now() + reportKeptMs, sealed }
  }

  #confirmReported({ session, frame: { room } }: Asked): Taken {
    return this.#confirm(session, { type: 'reported', room })
  }

  /** Said again, once it is certain that it is in the log. */
  #confirm(session: SessionId, frame: ServerFrame): Taken {
    const { engine, tell, refuse } = this.#parts
    engine.afterCommit(
      () => tell(session, frame),
      () => refuse(session, unavailable),
    )
    return taken
  }

  #refused(refusal: Refusal): Taken {
    this.#parts.metrics.count('reports', 'refused')
    return Result.fail(refusal)
  }
}

/** With its words it is another one than without. */
const keyOf = (asked: Asked): string =>
  `${asked.session} ${asked.frame.room}${hasWords(asked) ? ' with words' : ''}`

const hasWords = ({ frame }: Asked): boolean =>
  frame.transcript !== undefined || frame.receipt !== undefined

/** What is left of a room's words after the oldest; null where they cannot be read. */
const newestWords = async (
  reading: Reading<TranscriptMessage>,
  reporter: SessionId,
): Promise<ReportedWords | null> => {
  let words = noWords
  for (;;) {
    const page = await reading.next()
    if (Result.isFailure(page)) return null
    const { rows, isLast } = page.success
    const read = rows.map(({ seq, by, text, at }) => ({
      n: seq,
      from: by === reporter ? ('reporter' as const) : ('reported' as const),
      text,
      at,
    }))
    const transcript = newestOf([...words.transcript, ...read])
    words = { messages: transcript.at(-1)?.n ?? 0, transcript }
    if (isLast) return words
  }
}

const notProven: Refusal = {
  code: 'not_proven',
  message: 'These are not the words that the receipt stands for, all of them and in their order.',
}
