// What a client asks for, read, cleaned and checked, becomes commands within its allowance.
import { Result, Schema, SchemaIssue } from 'effect'
import type { Engine, Taken } from '../../actors/engine/engine.ts'
import { notChatting, type Refusal } from '../../actors/engine/refusal.ts'
import type { SessionId } from '../../events/fields.ts'
import {
  type ClientFrame,
  clientFrames,
  type ErrorCode,
  type ServerFrame,
} from '../../events/frames.ts'
import { clientIdCharactersMax, frameBytesMax } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import { fullBucket, takeToken } from '../limits/tokenBucket.ts'
import type { Metrics } from '../metrics.ts'
import type { HttpSettings } from '../settings.ts'
import { cleanInterests, cleanMessage } from '../text.ts'
import { type Connections, messageBurst, typingAllowance } from './connections.ts'
import type { FrameWriter } from './frameWriter.ts'

/** Frames refused as malformed in a row before the socket is closed with 4004. */
export const badFramesMax = 10

/** Frames refused by the rate limit in a row before the socket is closed with 4029. */
export const floodFramesMax = 200

export interface FrameReaderParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly connections: Connections
  readonly metrics: Metrics
  readonly settings: HttpSettings
}

/** Reads what one socket sends. */
export class FrameReader {
  readonly writer: FrameWriter
  #session: SessionId
  #parts: FrameReaderParts
  /** Frames in a row that could not be read. */
  #bad = 0
  /** Frames in a row that were too many. */
  #flood = 0

  constructor(session: SessionId, writer: FrameWriter, parts: FrameReaderParts) {
    this.#session = session
    this.writer = writer
    this.#parts = parts
  }

  receive(bytes: ArrayBuffer, isBinary: boolean): void {
    if (this.writer.isClosed) return
    const read = decodeFrame(bytes, isBinary)
    if (Result.isFailure(read)) {
      this.#refuse(read.failure)
      this.#bad += 1
      if (this.#bad >= badFramesMax) this.writer.close('bad_frames')
      return
    }
    const frame = read.success
    if (!this.#isAllowed(frame)) {
      this.#flood += 1
      if (this.#flood >= floodFramesMax) this.writer.close('rate_limited')
      return
    }
    this.#bad = 0
    this.#flood = 0
    if (frame.type === 'typing') this.#relay(frame)
    else this.#answer(frame, this.#dispatch(frame))
  }

  #isAllowed(frame: ClientFrame): boolean {
    const { connections, clock, settings } = this.#parts
    const seat = connections.get(this.#session)
    if (seat === undefined) return true
    const now = clock.monotonic()
    if (frame.type === 'typing') {
      seat.typing ??= fullBucket(typingAllowance, now)
      return takeToken(seat.typing, typingAllowance, now) === 0
    }
    const allowance = { perSecond: settings.messagesPerSecond, burst: messageBurst }
    const waitMs = takeToken(seat.frames, allowance, now)
    if (waitMs === 0) return true
    const retryAfter = waitMs / 1000
    const message = `That was too fast. Please wait ${retryAfter} s.`
    this.#refuse({ code: 'rate_limited', message, id: idOf(frame) }, retryAfter)
    return false
  }

  /** Gives the command that the frame asks for to the engine, spelt out field by field. */
  #dispatch(frame: Exclude<ClientFrame, { type: 'typing' }>): Taken {
    const { engine, clock, settings } = this.#parts
    const actor = this.#session
    switch (frame.type) {
      case 'find_match': {
        const { seeks, interests } = frame
        const data = {
          ...(seeks !== undefined && { seeks }),
          ...(interests !== undefined && { interests }),
          relaxAt: clock.now() + settings.relaxMs,
        }
        return engine.take({ actor, type: 'session.find_match', data })
      }
      case 'send_message':
        return engine.say(actor, frame.id, frame.text)
      case 'leave_chat':
        return engine.take({ actor, type: 'session.leave_chat', data: {} })
    }
  }

  /** What a refusal tells of the state may not be committed yet: then it is told afterwards. */
  #answer(frame: ClientFrame, taken: Taken): void {
    if (Result.isSuccess(taken)) return
    const refusal = taken.failure
    if (refusal.code === 'unavailable') this.#tell(refusal, idOf(frame))
    else this.#parts.engine.afterCommit(() => this.#tell(refusal, idOf(frame)))
  }

