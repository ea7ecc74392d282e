// What one socket is sent: first its welcome, then everything in order.

import type { WebSocket } from 'uWebSockets.js'
import { Result } from 'effect'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { RoomId, SessionEnd, SessionId } from '../../events/fields.ts'
import { closeCodes, type ErrorCode, type ServerFrame } from '../../events/frames.ts'
import type { Report } from '../../events/ports.ts'
import { type Page, pageBytesMax } from '../../events/projection.ts'
import type { TranscriptMessage } from '../../projections/transcript.ts'
import type { Line, SentFrame, SocketNumber } from '../line/line.ts'
import type { Metrics } from '../operators/metrics.ts'
import type { BadFrame } from './clientFrame.ts'
import type { WriteRound } from './writeRound.ts'

/** What may wait in one socket's buffer: a slow reader is closed with 4003 beyond it. */
export const socketBufferBytesMax = 1024 * 1024

/** What may still wait in the socket's buffer when the next page of a room's messages is asked for. */
const unreadBytesMax = pageBytesMax

/** Frames that may wait until the `welcome` before them is written; then the reader is too slow. */
export const queuedFramesMax = 1_000

/** What is said in these frames may take up as much as a reader may leave in its buffer. */
const queuedBytesMax = socketBufferBytesMax

type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

export interface FrameWriterParts {
  readonly line: Line
  readonly report: Report
  readonly metrics: Metrics
  readonly writeRound: WriteRound
}

/** Why a frame was not taken; an actor's refusal has more of its own. */
export interface Refused extends BadFrame, Pick<Refusal, 'retryAfter' | 'suspension'> {
  readonly code: ErrorCode
}

export interface Recipient {
  readonly socket: SocketNumber
  readonly session: SessionId
  /** What the session is called in the welcome. */
  readonly visit: string
}

/** What is known of a socket until it is live. */
interface Beginning {
  readonly recipient: Recipient
  /** How many messages the room has that the welcome is to tell of. */
  said: number
  /** Of what waits for the welcome. */
  queuedBytes: number
  /** Set while it is waited for that the socket has room again. */
  onDrained: (() => void) | null
}

/**
 * `silent` until the actor's welcome, which covers whatever was released before it; `welcoming`
 * while the room's messages are fetched and written, and later frames wait; then `live`.
 */
type Phase = 'silent' | 'welcoming' | 'live' | 'closed'

export class FrameWriter {
  #ws: WebSocket<unknown>
  #parts: FrameWriterParts
  #phase: Phase = 'silent'
  /**
   * What is to be written: until the welcome before it is, or the round comes to it. Null while
   * nothing waits; null in it are those whom another stands for.
   */
  #queue: (ServerFrame | null)[] | null = null
  /** Where in the queue stands what a later `sent` may stand for; -1: nowhere. */
  #sentIndex = -1
  /** Null once it is live, or closed: nothing of it is kept for those who are here. */
  #beginning: Beginning | null

  constructor(ws: WebSocket<unknown>, recipient: Recipient, parts: FrameWriterParts) {
    this.#ws = ws
    this.#beginning = { recipient, said: 0, queuedBytes: 0, onDrained: null }
    this.#parts = parts
  }

  get isClosed(): boolean {
    return this.#phase === 'closed'
  }

