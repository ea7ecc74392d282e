// What a client asks for becomes commands, within its allowance: what is too much is not even read.
import { Result } from 'effect'
import type { Engine, Taken } from '../../actors/engine/engine.ts'
import { notChatting, outOfOrder, type Refusal } from '../../actors/engine/refusal.ts'
import type { SessionId } from '../../events/fields.ts'
import type { ClientFrame } from '../../events/frames.ts'
import { againMs } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import { type Bucket, fullBucket, takeToken } from '../limits/tokenBucket.ts'
import type { Metrics } from '../operators/metrics.ts'
import type { Reporting } from '../safety/reporting.ts'
import type { HttpSettings } from '../transport/settings.ts'
import { type BadFrame, decodeFrame, type Glance, glance, idIn, idOf } from './clientFrame.ts'
import { type Connections, messageBurst, pingAllowance, typingAllowance } from './connections.ts'
import type { FrameWriter } from './frameWriter.ts'
import { type PlainMessage, plainMessage } from './plainMessage.ts'

/** Frames refused as malformed in a row before the socket is closed with 4004. */
export const badFramesMax = 10

/** Bytes of a frame that one token pays for: cleaning the worst text of this length takes 2 ms. */
export const frameBytesPerToken = 4 * 1024

/** A ping has 15, and may be written with spaces; a longer one has to be paid for. */
const pingBytesMax = 64

/** Refused frames for which a socket is closed with 4029: a backlog sent at once is not a flood. */
export const floodFramesMax = 200

/** Refused frames forgiven each second: who stays above the limit by less annoys nobody. */
const floodFramesPerSecond = 5

/** Bytes of a frame that count as one refused frame where it must be parsed to find its id. */
const floodBytesPerFrame = 1024

/** The last of `floodFramesMax` finds it empty. */
const floodAllowance = { perSecond: floodFramesPerSecond, burst: floodFramesMax - 1 }

export interface FrameReaderParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly connections: Connections
  readonly metrics: Metrics
  readonly reporting: Reporting
  readonly settings: HttpSettings
}

/** Whose socket it is, and where it comes from, as limits count it. */
export interface Sender {
  readonly session: SessionId
  readonly address: string
}

/** Reads what one socket sends. */
export class FrameReader {
  readonly writer: FrameWriter
  #session: SessionId
  #address: string
  #parts: FrameReaderParts
  /** Frames in a row that could not be read. */
  #bad = 0
  /** What is left of `floodAllowance`; null until a frame is refused: hardly any ever is. */
  #floodTokens: Bucket | null = null

  constructor({ session, address }: Sender, writer: FrameWriter, parts: FrameReaderParts) {
    this.#session = session
    this.#address = address
    this.writer = writer
    this.#parts = parts
  }

  receive(bytes: ArrayBuffer, isBinary: boolean): void {
    if (this.writer.isClosed) return
    const plain = isBinary ? null : plainMessage(bytes)
    const glanced = plain !== null ? glanceOf(plain) : isBinary ? unreadable : glance(bytes)
    if (glanced.after !== null && this.#parts.engine.misses(this.#session, glanced.after)) {
      // Paid for, it would take what the one that it follows needs to be taken.
      this.writer.refuse({ ...outOfOrder, id: glanced.id })
      this.#countRefused(1)
      return
    }
    const waitMs = this.#pay(glanced.type, bytes.byteLength)
    if (waitMs > 0) {
      this.#tooMany(bytes, glanced, waitMs)
      return
    }
    const read = plain === null ? decodeFrame(bytes, isBinary, glanced.type) : Result.succeed(plain)
    if (Result.isFailure(read)) {
      this.#malformed(read.failure)
      return
    }
    const frame = read.success
    // It was paid for as what it seemed at a glance, so that is what it has to be.
    if (glanced.type !== '' && glanced.type !== frame.type) {
      this.#malformed(typedTwice)
      return
    }
    if (frame.type === 'typing') this.#relay(frame)
    else if (frame.type === 'ping') this.#pong()
    else this.#answer(frame, this.#dispatch(frame))
    this.#bad = 0
  }