  #tell({ code, message, sent, retryAfter }: Refusal, id: string | null): void {
    if (code === 'no_session') {
      this.writer.close('no_session')
    } else if (code === 'duplicate') {
      this.#parts.metrics.count('resends')
      const { seq, at } = sent ?? { seq: 0, at: 0 }
      this.writer.reply({ type: 'sent', id: id ?? '', seq, at })
    } else {
      this.#refuse({ code, message, id }, retryAfter)
    }
  }

  /** Typing goes straight to the partner, behind what was said before, and is not kept. */
  #relay({ on }: Extract<ClientFrame, { type: 'typing' }>): void {
    const { engine, connections } = this.#parts
    if (!engine.available()) return
    const partner = engine.session(this.#session)?.partner
    if (!partner) {
      engine.afterCommit(() => this.#refuse({ ...notChatting, id: null }))
      return
    }
    engine.afterCommit(() => {
      if (engine.session(this.#session)?.partner !== partner) return
      connections.get(partner)?.writer?.deliver({ type: 'typing', on })
    })
  }

  #refuse({ code, message, id }: BadFrame, retryAfter?: number): void {
    this.#parts.metrics.count('frames_refused', code)
    this.writer.reply({
      type: 'error',
      code,
      message,
      ...(id !== null && { id }),
      ...(retryAfter !== undefined && { retry_after: retryAfter }),
    } satisfies ServerFrame)
  }
}

const idOf = (frame: ClientFrame): string | null =>
  frame.type === 'send_message' ? frame.id : null

/** A frame that cannot be read; `id` is its own, where it has a usable one. */
interface BadFrame {
  readonly code: ErrorCode
  readonly message: string
  readonly id: string | null
}

/** A frame as a client sent it, cleaned and checked. */
const decodeFrame = (
  bytes: ArrayBuffer,
  isBinary: boolean,
): Result.Result<ClientFrame, BadFrame> => {
  if (isBinary) return bad('A frame is JSON text; this one was binary.')
  if (bytes.byteLength > frameBytesMax) return bad(`A frame has at most ${frameBytesMax} bytes.`)
  const fields = objectIn(Buffer.from(bytes).toString())
  if (fields === null) return bad('A frame is one JSON object; this one was not.')
  const { type } = fields
  const decode = typeof type === 'string' ? decoders.get(type) : undefined
  if (decode !== undefined) {
    const result = decode(cleaned(fields))
    if (Result.isSuccess(result)) {
      return isSound(result.success) ? Result.succeed(result.success) : badId
    }
    return bad(sentenceOf(result.failure), usableId(fields.id))
  }
  if (typeof type !== 'string')
    return bad('The field "type" must be a text that names the frame.', usableId(fields.id))
  const message = `There is no such type of frame; there are ${[...decoders.keys()].join(', ')}.`
  return Result.fail({ code: 'unknown_type', message, id: usableId(fields.id) })
}

const decoders = new Map(
  Object.entries(clientFrames).map(([type, schema]) => [
    type,
    Schema.decodeUnknownResult(schema as Schema.Codec<ClientFrame, unknown>),
  ]),
)

const bad = (message: string, id: string | null = null): Result.Result<never, BadFrame> =>
  Result.fail({ code: 'bad_frame', message, id })

const badId = bad('The field "id" holds half a character.')

const objectIn = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** The fields, with what people wrote in them cleaned; of the wrong kind they stay as they are. */
const cleaned = (fields: Record<string, unknown>): Record<string, unknown> => {
  const { text, interests } = fields
  if (typeof text === 'string') return { ...fields, text: cleanMessage(text) }
  if (!Array.isArray(interests) || !interests.every((one) => typeof one === 'string')) return fields
  return { ...fields, interests: cleanInterests(interests) }
}

/** An id with half a surrogate pair would not come back from the log as it went in. */
const isSound = (frame: ClientFrame): boolean =>
  frame.type !== 'send_message' || frame.id.isWellFormed()

const usableId = (id: unknown): string | null =>
  typeof id === 'string' &&
  id !== '' &&
  [...id].length <= clientIdCharactersMax &&
  id.isWellFormed()
    ? id
    : null

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** The first thing that is wrong, by field. */
const sentenceOf = ({ issue }: Schema.SchemaError): string => {
  const [first] = issuesOf(issue).issues
  const path = (first?.path ?? []).map(String).join('.')
  const said = first?.message ?? 'Unexpected value'
  if (said === 'Missing key') return `The field "${path}" is missing.`
  return `The field "${path}" is wrong: ${said.charAt(0).toLowerCase()}${said.slice(1)}.`
}
