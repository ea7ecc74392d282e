// A lean WebSocket client over node:net: it keeps nothing while idle.
import { isUtf8 } from 'node:buffer'
import { connect, type Socket } from 'node:net'
import type { ConnectionEnd, Destination, SocketListener, Upgrade } from './connection.ts'
import {
  encodeClientFrame,
  FrameDecoder,
  opcodes,
  payloadBytesMax,
  readClose,
} from './frameCodec.ts'
import { acceptOf, readHandshake } from './handshake.ts'

/** One buffer for all connections: what is read is cut into frames before anything else is read. */
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/** What may wait to be written to one connection; beyond it the server does not read. */
const waitingBytesMax = 4 * 1024 * 1024

/** The same for every connection: nothing of the server's depends on it. */
const key = 'cGFzc2VyYnkgbG9hZCB0ZQ=='
const expectedAccept = acceptOf(key)

type Phase = 'connecting' | 'open' | 'closing' | 'over'

export class WebSocketClient {
  #socket: Socket
  #owner: SocketListener
  #phase: Phase = 'connecting'
  #reader: FrameDecoder | null = null
  /** The answer to the upgrade while it comes in pieces; the pieces of a message afterwards. */
  #pieces: Buffer[] | null = null
  #failure: string | null = null
  #mask: number

  /** Connects, asks for the upgrade and tells the owner how it went. `mask` seeds the masking. */
  constructor(owner: SocketListener, to: Destination, upgrade: Upgrade, mask = 0x9e3779b9) {
    this.#owner = owner
    this.#mask = mask
    this.#socket = connect({
      ...to,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (count) => {
          this.#receive(shared, count)
          return true
        },
      },
    })
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.code ?? error.message
    })
    this.#socket.on('close', () => this.#gone())
    this.#socket.write(
      `GET ${upgrade.target} HTTP/1.1\r\nHost: ${to.host}:${to.port}\r\nConnection: Upgrade\r\n` +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
        `${upgrade.headers}\r\n`,
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

  /** Says goodbye; the owner hears of the end when the server has answered. */
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
    if (this.#reader !== null) this.#readFrames(bytes, count)
    else this.#readAnswer(bytes, count)
  }

  #readAnswer(bytes: Buffer, count: number): void {
    const all = Buffer.concat([...(this.#pieces ?? []), bytes.subarray(0, count)])
    const answer = readHandshake(all, expectedAccept)
    if (answer === null) {
      this.#pieces = [all]
      return
    }
    this.#pieces = null
    if (answer.kind !== 'upgraded') {
      this.#finish(answer)
      this.#socket.destroy()
      return
    }
    this.#phase = 'open'
    this.#reader = new FrameDecoder()
    this.#owner.opened(this)
    const rest = all.subarray(answer.bytes)
    if (rest.length > 0) this.#readFrames(rest, rest.length)
  }

  #readFrames(bytes: Buffer, count: number): void {
    if (this.#phase === 'over') return
    const breach = this.#reader?.read(bytes, count, this) ?? null
    if (breach !== null) this.#breach(breach)
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
        return this.#takeClose(bytes, from, to)
      default:
        return this.#takePiece(opcode, first >= finalBit, bytes.subarray(from, to))
    }
  }

  #deliver(bytes: Buffer, from: number, to: number): boolean {
    const text = bytes.toString('utf8', from, to)
    // What cannot be read becomes this character; whether it was sent is worth a second look.
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(from, to))) return this.#breach(1007)
    if (this.#phase !== 'over') this.#owner.received(this, text)
    return this.#phase !== 'over'
  }

  #takePiece(opcode: number, isFinal: boolean, piece: Buffer): boolean {
    const isFirst = opcode !== opcodes.continuation
    if (isFirst !== (this.#pieces === null)) return this.#breach(1002)
    // The wire is text: a binary message is nothing that anybody here could read.
    if (opcode === opcodes.binary) return this.#breach(1003)
    this.#pieces ??= []
    this.#pieces.push(Buffer.from(piece))
    if (this.#pieces.reduce((sum, { length }) => sum + length, 0) > payloadBytesMax) {
      return this.#breach(1009)
    }
    if (!isFinal) return true
    const whole = Buffer.concat(this.#pieces)
    this.#pieces = null
    return this.#deliver(whole, 0, whole.length)
  }

  #takeClose(bytes: Buffer, from: number, to: number): boolean {
    const ending = readClose(bytes, from, to)
    if (typeof ending === 'number') return this.#breach(ending)
    if (this.#phase === 'open') this.#sendClose(ending.code)
    this.#finish({ kind: 'closed', ...ending })
    this.#socket.end()
    return false
  }

  #breach(code: number): false {
    if (this.#phase === 'open') this.#sendClose(code)
    this.#finish({ kind: 'closed', code, reason: 'the server broke the protocol' })
    this.#socket.destroySoon()
    return false
  }

  #gone(): void {
    if (this.#phase !== 'connecting') {
      this.#finish({ kind: 'closed', code: 1006, reason: this.#failure ?? '' })
    } else {
      this.#finish({ kind: 'failed', code: this.#failure ?? 'closed before the answer' })
    }
  }

  #finish(ending: ConnectionEnd): void {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    this.#pieces = null
    this.#owner.ended(this, ending)
  }
}

const finalBit = 0x80
