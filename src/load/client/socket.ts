// A connection to a server: plain, or over TLS.
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { Destination } from './connection.ts'

/** One buffer to read into, and what is told how many bytes are in it. */
export interface SharedReader {
  readonly buffer: Buffer
  readonly read: (bytes: Buffer, count: number) => void
}

/** Connects. Where `reader` is given, it is told of all that comes; else the socket's `data` is. */
export const openSocket = (to: Destination, reader?: SharedReader): Socket => {
  const { host, port, localAddress, secure } = to
  const way = { host, port, ...(localAddress !== undefined && { localAddress }) }
  if (secure === undefined) return connect({ ...way, noDelay: true, ...readingInto(reader) })
  const socket = connectSecurely({ ...way, ...secure })
  socket.setNoDelay(true)
  if (reader !== undefined) socket.on('data', (bytes) => reader.read(bytes, bytes.length))
  return socket
}

/** What is not encrypted is read without a buffer of its own. */
const readingInto = (reader: SharedReader | undefined) =>
  reader === undefined
    ? {}
    : {
        onread: {
          buffer: reader.buffer,
          callback: (count: number) => {
            reader.read(reader.buffer, count)
            return true
          },
        },
      }
