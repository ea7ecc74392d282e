// What a client asks for, within its allowance, becomes commands.
import { Result } from 'effect'
import type { Engine, Taken } from '../../actors/engine/engine.ts'
import { notChatting, type Refusal, unavailable } from '../../actors/engine/refusal.ts'
import type { SessionId } from '../../events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../events/frames.ts'
import { badFramesMax, floodFramesMax, messageBurst } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import { fullBucket, takeToken } from '../limits/tokenBucket.ts'
import type { Metrics } from '../metrics.ts'
import type { HttpSettings } from '../settings.ts'
import { type Connections, typingAllowance } from './connections.ts'
import { type BadFrame, decodeFrame } from './decodeFrame.ts'
import type { FrameWriter } from './frameWriter.ts'

export interface FrameReaderParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly connections: Connections
  readonly metrics: Metrics
  readonly settings: HttpSettings
  /** False once the server stops: no command is taken any more. */
  readonly isOpen: () => boolean
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
    const now = clock.now()
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
    if (!this.#parts.isOpen()) return Result.fail(stopping)
    if (!engine.available()) return Result.fail(unavailable)
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

  #tell({ code, message, sent }: Refusal, id: string | null): void {
    if (code === 'no_session') {
      this.writer.close('no_session')
    } else if (code === 'duplicate') {
      this.#parts.metrics.count('resends')
      const { seq, at } = sent ?? { seq: 0, at: 0 }
      this.writer.reply({ type: 'sent', id: id ?? '', seq, at })
    } else {
      this.#refuse({ code, message, id })
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

const stopping = {
  code: 'unavailable',
  message: 'The server is about to restart. Your client will come back by itself.',
} as const