  /** The room that the welcome will tell of has so many messages. */
  hasSaid(said: number): void {
    if (this.#beginning !== null) this.#beginning.said = said
  }

  /** Sends what an actor said; nothing that the welcome to come will say. */
  deliver(frame: SentFrame): void {
    const isAwaited = this.#phase === 'silent'
    if (frame.type === 'welcome') {
      const beginning = this.#beginning
      if (!isAwaited || beginning === null) return
      this.#welcome({ ...frame, visit: beginning.recipient.visit }, beginning)
    } else if (!isAwaited) {
      if (frame.type === 'sent') this.#foldSent()
      else if (frame.type !== 'message') this.#sentIndex = -1
      this.#enqueue(frame)
    }
  }

  /** Sends an answer of our own; after the welcome, if that is still to come. */
  reply(frame: ServerFrame): void {
    this.#sentIndex = -1
    this.#enqueue(frame)
  }

  /** Answers what cannot be done, with as much as is known of why. */
  refuse({ code, message, id, retryAfter, suspension, ...known }: Refused): void {
    const { detail, field, max } = known
    this.#parts.metrics.count('frames_refused', code)
    this.reply({
      type: 'error',
      code,
      message,
      ...(id !== null && { id }),
      ...(retryAfter !== undefined && { retry_after: retryAfter }),
      ...(detail !== undefined && { detail }),
      ...(field !== undefined && { field }),
      ...(max !== undefined && { max }),
      ...suspension,
    })
  }

  /** Whatever is written to the socket meanwhile leaves it together. */
  cork(then: () => void): void {
    this.#ws.cork(then)
  }

  /** Writes what is to be written by now. */
  flush(): void {
    if (this.#phase !== 'live' || this.#queue === null) return
    const frames = this.#queue
    this.#queue = null
    this.#sentIndex = -1
    this.#write(frames)
  }

  /** To be called when the socket has room again. */
  drained(): void {
    const onDrained = this.#beginning?.onDrained ?? null
    if (onDrained === null || this.#ws.getBufferedAmount() > unreadBytesMax) return
    if (this.#beginning !== null) this.#beginning.onDrained = null
    onDrained()
  }

  /** With 4001 the client hears why its session ended, if that is known. */
  close(reason: keyof typeof closeCodes, end: SessionEnd | null = null): void {
    if (this.#phase === 'closed') return
    this.flush()
    // It may have turned out to be too slow a reader.
    if (this.isClosed) return
    this.closed()
    const code = closeCodes[reason]
    this.#parts.metrics.count('sockets_closed', String(code))
    this.#ws.end(code, end ?? reason)
  }

  /** To be called when the socket has closed: from then on uWS would throw at any touch. */
  closed(): void {
    this.#phase = 'closed'
    this.#queue = null
    this.#beginning = null
  }

  #welcome(welcome: Frame<'welcome'>, beginning: Beginning): void {
    if (welcome.room === undefined) {
      this.#write([welcome])
      this.#goLive(null)
      return
    }
    this.#phase = 'welcoming'
    this.#catchUp(welcome, welcome.room, beginning).catch((error: unknown) => {
      const name = error instanceof Error ? error.name : 'unknown'
      this.#parts.report('error', 'a welcome failed', { name })
      this.close('restart')
    })
  }

  /** Writes the welcome with the first of the room's messages; the others follow as frames. */
  async #catchUp(welcome: Frame<'welcome'>, room: RoomId, beginning: Beginning): Promise<void> {
    const { socket, session } = beginning.recipient
    let covered = 0
    let isWelcomed = false
    for (let isLast = false; !isLast; ) {
      // A page is asked for only when the one before is as good as read: one is all that is held.
      await this.#roomInBuffer(beginning)
      const page = await this.#nextPage(socket)
      if (page === null) return
      const messages = page.rows.map((message) => frameOf(room, message, session))
      this.#write(isWelcomed ? messages : [{ ...welcome, said: beginning.said, messages }])
      isWelcomed = true
      covered = page.rows.at(-1)?.seq ?? covered
      isLast = page.isLast
    }
    this.#goLive({ room, upTo: covered })
  }

  /** A page of the room's messages; null where the socket has closed, as it does without them. */
  async #nextPage(socket: SocketNumber): Promise<Page<TranscriptMessage> | null> {
    const asked = await this.#parts.line.ask<'page'>({ type: 'page', socket })
    const page = Result.getOrNull(asked)
    if (page === null) this.close('restart')
    return this.isClosed ? null : page
  }

  /** Sends what waited, less the messages that the welcome and what followed it covered. */
  #goLive(covered: { readonly room: RoomId; readonly upTo: number } | null): void {
    if (this.isClosed) return
    this.#beginning = null
    this.#phase = 'live'
    // By now the visitor may be in another room, whose messages are numbered from 1 again.
    const isCovered = (frame: ServerFrame | null) =>
      frame?.type === 'message' && frame.room === covered?.room && frame.seq <= covered.upTo
    this.#queue = this.#queue?.filter((frame) => !isCovered(frame)) ?? null
    this.flush()
  }

  /** Resolves when the socket can take more; never, if it closes. */
  #roomInBuffer(beginning: Beginning): Promise<void> {
    if (this.isClosed || this.#ws.getBufferedAmount() <= unreadBytesMax) return Promise.resolve()
    return new Promise((resolve) => {
      beginning.onDrained = resolve
    })
  }

  /**
   * A `sent` says of all earlier messages in its room that they are committed: the last of several
   * stands for them all, where nothing but messages comes between.
   */
  #foldSent(): void {
    if (this.#queue !== null && this.#sentIndex !== -1) this.#queue[this.#sentIndex] = null
    this.#sentIndex = this.#queue?.length ?? 0
  }

  #enqueue(frame: ServerFrame): void {
    if (this.#phase === 'closed') return
    this.#queue ??= []
    this.#queue.push(frame)
    const beginning = this.#beginning
    if (beginning === null) {
      if (this.#queue.length === 1) this.#parts.writeRound.add(this)
      return
    }
    beginning.queuedBytes += frame.type === 'message' ? Buffer.byteLength(frame.text) : 0
    const isFull = this.#queue.length > queuedFramesMax || beginning.queuedBytes > queuedBytesMax
    if (isFull) this.close('slow_reader')
  }

  /** Several frames leave as one write. */
  #write(frames: readonly (ServerFrame | null)[]): void {
    if (this.isClosed) return
    const [first = null] = frames
    if (frames.length > 1) {
      this.#ws.cork(() => {
        for (const frame of frames) if (frame !== null) this.#send(frame)
      })
    } else if (first !== null) this.#send(first)
    if (this.isClosed) return
    // While they are gathered for one write, it is not known yet how much of it leaves.
    if (this.#ws.getBufferedAmount() > socketBufferBytesMax) this.close('slow_reader')
  }

  #send(frame: ServerFrame): void {
    if (this.isClosed) return
    const isDropped = this.#ws.send(JSON.stringify(frame)) === sendDropped
    if (isDropped) this.close('slow_reader')
  }
}

/** A message of a room, as the member that this session is hears it. */
const frameOf = (
  room: RoomId,
  { seq, by, id, text, at }: TranscriptMessage,
  session: SessionId,
): Frame<'message'> =>
  by === session
    ? { type: 'message', room, seq, from: 'you', text, at, id }
    : { type: 'message', room, seq, from: 'partner', text, at }

/** What uWS says of a frame that it did not take. */
const sendDropped = 2
