// A WebSocket as bare as it can be: read into one buffer for all, written by the system's own call.
import { writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { Result } from 'effect'
import {
  type ClientSocket,
  type Destination,
  linesOf,
  type UpgradeRequest,
} from '../../src/load/client/connection.ts'
import { encodeClientFrame, FrameDecoder, opcodes } from '../../src/load/client/frameCodec.ts'
import { acceptOf, readHandshake } from '../../src/load/client/handshake.ts'

/** Whoever is told what comes over a connection. */
export interface Listener {
  readonly opened: (connection: Connection) => void
  /** A text frame; it stands in `bytes` from `from` to `to` only until this returns. */
  readonly text: (connection: Connection, bytes: Buffer, from: number, to: number) => void
  /** What was read at once has been told. */
  readonly read: (connection: Connection) => void
  readonly ended: (connection: Connection, why: string) => void
}

const shared = Buffer.allocUnsafeSlow(64 * 1024)
const key = 'cGFzc2VyYnkgYmVuY2htYQ=='
const accept = acceptOf(key)
const anyMask = 0x5a_c3_17_2e

export class Connection implements ClientSocket {
  readonly number: number
  #socket: Socket
  #listener: Listener
  #decoder: FrameDecoder | null = null
  #answer: Buffer = Buffer.alloc(0)
  #why = 'closed'

  constructor(number: number, listener: Listener, to: Destination & UpgradeRequest) {
    this.number = number
    this.#listener = listener
    const { host, port, localAddress, target, headers } = to
    this.#socket = connect({
      host,
      port,
      ...(localAddress === undefined ? {} : { localAddress }),
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (count) => {
          this.#read(count)
          return true
        },
      },
    })
    this.#socket.on('error', (error) => {
      this.#why = error.message
    })
    this.#socket.on('close', () => listener.ended(this, this.#why))
    this.#socket.write(
      `GET ${target} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\n` +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
        `${linesOf(headers)}\r\n`,
    )
  }

  /** The open file that it is: Node hands it to nobody, and a stream costs more than the write. */
  get file(): number {
    return (this.#socket as unknown as { _handle: { fd: number } })._handle.fd
  }

  /** Sends a text in the ordinary way. */
  send(text: string): void {
    this.#socket.write(encodeClientFrame(opcodes.text, text, anyMask))
  }

  sendAll(texts: readonly string[]): void {
    for (const text of texts) this.send(text)
  }

  drop(): void {
    this.#socket.resetAndDestroy()
  }

  #read(count: number): void {
    if (this.#decoder !== null) this.#decoder.read(shared, count, this)
    else this.#readAnswer(count)
    this.#listener.read(this)
  }

  #readAnswer(count: number): void {
    this.#answer = Buffer.concat([this.#answer, shared.subarray(0, count)])
    const answer = readHandshake(this.#answer, accept)
    if (Result.isFailure(answer)) {
      this.#why = JSON.stringify(answer.failure)
      this.#socket.destroy()
    } else if (answer.success !== null) {
      this.#decoder = new FrameDecoder()
      const rest = this.#answer.subarray(answer.success.bytes)
      this.#answer = rest
      this.#listener.opened(this)
      this.#decoder.read(rest, rest.length, this)
    }
  }

  /** Called by the decoder, for each frame. */
  frame(first: number, bytes: Buffer, from: number, to: number): boolean {
    const opcode = first & 0x0f
    if (opcode === opcodes.text) this.#listener.text(this, bytes, from, to)
    else if (opcode === opcodes.ping) {
      this.#socket.write(encodeClientFrame(opcodes.pong, bytes.subarray(from, to), anyMask))
    } else if (opcode === opcodes.close) {
      this.#why = `closed ${bytes.toString('latin1', from + 2, to)}`
      this.#socket.destroy()
    }
    return true
  }
}

/**
 * Writes to a connection past its stream. So little is under way on each that it always fits: that
 * it does not is a fault of the measurement.
 */
export const writeTo = (file: number, bytes: Buffer): void => {
  const written = writeSync(file, bytes)
  if (written !== bytes.length) throw new Error(`${written} of ${bytes.length} bytes written`)
}
