// A lean WebSocket client: it keeps nothing while idle, but for what TLS does.
import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import { Result } from 'effect'
import {
  type ClientSocket,
  type ConnectionEnd,
  type Destination,
  hostOf,
  linesOf,
  type SocketListener,
  type UpgradeRequest,
} from './connection.ts'
import {
  encodeClientFrame,
  FrameDecoder,
  opcodes,
  type ProtocolBroken,
  payloadBytesMax,
  readClose,
} from './frameCodec.ts'
import { acceptOf, readHandshake } from './handshake.ts'
import { openSocket } from './socket.ts'

/** One buffer for all connections: what is read is cut into frames before anything else is read. */
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/** What may wait to be written to one connection; beyond it the server does not read. */
const waitingBytesMax = 4 * 1024 * 1024

/** The same for every connection: nothing of the server's depends on it. */
const key = 'cGFzc2VyYnkgbG9hZCB0ZQ=='
const expectedAccept = acceptOf(key)

type ConnectionPhase = 'connecting' | 'open' | 'closing' | 'over'

/** An upgrade, and the number that the masks of its frames begin with. */
export interface MaskedUpgrade extends UpgradeRequest {
  readonly mask?: number
}

export class WebSocketClient implements ClientSocket {
  #socket: Socket
  #listener: SocketListener
  #phase: ConnectionPhase = 'connecting'
  #decoder: FrameDecoder | null = null
  /** The answer to the upgrade while it comes in pieces; the pieces of a message afterwards. */
  #pieces: Buffer[] | null = null
  #failure: string | null = null
  #mask: number

