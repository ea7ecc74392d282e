// What a client asks for goes to the world, within its allowance: what is too much is not even read.
import { Result } from 'effect'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { Clock } from '../../events/ports.ts'
import { type Bucket, fullBucket, giveBack, takeToken } from '../limits/tokenBucket.ts'
import type { Line, SocketNumber } from '../line/line.ts'
import type { Metrics } from '../operators/metrics.ts'
import { type Allowances, pingAllowance, type Sending, typingAllowance } from './allowances.ts'
import { type BadFrame, decodeFrame, type Glance, glance, idIn } from './clientFrame.ts'
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
  readonly line: Line
  readonly clock: Clock
  readonly metrics: Metrics
  readonly allowances: Allowances
}

/** Whose socket it is. */
export interface Sender {
  readonly socket: SocketNumber
  /** What its session may still send. */
  readonly sending: Sending
}

/** Reads what one socket sends. */
export class FrameReader {
  readonly writer: FrameWriter
  readonly socket: SocketNumber
  readonly #sending: Sending
  #parts: FrameReaderParts
  /** Frames in a row that could not be read. */
  #bad = 0
  /** What is left of `floodAllowance`; null until a frame is refused: hardly any ever is. */
  #floodTokens: Bucket | null = null

  constructor({ socket, sending }: Sender, writer: FrameWriter, parts: FrameReaderParts) {
    this.socket = socket
    this.#sending = sending
    this.writer = writer
    this.#parts = parts
  }

  receive(bytes: ArrayBuffer, isBinary: boolean): void {
    if (this.writer.isClosed) return
    const plain = isBinary ? null : plainMessage(bytes)
    const glanced = plain !== null ? glanceOf(plain) : isBinary ? unreadable : glance(bytes)
    const waitMs = this.#pay(this.#sending, glanced.type, bytes.byteLength)
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
    this.#bad = 0
    const { line, clock } = this.#parts
    if (frame.type === 'typing') line.note({ type: 'typing', socket: this.socket, on: frame.on })
    // It waits for nobody: nothing that the log has or lacks is told by it.
    else if (frame.type === 'ping') this.writer.reply({ type: 'pong', at: clock.now() })
    else line.tell({ type: 'frame', socket: this.socket, frame })
  }

  /** What was asked was not done; `id` is of the message that it was, if it was one. */
  refused(refusal: Refusal, id: string | null): void {
    const { code, sent } = refusal
    if (code === 'no_session' || code === 'replaced') {
      this.writer.close(code)
    } else if (code === 'duplicate') {
      this.#parts.metrics.count('resends')
      const { seq, at } = sent ?? { seq: 0, at: 0 }
      this.writer.reply({ type: 'sent', id: id ?? '', seq, at })
    } else {
      this.writer.refuse({ ...refusal, code, id })
      if (code === 'out_of_order') this.#takeBack()
    }
  }

  /** Kept, what was paid would be missing where the message that this one follows comes again. */
  #takeBack(): void {
    giveBack(this.#sending, this.#parts.allowances.messages)
    this.#countRefused(1)
  }

  /** Pays for a frame before anything is done with it; gives 0, or when it can be paid for, in ms. */
  #pay(sending: Sending, type: string, bytes: number): number {
    const { allowances, clock } = this.#parts
    const now = clock.monotonic()
    const tokens = Math.max(1, bytes / frameBytesPerToken)
    if (type === 'typing') {
      sending.typing ??= fullBucket(typingAllowance, now)
      return takeToken(sending.typing, typingAllowance, now, tokens)
    }
    // A ping that is one too many, or far longer than a ping, costs what a message does.
    if (type === 'ping' && bytes <= pingBytesMax) {
      sending.pings ??= fullBucket(pingAllowance, now)
      if (takeToken(sending.pings, pingAllowance, now) === 0) return 0
    }
    return takeToken(sending, allowances.messages, now, tokens)
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
