// The bytes of a file, of a pipe, or of standard input; packed ones unpacked.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import * as zlib from 'node:zlib'
import { Result } from 'effect'
import type { NotALog } from './source.ts'
import { isZstdCut } from './zstdFrames.ts'

/** What is read at a time. */
const chunkBytes = 1024 * 1024

export interface Bytes {
  /** The first ones, as many as tell what it is. */
  readonly beginning: Buffer
  /** Whether they can be read but once. */
  readonly isPassing: boolean
  /** Whether they were packed. */
  readonly isUnpacked: boolean
  /** Whether the packed file ends before what is packed in it does: its last line may be torn. */
  readonly isCut: boolean
  /** Of what may be read again all of them, each time. */
  readonly chunks: () => Generator<Buffer, void>
}

/** What names standard input. */
const standardInput = '-'

export const openBytes = (path: string): Result.Result<Bytes, NotALog> => {
  const descriptor = path === standardInput ? 0 : openSync(path, 'r')
  const first = readChunk(descriptor)
  const isPassing = !fstatSync(descriptor).isFile() || path === standardInput
  const signature = first.toString('hex', 0, 4)
  if (signature.startsWith(gzip) || signature === zstd) {
    return Result.map(unpacked([first, ...rest(descriptor)], { path, signature }), inMemory)
  }
  if (!isPassing) closeSync(descriptor)
  return Result.succeed({
    beginning: first,
    isPassing,
    isUnpacked: false,
    isCut: false,
    chunks: isPassing ? once(first, descriptor) : () => fromFile(path),
  })
}

/** How packed files begin. */
const [gzip, zstd] = ['1f8b', '28b52ffd']

interface Unpacked {
  readonly whole: Buffer
  readonly isCut: boolean
}

const unpacked = (
  chunks: readonly Buffer[],
  { path, signature }: { readonly path: string; readonly signature: string },
): Result.Result<Unpacked, NotALog> => {
  const isZstd = signature === zstd
  const unpack = isZstd ? unpackZstd : unpackGzip
  const tool = isZstd ? 'zstd -dc' : 'gzip -dc'
  const next = `${tool} ${path} | npm run -s replay -- - reads it`
  if (unpack === null) {
    return notALog(`${path} is packed by zstd, which this version of Node cannot unpack: ${next}.`)
  }
  const unpacked = Result.try({
    try: () => unpack(Buffer.concat(chunks)),
    catch: (error) => {
      const { code, message } = error as NodeJS.ErrnoException
      const why =
        code === 'ERR_BUFFER_TOO_LARGE'
          ? 'is too large to be unpacked here'
          : `cannot be unpacked (${message})`
      return { _tag: 'NotALog' as const, message: `${path} ${why}: ${next}.` }
    },
  })
  return Result.flatMap(unpacked, (found) =>
    found.whole.length > 0
      ? Result.succeed(found)
      : notALog(`${path} is packed, and cut off before anything can be unpacked: copy it again.`),
  )
}

/** Of one that is cut off what comes before that. */
const unpackGzip = (packed: Buffer): Unpacked => {
  try {
    return { whole: zlib.gunzipSync(packed), isCut: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error
    const finishFlush = zlib.constants.Z_SYNC_FLUSH
    return { whole: zlib.gunzipSync(packed, { finishFlush }), isCut: true }
  }
}

// Only newer versions of Node know it.
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (packed: Buffer) => Buffer }

/** Where it is cut off Node gives what comes before, and says nothing. */
const unpackZstd =
  zstdDecompressSync === undefined
    ? null
    : (packed: Buffer): Unpacked => ({
        whole: zstdDecompressSync(packed),
        isCut: isZstdCut(packed),
      })

const inMemory = ({ whole, isCut }: Unpacked): Bytes => ({
  beginning: whole.subarray(0, chunkBytes),
  isPassing: false,
  isUnpacked: true,
  isCut,
  *chunks() {
    for (let at = 0; at < whole.length; at += chunkBytes) yield whole.subarray(at, at + chunkBytes)
  },
})

const once = (first: Buffer, descriptor: number): Bytes['chunks'] => {
  let chunks: Generator<Buffer, void> | null = (function* () {
    if (first.length > 0) yield first
    yield* rest(descriptor)
  })()
  return function* () {
    const mine = chunks
    chunks = null
    if (mine !== null) yield* mine
  }
}

function* fromFile(path: string): Generator<Buffer, void> {
  const descriptor = openSync(path, 'r')
  try {
    yield* rest(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function* rest(descriptor: number): Generator<Buffer, void> {
  for (;;) {
    const chunk = readChunk(descriptor)
    if (chunk.length === 0) return
    yield chunk
  }
}

/** How long whoever writes into a pipe is waited for at a time. */
const waitMs = 10

/** Empty at the end. */
const readChunk = (descriptor: number): Buffer => {
  const bytes = Buffer.alloc(chunkBytes)
  for (;;) {
    try {
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, null))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return bytes.subarray(0, 0)
      // A pipe in which nothing is yet, of somebody who does not want to wait.
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs)
    }
  }
}

const notALog = (message: string) => Result.fail({ _tag: 'NotALog' as const, message })