  /** Connects, asks for the upgrade and tells the listener how it went. */
  constructor(
    listener: SocketListener,
    to: Destination,
    { target, headers, mask = 0x9e3779b9 }: MaskedUpgrade,
  ) {
    this.#listener = listener
    this.#mask = mask
    this.#socket = openSocket(to, {
      buffer: shared,
      read: (bytes, count) => this.#receive(bytes, count),
    })
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.code ?? error.message
    })
    this.#socket.on('close', () => this.#gone())
    this.#socket.write(
      `GET ${target} HTTP/1.1\r\nHost: ${hostOf(to)}\r\nConnection: Upgrade\r\n` +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
        `${linesOf(headers)}\r\n`,
    )
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  /** Sends one text frame. Does nothing unless the connection is open. */
  send(text: string): void {
    if (this.#phase === 'open') this.#write(opcodes.text, text)
  }

  /** Sends several text frames in one write. */
  sendAll(texts: readonly string[]): void {
    this.#socket.cork()
    for (const text of texts) this.send(text)
    this.#socket.uncork()
  }

  ping(payload = ''): void {
    if (this.#phase === 'open') this.#write(opcodes.ping, payload)
  }

  /** Says goodbye; the listener hears of the end when the server has answered. */
  close(code = 1000): void {
    if (this.#phase !== 'open') {
      if (this.#phase === 'connecting') this.drop()
      return
    }
    this.#sendClose(code)
    this.#phase = 'closing'
  }

  /** Ends at once, as a lost network does. */
  drop(): void {
    this.#socket.destroy()
  }

  #write(opcode: number, payload: string | Buffer): void {
    // Masks need not be secret here, only change: a multiplication by an odd number never repeats.
    this.#mask = (Math.imul(this.#mask, 0x2545f491) + 0x9e3779b9) | 0
    this.#socket.write(encodeClientFrame(opcode, payload, this.#mask))
    if (this.#socket.writableLength <= waitingBytesMax) return
    this.#failure = 'the server does not read'
    this.#socket.destroy()
  }

  #sendClose(code: number): void {
    const payload = Buffer.allocUnsafe(2)
    payload.writeUInt16BE(code)
    this.#write(opcodes.close, code === 1005 ? '' : payload)
  }

  #receive(bytes: Buffer, count: number): void {
    if (this.#decoder !== null) this.#readFrames(bytes, count)
    else this.#readAnswer(bytes, count)
  }

  #readAnswer(bytes: Buffer, count: number): void {
    const all = Buffer.concat([...(this.#pieces ?? []), bytes.subarray(0, count)])
    const answer = readHandshake(all, expectedAccept)
    if (Result.isFailure(answer)) {
      this.#finish(answer.failure)
      this.#socket.destroy()
      return
    }
    if (answer.success === null) {
      this.#pieces = [all]
      return
    }
    this.#pieces = null
    this.#phase = 'open'
    this.#decoder = new FrameDecoder()
    this.#listener.opened(this)
    const rest = all.subarray(answer.success.bytes)
    if (rest.length > 0) this.#readFrames(rest, rest.length)
  }

  #readFrames(bytes: Buffer, count: number): void {
    if (this.#phase === 'over') return
    const read = this.#decoder?.read(bytes, count, this)
    if (read !== undefined && Result.isFailure(read)) this.#breakOff(read.failure.closeCode)
  }

  /** Called by the frame reader, for each frame. */
  frame(first: number, bytes: Buffer, from: number, to: number): boolean {
    const opcode = first & 0x0f
    if (opcode === opcodes.text && first >= finalBit && this.#pieces === null) {
      return this.#deliver(bytes, from, to)
    }
    switch (opcode) {
      case opcodes.ping:
        if (this.#phase === 'open') this.#write(opcodes.pong, bytes.subarray(from, to))
        return true
      case opcodes.pong:
        return true
      case opcodes.close:
        return this.#takeClose(bytes.subarray(from, to))
      default:
        return this.#takePiece(opcode, first >= finalBit, bytes.subarray(from, to))
    }
  }

  #deliver(bytes: Buffer, from: number, to: number): boolean {
    const text = bytes.toString('utf8', from, to)
    // What cannot be read becomes this character; whether it was sent is worth a second look.
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(from, to))) {
      return this.#breakOff(1007)
    }
    if (this.#phase !== 'over') this.#listener.received(this, text)
    return this.#phase !== 'over'
  }

  #takePiece(opcode: number, isFinal: boolean, piece: Buffer): boolean {
    const isFirst = opcode !== opcodes.continuation
    if (isFirst !== (this.#pieces === null)) return this.#breakOff(1002)
    // The wire is text: a binary message is nothing that anybody here could read.
    if (opcode === opcodes.binary) return this.#breakOff(1003)
    this.#pieces ??= []
    this.#pieces.push(Buffer.from(piece))
    if (this.#pieces.reduce((sum, { length }) => sum + length, 0) > payloadBytesMax) {
      return this.#breakOff(1009)
    }
    if (!isFinal) return true
    const whole = Buffer.concat(this.#pieces)
    this.#pieces = null
    return this.#deliver(whole, 0, whole.length)
  }

  #takeClose(payload: Buffer): boolean {
    const close = readClose(payload)
    if (Result.isFailure(close)) return this.#breakOff(close.failure.closeCode)
    const { code, reason } = close.success
    if (this.#phase === 'open') this.#sendClose(code)
    this.#finish({ _tag: 'ConnectionClosed', code, reason })
    this.#socket.end()
    return false
  }

  #breakOff(closeCode: ProtocolBroken['closeCode']): false {
    if (this.#phase === 'open') this.#sendClose(closeCode)
    const reason = 'the server broke the protocol'
    this.#finish({ _tag: 'ConnectionClosed', code: closeCode, reason })
    this.#socket.destroySoon()
    return false
  }

  #gone(): void {
    if (this.#phase !== 'connecting') {
      this.#finish({ _tag: 'ConnectionClosed', code: 1006, reason: this.#failure ?? '' })
    } else {
      const code = this.#failure ?? 'closed before the answer'
      this.#finish({ _tag: 'ConnectFailed', code })
    }
  }

  #finish(end: ConnectionEnd): void {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    this.#pieces = null
    this.#listener.ended(this, end)
  }
}

const finalBit = 0x80