  /** Pays for a frame before anything is done with it; gives 0, or when it can be paid for, in ms. */
  #pay(type: string, bytes: number): number {
    const { connections, clock, settings } = this.#parts
    const connection = connections.get(this.#session)
    if (connection === undefined) return 0
    const now = clock.monotonic()
    const tokens = Math.max(1, bytes / frameBytesPerToken)
    if (type === 'typing') {
      connection.typing ??= fullBucket(typingAllowance, now)
      return takeToken(connection.typing, typingAllowance, now, tokens)
    }
    // A ping that is one too many, or far longer than a ping, costs what a message does.
    if (type === 'ping' && bytes <= pingBytesMax) {
      connection.pings ??= fullBucket(pingAllowance, now)
      if (takeToken(connection.pings, pingAllowance, now) === 0) return 0
    }
    const allowance = { perSecond: settings.messagesPerSecond, burst: messageBurst }
    return takeToken(connection.messages, allowance, now, tokens)
  }

  /** Says so and no more, in silence if it was typing; a socket that goes on like this is closed. */
  #tooMany(bytes: ArrayBuffer, { type, id }: Glance, waitMs: number): void {
    let weight = 1
    if (type !== 'typing') {
      // A client resends by the id: it is told also where we must look for it.
      const mustParse = type === '' || (type === 'send_message' && id === null)
      if (mustParse) weight = Math.max(1, bytes.byteLength / floodBytesPerFrame)
      const retryAfter = waitMs / 1000
      const message = `That was too fast. Please wait ${retryAfter} s.`
      this.writer.refuse({
        code: 'rate_limited',
        message,
        id: mustParse ? idIn(bytes) : id,
        retryAfter,
      })
    }
    this.#countRefused(weight)
  }

  #countRefused(weight: number): void {
    const now = this.#parts.clock.monotonic()
    this.#floodTokens ??= fullBucket(floodAllowance, now)
    if (takeToken(this.#floodTokens, floodAllowance, now, weight) > 0)
      this.writer.close('rate_limited')
  }

  #malformed(bad: BadFrame): void {
    this.writer.refuse(bad)
    this.#bad += 1
    if (this.#bad >= badFramesMax) this.writer.close('bad_frames')
  }

  /** Gives the command that the frame asks for to the engine, spelt out field by field. */
  #dispatch(frame: Exclude<ClientFrame, { type: 'typing' | 'ping' }>): Taken {
    const { engine, clock, reporting, settings } = this.#parts
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
        return engine.say(actor, frame)
      case 'leave_chat': {
        const until = clock.now() + againMs
        return engine.take({ actor, type: 'session.leave_chat', data: { againUntil: until } })
      }
      case 'again':
        return engine.take({ actor, type: 'session.again', data: { room: frame.room } })
      case 'block':
        return reporting.block(actor, frame.room)
      case 'report':
        return reporting.report({ session: actor, address: this.#address, frame })
    }
  }

  /** What a refusal tells of the state may not be committed yet: then it is told afterwards. */
  #answer(frame: ClientFrame, taken: Taken): void {
    if (Result.isSuccess(taken)) return
    const refusal = taken.failure
    if (refusal.code === 'unavailable') this.#tell(refusal, idOf(frame))
    else this.#parts.engine.afterCommit(() => this.#tell(refusal, idOf(frame)))
  }

  #tell(refusal: Refusal, id: string | null): void {
    const { code, sent } = refusal
    if (code === 'no_session') {
      this.writer.close('no_session')
    } else if (code === 'duplicate') {
      this.#parts.metrics.count('resends')
      const { seq, at } = sent ?? { seq: 0, at: 0 }
      this.writer.reply({ type: 'sent', id: id ?? '', seq, at })
    } else {
      this.writer.refuse({ ...refusal, code, id })
    }
  }

  /** Typing goes straight to the partner, behind what was said before, and is not kept. */
  #relay({ on }: Extract<ClientFrame, { type: 'typing' }>): void {
    const { engine, connections } = this.#parts
    if (!engine.available()) return
    const partner = engine.session(this.#session)?.partner
    if (!partner) {
      engine.afterCommit(() => this.writer.refuse({ ...notChatting, id: null }))
      return
    }
    engine.afterCommit(() => {
      if (engine.session(this.#session)?.partner !== partner) return
      connections.get(partner)?.writer?.deliver({ type: 'typing', on })
    })
  }

  /** Waits for no commit: nothing that the log has or lacks is told by it. */
  #pong(): void {
    this.writer.reply({ type: 'pong', at: this.#parts.clock.now() })
  }
}

const glanceOf = ({ type, id, after }: PlainMessage): Glance => ({
  type,
  id,
  after: after ?? null,
})

/** A glance at what is no text. */
const unreadable: Glance = { type: '', id: null, after: null }

const typedTwice: BadFrame = {
  code: 'bad_frame',
  message: 'The field "type" stands twice in this frame, with different names.',
  id: null,
  detail: 'twice',
  field: 'type',
}
